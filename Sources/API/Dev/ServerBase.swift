import Synchronization

/// The address at which this server is reached; known once it listens.
final class ServerBase: Sendable {
    private let address: Mutex<String>

    init(_ address: String) { self.address = Mutex(address) }

    /// Without a slash at its end.
    var text: String { address.withLock { $0 } }

    func set(_ text: String) { address.withLock { $0 = text } }
}
