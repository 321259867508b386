import EventLog

/// The stream is not at the version that the caller demanded (If-Match).
public struct VersionMismatch: Error, Sendable, Hashable {
    /// The version that the stream is at; empty for one without events.
    public let actual: StreamVersion
}

/// The versions of which a stream must be at one for a command to be taken (If-Match).
public struct DemandedVersions: Sendable, Hashable {
    /// Without any, no stream will do; nil for every version of a stream that has events.
    private let versions: [StreamVersion]?

    public init(_ versions: [StreamVersion]) { self.versions = versions }

    private init() { versions = nil }

    /// That there is something, whatever its version (RFC 9110 section 13.1.1).
    public static let anyExisting = DemandedVersions()

    /// - Throws: `VersionMismatch` for a stream at none of them.
    func require(_ actual: StreamVersion) throws(VersionMismatch) {
        let isMet = versions?.contains(actual) ?? (actual != .empty)
        guard isMet else { throw VersionMismatch(actual: actual) }
    }
}
