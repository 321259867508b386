import Time

/// How many of a subject's refusals are kept (contract section 8, refusals): in any hour at most
/// twenty, and then once how many more there were.
package enum RefusalLimit {
    package static let countMax = 20
    package static let windowSeconds: Int64 = 3600

    /// When the next refusal may be recorded, given when the latest were; nil when it may now.
    package static func nextTime(after recent: [Timestamp], now: Timestamp) -> Timestamp? {
        guard recent.count >= countMax else { return nil }
        let next = recent[recent.count - countMax].adding(seconds: windowSeconds)
        return now < next ? next : nil
    }
}
