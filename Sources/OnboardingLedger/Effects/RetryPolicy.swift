import Time

/// When an effect that failed is tried again (contract L19).
enum RetryPolicy {
    /// A mail server may be away over a weekend: the last attempt comes 71 h 41 min after the first
    /// (5 s · (2¹² − 1) + 22 · 3 h).
    static let attemptsMax = 35
    /// What was given up was tried that often at least, by earlier versions, too: so the doctor
    /// tells it from what nobody wanted any more, such as a code that expired.
    static let givenUpAttemptsMin = 12
    private static let firstDelaySeconds: Int64 = 5
    /// That many doublings pass the longest delay.
    private static let doublingsMax = 12

    /// Twice as long each time; nil when it is not tried again. A checkout is to be expired for as
    /// long as it can be paid, at most a day: then there is nothing to do any more.
    static func nextAttempt(of kind: EffectKind, after attempt: Int, now: Timestamp) -> Timestamp? {
        guard kind == .checkoutExpiry || attempt < attemptsMax else { return nil }
        let delay = firstDelaySeconds << Int64(min(attempt - 1, doublingsMax))
        return now.adding(seconds: min(delay, delaySecondsMax(kind)))
    }

    private static func delaySecondsMax(_ kind: EffectKind) -> Int64 {
        kind == .checkoutExpiry ? 3600 : 3 * 3600
    }
}
