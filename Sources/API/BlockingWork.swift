import Dispatch

/// Runs what blocks (closing files, waiting for threads) where no task of the cooperative pool is
/// held up.
enum BlockingWork {
    /// Returns what `body` does, once it has.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: body()) }
        }
    }
}
