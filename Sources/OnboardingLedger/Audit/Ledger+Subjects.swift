import EventLog
import ReadModels

/// Which rows of a read model a list asks for.
public struct SubjectQuery: Sendable, Hashable {
    /// Looked for in emails, names and business names, without case.
    public var text: String?
    /// The flow, stage and status that the row must have, exactly; nil for any.
    public var flow: String?
    public var stage: String?
    public var status: String?
    /// Only what is this user's: tenants that they own and the one that they are a member of;
    /// sign-ups that became them and the ways that they go through steps.
    public var ownerID: String?
    /// Rows behind this number, which a page's `next` gives.
    public var after: Int64?
    /// How many rows a page has at most.
    public var limit = 50

    public init() {}
}

/// Rows of a read model, newest streams first.
public struct SubjectPage: Sendable, Hashable {
    public let rows: [ViewRow]
    /// The number to go on from; nil for the last page.
    public let next: Int64?
}

extension Ledger {
    /// A subject's row; nil when the model has none for the stream.
    public func subject(_ view: ViewName, _ stream: StreamID) async throws -> ViewRow? {
        try await read { reader in
            guard let streamID = try reader.log.internedID(of: stream) else { return nil }
            return try reader.views().row(view, streamID: streamID)
        }
    }

    /// The version that a subject's row is at; nil when the model has none for the stream.
    public func version(of stream: StreamID, in view: ViewName) async throws -> StreamVersion? {
        try await read { reader in
            guard let streamID = try reader.log.internedID(of: stream) else { return nil }
            return try reader.views().version(view, streamID: streamID)
        }
    }

    /// A page of a read model's rows.
    public func subjects(_ view: ViewName, _ query: SubjectQuery) async throws -> SubjectPage {
        var asked = ViewReader.Query()
        asked.text = query.text
        asked.flow = query.flow
        asked.stage = query.stage
        asked.status = query.status
        asked.after = query.after
        asked.limit = query.limit
        return try await readAtLength { [asked] reader in
            var asked = asked
            asked.owner = try query.ownerID.map { try Self.owner($0, view, reader) }
            let (rows, next) = try reader.views().list(view, asked)
            return SubjectPage(rows: rows, next: next)
        }
    }

    /// The streams in which a user fills in steps: of the wizard, and of each declared flow that
    /// has some.
    public func progressStreams(of userID: String) async throws -> [StreamID] {
        try await read { try Self.progressStreams(of: userID, $0) }
    }

    private static func progressStreams(
        of userID: String, _ reader: LedgerReader
    ) throws -> [StreamID] {
        let flows = try reader.log.flowCatalogue().flows.filter { !$0.steps.isEmpty }
        return (["wizard"] + flows.map(\.category)).compactMap { StreamID("\($0)-\(userID)") }
    }

    /// Resolves a user to what a list is narrowed by: what names the user, and what else is theirs.
    private static func owner(
        _ userID: String, _ view: ViewName, _ reader: LedgerReader
    ) throws -> ViewReader.Query.Owner {
        var streams: [StreamID] = []
        if view == .session {
            streams = try progressStreams(of: userID, reader)
        } else if let tenant = try Profiles.profile(id: userID, reader)?.state.tenantID {
            streams = [StreamID("tenant-\(tenant)")].compactMap { $0 }
        }
        return ViewReader.Query.Owner(
            id: userID, also: try streams.compactMap { try reader.log.internedID(of: $0) })
    }
}
