import Time

/// When an effect that failed is tried again (contract L19).
enum RetryPolicy {
    /// Twelve attempts: the last one comes 2 h 25 min after the first (5 s · (2¹⁰ − 1) + 1 h).
    static let attemptsMax = 12
    private static let firstDelaySeconds: Int64 = 5
    private static let delaySecondsMax: Int64 = 3600
    /// That many doublings pass the longest delay.
    private static let doublingsMax = 10

    /// Twice as long each time, up to an hour; nil when it is not tried again. A checkout is to be
    /// expired for as long as it can be paid, at most a day: then there is nothing to do any more.
    static func nextAttempt(of kind: EffectKind, after attempt: Int, now: Timestamp) -> Timestamp? {
        guard kind == .checkoutExpiry || attempt < attemptsMax else { return nil }
        let delay = firstDelaySeconds << Int64(min(attempt - 1, doublingsMax))
        return now.adding(seconds: min(delay, delaySecondsMax))
    }
}
