import EventLog

/// A few threads, each with a resource of its own that never leaves it: readers with their
/// connections, password hashers with nothing.
final class ThreadPool<Resource>: Sendable {
    typealias Job = @Sendable (Resource) -> Void

    let queue: BoundedQueue<Job>
    private let threads: [WorkerThread]

    /// - Parameter make: makes a thread's resource, on that thread, when its first job arrives.
    init(
        name: String, threadCount: Int, queuedMax: Int,
        make: @escaping @Sendable () -> Resource
    ) {
        let queue = BoundedQueue<Job>(capacity: queuedMax)
        self.queue = queue
        threads = (0..<threadCount).map { index in
            WorkerThread(name: "\(name)-\(index)") {
                var resource: Resource?
                while let jobs = queue.take(max: 1) {
                    let mine = resource ?? make()
                    resource = mine
                    for job in jobs { job(mine) }
                }
            }
        }
    }

    /// Runs `body` on one of the threads.
    ///
    /// - Throws: `overloaded` at once when too much waits already, and what `body` throws.
    func run<R: Sendable>(_ body: @escaping @Sendable (Resource) throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            do throws(QueueRefusal) {
                try queue.add { resource in
                    continuation.resume(with: Result { try body(resource) })
                }
            } catch {
                continuation.resume(throwing: LogFailure(error))
            }
        }
    }

    /// The same for a caller whose thread may wait; not from one of these threads.
    func runBlocking<R: Sendable>(_ body: @escaping @Sendable (Resource) throws -> R) throws -> R {
        let outcome = AwaitedOutcome<R>()
        do throws(QueueRefusal) {
            try queue.add { resource in outcome.finish(Result { try body(resource) }) }
        } catch { throw LogFailure(error) }
        return try outcome.wait()
    }

    /// Finishes what waits, then ends the threads; blocks.
    func close() {
        queue.close()
        for thread in threads { thread.join() }
    }
}
