import Time

/// The time that commands decide and record by (contract L2); on the writer's thread.
///
/// The clock's, unless it is behind the log, because it was set back, or ahead once: then the last
/// event's and most of what has passed since, so that codes, sessions and waiting times run out all
/// the same, and the clock catches up also while events come.
final class CommandClock {
    private let clock: any WallClock
    /// The last event's time when the clock was first found behind, and the uptime then.
    private var start: (time: Timestamp, uptime: Int64)?

    init(_ clock: any WallClock) { self.clock = clock }

    /// Never before `head`, when the log's last event was recorded.
    func now(after head: Timestamp) -> Timestamp {
        let now = clock.now()
        guard now < head else {
            start = nil
            return now
        }
        let uptime = clock.uptimeMilliseconds
        let start = start ?? (head, uptime)
        self.start = start
        // Of a whole hour an eighth is caught up.
        let passed = (uptime - start.uptime) / 8 * 7
        return max(head, start.time.adding(milliseconds: passed))
    }
}
