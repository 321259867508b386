import Foundation
import Synchronization

/// Runs asynchronous work from the benchmark's own thread and blocks that until it is done: the one
/// place where a task is made. Never called on the cooperative pool.
func blocking<R: Sendable>(_ body: @escaping @Sendable () async throws -> R) throws -> R {
    let outcome = Outcome<R>()
    let done = DispatchSemaphore(value: 0)
    Task.detached {
        do { outcome.set(.success(try await body())) } catch { outcome.set(.failure(error)) }
        done.signal()
    }
    done.wait()
    return try outcome.get()
}

/// A result on its way from a task to the thread that waits for it.
private final class Outcome<R: Sendable>: Sendable {
    private let result = Mutex<Result<R, any Error>?>(nil)

    func set(_ result: Result<R, any Error>) { self.result.withLock { $0 = result } }

    func get() throws -> R {
        guard let result = result.withLock({ $0 }) else {
            preconditionFailure("the task reports before it signals")
        }
        return try result.get()
    }
}

/// Runs `workerCount` tasks side by side, each of which repeats `body` with the next number below
/// `count` until none is left.
func concurrently(
    _ count: Int, workerCount: Int, _ body: @escaping @Sendable (Int) async throws -> Void
) throws {
    let next = Counter()
    try blocking {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<workerCount {
                group.addTask {
                    while case let number = next.take(), number < count { try await body(number) }
                }
            }
            try await group.waitForAll()
        }
    }
}

private final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    func take() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}
