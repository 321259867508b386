import EventLog

/// The stream is not at the version that the caller demanded (If-Match).
public struct VersionMismatch: Error, Sendable, Hashable {
    public let actual: StreamVersion
}
