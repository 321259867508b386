import EventLog
import ReadModels

/// A command whose caller waits for a continuation.
///
/// `@unchecked Sendable`: `outcome` is only touched on the writer thread.
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

    func complete() {}

    func run(with views: ViewWriter) {
        continuation.resume(with: Result { try body(views) })
    }

    func fail(_ failure: LogFailure) { continuation.resume(throwing: failure) }
}

/// Jobs that want the views' writer after the batch.
protocol AfterBatchJob: CommandLane.Job {
    func run(with views: ViewWriter)
}

extension ViewsJob: AfterBatchJob {}
