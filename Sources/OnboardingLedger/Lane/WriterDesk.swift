import EventLog
import ReadModels
import Time

/// What the writer thread has, lent between batches.
final class WriterDesk {
    let log: LogWriter
    let views: ViewWriter
    private let clock: CommandClock
    private let stopped: StoppedFlag

    init(log: LogWriter, views: ViewWriter, clock: CommandClock, stopped: StoppedFlag) {
        (self.log, self.views, self.clock, self.stopped) = (log, views, clock, stopped)
    }

    /// Never before the last event (contract L2).
    var now: Timestamp { clock.now(after: log.headRecordedAt) }

    /// Has the views follow what was changed in the log beside the batches, once that is committed.
    ///
    /// Those that cannot for want of space are brought up before the next command; any other
    /// failure stops the lane (`clear`).
    ///
    /// - Parameter streams: all whose events were changed; nil when each got a new event as well.
    func foldAgain(_ streams: Set<StreamID>? = nil) throws(LogFailure) {
        do {
            if let streams { try views.foldAgain(streams) } else { try views.foldAgain() }
        } catch {
            guard error.code == .diskFull else { throw LogFailure(viewsBehind: error) }
            throw LogFailure(
                .diskFull, "It is recorded, but there is no space for the read models to follow.",
                hint: "Free some space and repeat the request: it goes on where it was.")
        }
    }

    /// Undoes what a failed piece of work left open, and stops the lane when nobody knows what the
    /// files hold.
    func clear(after error: any Error) {
        if let failure = error as? LogFailure, failure.code == .outcomeUnknown {
            stopped.set(failure)
            return
        }
        guard log.hasBatch else { return }
        do throws(LogFailure) { try log.rollback() } catch { stopped.set(error) }
    }
}

extension LogFailure {
    /// What the log committed could not be written to the read models.
    init(viewsBehind error: LogFailure) {
        self.init(
            .outcomeUnknown, "The events are recorded, but the read models failed: \(error)",
            hint: "A repeated request with its idempotency key finds out.")
    }
}
