import Time

/// When an effect that failed is tried again (contract L19).
enum RetryPolicy {
    /// Twelve attempts: the last one comes 2 h 25 min after the first (5 s · (2¹⁰ − 1) + 1 h).
    static let attemptsMax = 12
    private static let firstDelaySeconds: Int64 = 5
    private static let delaySecondsMax: Int64 = 3600

    /// Twice as long each time, up to an hour; nil when it is not tried again.
    static func nextAttempt(after attempt: Int, now: Timestamp) -> Timestamp? {
        guard attempt < attemptsMax else { return nil }
        let delay = firstDelaySeconds << Int64(attempt - 1)
        return now.adding(seconds: min(delay, delaySecondsMax))
    }
}
