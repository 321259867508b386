import Glibc
import Synchronization

/// What `GET /control/status` tells beside the log's head.
final class ControlStatus: Sendable {
    private let address = Mutex("")

    /// The public door's address; empty until it listens.
    var listen: String { address.withLock { $0 } }

    func set(listen: String) { address.withLock { $0 = listen } }

    var processID: Int32 { getpid() }
}
