import EventLog

/// The stream is not at the version that the caller demanded (If-Match).
public struct VersionMismatch: Error, Sendable, Hashable {
    /// The version that the stream is at; empty for one without events.
    public let actual: StreamVersion
}
