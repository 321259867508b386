import Time

/// How many of a subject's refusals are kept (contract section 8, refusals): in any hour at most
/// twenty, and then once how many more there were.
package enum RefusalLimit {
    /// Kept for a subject within `windowSeconds`.
    package static let countMax = 20
    /// Of those that anybody can cause who knows an email: the rest of the hour is the subject's.
    package static let anonymousMax = 10
    /// It slides: each refusal counts for an hour from its own time.
    package static let windowSeconds: Int64 = 3600

    /// When the next refusal may be recorded, given when the latest were; nil when it may now.
    package static func nextTime(
        after recent: [Timestamp], now: Timestamp, most: Int = countMax
    ) -> Timestamp? {
        guard recent.count >= most else { return nil }
        let next = recent[recent.count - most].adding(seconds: windowSeconds)
        return now < next ? next : nil
    }
}
