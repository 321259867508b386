import EventLog
import ReadModels
import Time

/// A command whose caller waits for a continuation.
///
/// `@unchecked Sendable`: `outcome` is only touched on the writer thread, and after the batch by
/// the task that answers.
final class ContinuationJob<R: Sendable>: CommandLane.Job, @unchecked Sendable {
    private let body: @Sendable (CommandTransaction) throws -> R
    private let continuation: CheckedContinuation<R, any Error>
    private var outcome: Result<R, any Error>?

    init(
        _ body: @escaping @Sendable (CommandTransaction) throws -> R,
        _ continuation: CheckedContinuation<R, any Error>
    ) {
        self.body = body
        self.continuation = continuation
    }

    func run(in transaction: CommandTransaction) -> CommandLane.JobVerdict {
        do {
            outcome = .success(try body(transaction))
            return .keep
        } catch let failure as LogFailure {
            outcome = .failure(failure)
            return .storageFailed(failure)
        } catch {
            outcome = .failure(error)
            return .drop
        }
    }

    func runAfterBatch(with desk: WriterDesk) {}

    func complete() {
        guard let outcome else { preconditionFailure("a job runs before it completes") }
        continuation.resume(with: outcome)
    }

    func fail(_ failure: LogFailure) { continuation.resume(throwing: failure) }
}

/// Work on the views alone, between batches: runs when its batch is done.
final class ViewsJob<R: Sendable>: CommandLane.Job {
    private let body: @Sendable (ViewWriter) throws -> R
    private let continuation: CheckedContinuation<R, any Error>

    init(
        _ body: @escaping @Sendable (ViewWriter) throws -> R,
        _ continuation: CheckedContinuation<R, any Error>
    ) {
        self.body = body
        self.continuation = continuation
    }

    func run(in transaction: CommandTransaction) -> CommandLane.JobVerdict { .keep }

    func runAfterBatch(with desk: WriterDesk) {
        continuation.resume(with: Result { try body(desk.views) })
    }

    func complete() {}

    func fail(_ failure: LogFailure) { continuation.resume(throwing: failure) }
}

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
    fileprivate func clear(after error: any Error) {
        if let failure = error as? LogFailure, failure.code == .outcomeUnknown {
            stopped.set(failure)
            return
        }
        guard log.isInBatch else { return }
        do throws(LogFailure) { try log.rollback() } catch { stopped.set(error) }
    }
}

/// Work on both files, between batches.
final class DeskJob<R: Sendable>: CommandLane.Job {
    private let body: @Sendable (WriterDesk) throws -> R
    private let continuation: CheckedContinuation<R, any Error>

    init(
        _ body: @escaping @Sendable (WriterDesk) throws -> R,
        _ continuation: CheckedContinuation<R, any Error>
    ) {
        self.body = body
        self.continuation = continuation
    }

    func run(in transaction: CommandTransaction) -> CommandLane.JobVerdict { .keep }

    func runAfterBatch(with desk: WriterDesk) {
        do { continuation.resume(returning: try body(desk)) } catch {
            desk.clear(after: error)
            continuation.resume(throwing: error)
        }
    }

    func complete() {}

    func fail(_ failure: LogFailure) { continuation.resume(throwing: failure) }
}

/// The lane's only unstructured task.
enum AnswerTask {
    /// Answers the callers of a batch off the writer thread: waking a caller costs about as much
    /// as a row, and the next batch need not wait for it. Each job is answered once, here or by
    /// `fail`.
    static func complete(_ jobs: [any CommandLane.Job]) {
        Task.detached { for job in jobs { job.complete() } }
    }
}
