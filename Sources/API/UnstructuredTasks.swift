import HTTPServer
import Synchronization

// The only unstructured tasks of this room.

/// Runs a stream's producer so that it ends when its peer or the server does, whatever it waits
/// for.
enum StreamTask {
    /// Returns when `body` has ended.
    static func run(_ writer: HTTPBodyWriter, _ body: @escaping @Sendable () async -> Void) async {
        let task = Task { await body() }
        writer.onClose { task.cancel() }
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }
}

/// Runs what many wait for, whoever of them gives up.
enum EverybodysTask {
    /// Returns at once; nothing cancels `body`.
    static func begin(_ body: @escaping @Sendable () async -> Void) {
        Task.detached { await body() }
    }
}

/// Runs what no request asks for, from the server's start to its stop.
final class ServerTasks: Sendable {
    private let tasks = Mutex<[Task<Void, Never>]>([])

    /// Begins all of them; once.
    func begin(_ bodies: [@Sendable () async -> Void]) {
        let started = bodies.map { body in Task { await body() } }
        tasks.withLock { $0 = started }
    }

    /// Cancels all and returns when they have ended.
    func end() async {
        let running = tasks.withLock { tasks in
            defer { tasks = [] }
            return tasks
        }
        for task in running { task.cancel() }
        for task in running { await task.value }
    }
}
