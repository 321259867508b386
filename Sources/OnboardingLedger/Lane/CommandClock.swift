import Synchronization
import Time

/// The time that commands decide and record by (contract L2), and that all others go by who tell
/// what a command would decide.
///
/// The clock's, unless it is behind the log, because it was set back, or ahead once: then the last
/// event's and most of what has passed since, so that codes, sessions and waiting times run out all
/// the same, and the clock catches up also while events come.
final class CommandClock: Sendable {
    private struct State {
        /// When the log's last event was recorded, as far as commands have told.
        var head = Timestamp.earliest
        /// The last event's time when the clock was first found behind, or further behind than what
        /// has passed makes up for, and the uptime then.
        var start: (time: Timestamp, uptime: Int64)?
    }

    private let clock: any WallClock
    private let state = Mutex(State())

    init(_ clock: any WallClock) { self.clock = clock }

    /// Tells when the log's last event was recorded.
    func note(head: Timestamp) { state.withLock { $0.head = head } }

    /// The time now. Of any thread.
    var now: Timestamp { state.withLock { now(&$0) } }

    /// Never before `head`, when the log's last event was recorded.
    func now(after head: Timestamp) -> Timestamp {
        state.withLock { state in
            state.head = head
            return now(&state)
        }
    }

    private func now(_ state: inout State) -> Timestamp {
        let now = clock.now()
        guard now < state.head else {
            state.start = nil
            return now
        }
        let uptime = clock.uptimeMilliseconds
        if let start = state.start {
            // Of a whole hour an eighth is caught up.
            let passed = (uptime - start.uptime) / 8 * 7
            let now = start.time.adding(milliseconds: passed)
            if now >= state.head { return now }
        }
        state.start = (state.head, uptime)
        return state.head
    }
}
