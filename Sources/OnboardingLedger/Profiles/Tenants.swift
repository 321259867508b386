import EventLog
import Onboarding

/// A tenant as a command found it.
struct FoundTenant: Sendable {
    let stream: StreamID
    let state: TenantState
    /// How many events the tenant's stream has.
    let version: StreamVersion

    var id: String { String(stream.id) }
}

/// Finding tenants: workspaces, shops and spaces alike.
enum Tenants {
    /// Nil for one that does not exist, and for an id that no stream can have.
    static func tenant(id: String, _ source: some SubjectSource) throws -> FoundTenant? {
        try StreamID("tenant-\(id)").flatMap { try tenant($0, source) }
    }

    /// Nil for one that does not exist.
    static func tenant(_ stream: StreamID, _ source: some SubjectSource) throws -> FoundTenant? {
        guard case (.tenant(let state), let version) = try source.subject(of: stream), state.exists
        else { return nil }
        return FoundTenant(stream: stream, state: state, version: version)
    }

    /// As a version left it, for answers that are given again; nil for an id of something else.
    static func tenant(id: String, at version: StreamVersion, _ reader: LedgerReader) throws
        -> FoundTenant?
    {
        guard let stream = StreamID("tenant-\(id)"),
            case .tenant(let state) = try reader.history.subject(of: stream, at: version)
        else { return nil }
        return FoundTenant(stream: stream, state: state, version: version)
    }

    /// The one that a user owns; nil before there is one. Spaces are none of it.
    static func tenant(of userID: String, _ source: some SubjectSource) throws -> FoundTenant? {
        // Only a tenant that exists holds the key.
        guard let stream = try source.holder(of: .userTenant(userID)),
            case (.tenant(let state), let version) = try source.subject(of: stream)
        else { return nil }
        return FoundTenant(stream: stream, state: state, version: version)
    }
}
