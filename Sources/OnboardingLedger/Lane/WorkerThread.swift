import Foundation

/// A thread of our own for work that blocks: the writer, the readers, password hashing.
///
/// The cooperative pool has as many threads as the machine has cores, so nothing may block it.
final class WorkerThread: Sendable {
    private let finished = DispatchSemaphore(value: 0)

    /// Starts at once, with a stack of 4 MiB.
    init(name: String, _ body: @escaping @Sendable () -> Void) {
        let finished = finished
        let thread = Thread {
            body()
            finished.signal()
        }
        thread.name = name
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Blocks until the body has returned.
    func join() {
        finished.wait()
        finished.signal()
    }
}
