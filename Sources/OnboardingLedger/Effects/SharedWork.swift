import Synchronization

// The only unstructured tasks of this room: work that goes on when who asked for it gives up.

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
        let gate = Gate(continuation)
        let timer = Task {
            // A cancelled sleep ends early, when nobody waits any more.
            try? await Task.sleep(for: limit)
            gate.open()
        }
        Task {
            await body()
            timer.cancel()
            gate.open()
        }
    }
}

/// Lets one who waits go on, however many open it.
private final class Gate: Sendable {
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
