import Dispatch
import Synchronization

/// Hands what the writer thread came to to the one who waits for it.
final class AwaitedOutcome<R: Sendable>: Sendable {
    private let result = Mutex<Result<R, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    /// Called once.
    func finish(_ outcome: Result<R, any Error>) {
        result.withLock { $0 = outcome }
        done.signal()
    }

    /// Blocks until `finish`; once.
    func wait() throws -> R {
        done.wait()
        guard let outcome = result.withLock({ $0 }) else {
            preconditionFailure("the thread reports before it signals")
        }
        return try outcome.get()
    }
}
