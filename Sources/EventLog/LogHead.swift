import Digest
import Time

/// The log's end.
public struct LogHead: Hashable, Sendable {
    public let position: GlobalPosition
    public let hash: SHA256Digest
    /// Nil for an empty log.
    public let recordedAt: Timestamp?
}
