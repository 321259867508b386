import EventLog
import ReadModels
import Time

/// What the writer thread has, lent between batches.
final class WriterDesk {
    let log: LogWriter
    let views: ViewWriter
    private let clock: any WallClock
    private let stopped: StoppedFlag

    init(log: LogWriter, views: ViewWriter, clock: any WallClock, stopped: StoppedFlag) {
        (self.log, self.views, self.clock, self.stopped) = (log, views, clock, stopped)
    }

    /// Never before the last event (contract L2).
    var now: Timestamp { max(clock.now(), log.headRecordedAt) }

    /// Undoes what a failed piece of work left open, and stops the lane when nobody knows what the
    /// files hold.
    func clear(after error: any Error) {
        if let failure = error as? LogFailure, failure.code == .outcomeUnknown {
            stopped.set(failure)
            return
        }
        guard log.isInBatch else { return }
        do throws(LogFailure) { try log.rollback() } catch { stopped.set(error) }
    }
}
