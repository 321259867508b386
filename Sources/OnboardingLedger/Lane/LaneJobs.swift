import EventLog
import ReadModels

/// A command whose caller waits for a continuation.
///
/// `@unchecked Sendable`: `outcome` is only touched on the writer thread, and after the batch by
/// the task that answers.
final class ContinuationJob<R: Sendable>: LaneJob, @unchecked Sendable {
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

    func run(in transaction: CommandTransaction) -> JobVerdict {
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
final class ViewsJob<R: Sendable>: LaneJob {
    private let body: @Sendable (ViewWriter) throws -> R
    private let answer: @Sendable (Result<R, any Error>) -> Void

    /// - Parameter answer: called once, on the writer thread.
    init(
        _ body: @escaping @Sendable (ViewWriter) throws -> R,
        answer: @escaping @Sendable (Result<R, any Error>) -> Void
    ) {
        self.body = body
        self.answer = answer
    }

    func run(in transaction: CommandTransaction) -> JobVerdict { .keep }

    func runAfterBatch(with desk: WriterDesk) { answer(Result { try body(desk.views) }) }

    func complete() {}

    func fail(_ failure: LogFailure) { answer(.failure(failure)) }
}

/// One step of keeping journeys beside the views, which nobody waits for.
final class KeepingJob: LaneJob {
    private let keeping: JourneyKeeping
    private let step: Int
    private let isWanted: @Sendable () -> Bool

    /// - Parameters:
    ///   - step: which of the steps, each of which is one job: other commands run between them.
    ///   - isWanted: false once the journeys are not to be kept after all.
    init(_ keeping: JourneyKeeping, step: Int, isWanted: @escaping @Sendable () -> Bool) {
        (self.keeping, self.step, self.isWanted) = (keeping, step, isWanted)
    }

    func run(in transaction: CommandTransaction) -> JobVerdict { .keep }

    func runAfterBatch(with desk: WriterDesk) {
        if isWanted() { desk.views.keep(keeping, step: step) }
    }

    func complete() {}

    /// A header over what a later step would have put is not to be believed.
    func fail(_ failure: LogFailure) { keeping.giveUp() }
}

/// Work on both files, between batches.
final class DeskJob<R: Sendable>: LaneJob {
    private let body: @Sendable (WriterDesk) throws -> R
    private let continuation: CheckedContinuation<R, any Error>

    init(
        _ body: @escaping @Sendable (WriterDesk) throws -> R,
        _ continuation: CheckedContinuation<R, any Error>
    ) {
        self.body = body
        self.continuation = continuation
    }

    func run(in transaction: CommandTransaction) -> JobVerdict { .keep }

    func runAfterBatch(with desk: WriterDesk) {
        do { continuation.resume(returning: try body(desk)) } catch {
            desk.clear(after: error)
            continuation.resume(throwing: error)
        }
    }

    func complete() {}

    func fail(_ failure: LogFailure) { continuation.resume(throwing: failure) }
}
