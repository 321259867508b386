import Synchronization

// The only unstructured tasks of this room.

/// Answers what the writer thread has done.
enum AnswerTask {
    /// Answers the callers of a batch off the writer thread: waking a caller costs about as much
    /// as a row, and the next batch need not wait for it. Each job is answered once, here or by
    /// `fail`.
    static func complete(_ jobs: [any LaneJob]) {
        Task.detached { for job in jobs { job.complete() } }
    }
}

/// Follows the log for as long as the ledger is open.
enum FollowerTask {
    /// Returns at once; whoever holds the task cancels it.
    static func begin(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        Task { await body() }
    }
}

/// Lets those who want the same thing done at the same time share one doing of it.
final class SharedWork<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let running = Mutex<[Key: Task<Value, any Error>]>([:])

    /// Runs `body`, or waits for the one that runs under the same key.
    func run(_ key: Key, _ body: @escaping @Sendable () async throws -> Value) async throws
        -> Value
    {
        let task = running.withLock { running in
            if let known = running[key] { return known }
            let task = Task {
                defer { forget(key) }
                return try await body()
            }
            running[key] = task
            return task
        }
        return try await task.value
    }

    private func forget(_ key: Key) { running.withLock { $0[key] = nil } }
}

/// Begins `body` and returns when it is done or the time is over; it goes on then.
func waiting(atMost limit: Duration, _ body: @escaping @Sendable () async -> Void) async {
    await withCheckedContinuation { continuation in
        let latch = Latch(continuation)
        let timer = Task {
            // A cancelled sleep ends early, when nobody waits any more.
            try? await Task.sleep(for: limit)
            latch.open()
        }
        Task {
            await body()
            timer.cancel()
            latch.open()
        }
    }
}

/// Lets one who waits go on, however many open it.
private final class Latch: Sendable {
    private let waiting: Mutex<CheckedContinuation<Void, Never>?>

    init(_ continuation: CheckedContinuation<Void, Never>) { waiting = Mutex(continuation) }

    func open() {
        let continuation = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        continuation?.resume()
    }
}
