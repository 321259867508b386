/// Where a server of ours listens.
enum ServerAddress: Sendable, Hashable {
    /// The control socket of a data directory.
    case unix(path: String)
    /// A port of this machine.
    case loopback(port: UInt16)
}
