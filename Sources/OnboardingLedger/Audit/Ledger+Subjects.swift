import EventLog
import Onboarding
import ReadModels

/// Which rows of a read model a list asks for.
public struct SubjectQuery: Sendable, Hashable {
    /// Looked for in emails, names and business names, without case; or a stream's name, an id, or
    /// the id of the user whose rows they are, exactly.
    public var text: String?
    /// The flow, stage and status that the row must have, exactly; nil for any. A wizard has those
    /// of its tenant. A profile's flows are membership and merchant, a tenant's wizard and call;
    /// the stage is then the one in the flow.
    public var flow: String?
    public var stage: String?
    public var status: String?
    /// Only what is this user's: tenants that they own and the one that they are a member of;
    /// sign-ups that became them and the ways that they go through steps; their profile.
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
        let read: @Sendable (LedgerReader) throws -> SubjectPage = { try $0.subjects(view, query) }
        // Wizards' stages are their tenants', of which all may have to be looked at.
        let mayWalk = view == .session && (query.stage ?? query.status) != nil
        return try await mayWalk ? readWhileWanted(read) : readAtLength(read)
    }

    /// The streams in which a user fills in steps: of the wizard, and of each declared flow that
    /// has some.
    public func progressStreams(of userID: String) async throws -> [StreamID] {
        try await read { try $0.progressStreams(of: userID) }
    }

    /// The rows of whom an email leads to, as an erasure finds them; nobody by one that was erased.
    /// Walks the log.
    public func subjects(ofEmail email: String) async throws -> [ViewRow] {
        try await readWhileWanted { try $0.subjects(ofEmail: EmailAddress.normalized(email)) }
    }
}

extension LedgerReader {
    /// A page of a read model's rows.
    package func subjects(_ view: ViewName, _ query: SubjectQuery) throws -> SubjectPage {
        var asked = ViewReader.Query()
        asked.text = query.text
        asked.named = try query.text.map { try named($0, view) }
        asked.flow = query.flow
        asked.stage = query.stage
        asked.status = query.status
        asked.owner = try query.ownerID.map {
            ViewReader.Query.Owner(id: $0, also: try known(try streams(of: $0, view)))
        }
        asked.after = query.after
        asked.limit = query.limit
        let (rows, next) = try views().list(view, asked)
        return SubjectPage(rows: try rows.map(placed), next: next)
    }

    /// A wizard's row with its stage and status, which stand in the row of its tenant.
    private func placed(_ row: ViewRow) throws -> ViewRow {
        guard row.flow == WizardFlow.declaration.flow, let wizard = StreamID(row.name) else {
            return row
        }
        let tenant = try holder(of: .userTenant(String(wizard.id)))
            .flatMap { try log.internedID(of: $0) }
            .flatMap { try views().row(.tenant, streamID: $0) }
        var row = row
        row.stage = tenant?.stage ?? OnboardingStatus.new.rawValue
        row.status = tenant?.status ?? TenantStatus.active.rawValue
        return row
    }

    /// The rows of whom an email leads to, as an erasure finds them: people first, then the ways
    /// that they go, then what they own; nobody by an email that was erased. Walks the log.
    ///
    /// - Parameter email: normalized.
    package func subjects(ofEmail email: String) throws -> [ViewRow] {
        let found = try PersonSearch.find(.email(email), includingErased: false, log).traces.streams
        let streams = try known(Array(found)).sorted(by: >)
        let views = try views()
        return try [ViewName.profile, .session, .tenant].flatMap { view in
            try streams.compactMap { try views.row(view, streamID: $0).map(placed) }
        }
    }

    // MARK: What a text names

    /// What a text names by itself: a stream, an id in one of the model's categories, or a user
    /// with all that is theirs. Found by the log's index of names, so that no row holds its id once
    /// more to be searched.
    private func named(_ text: String, _ view: ViewName) throws -> ViewReader.Query.Owner {
        let categories = Set(try log.flowCatalogue().flows.map(\.category)).filter {
            ViewName(category: Substring($0)) == view
        }
        let names = [text] + categories.sorted().map { "\($0)-\(text)" }
        let user = try user(named: text)
        let own = try user.map { try streams(of: $0, view) } ?? []
        return ViewReader.Query.Owner(
            id: user, also: try known(names.compactMap { StreamID($0) } + own))
    }

    /// The user of an id, also when it is that of another identity of theirs (S10); nil for an id
    /// by which nobody did anything.
    private func user(named id: String) throws -> String? {
        if let profile = try holder(of: .identity(id)) { return String(profile.id) }
        let own = ["profile", "wizard"].compactMap { StreamID("\($0)-\(id)") }
        let isKnown = try !known(own).isEmpty || !log.actorIDs(id, kinds: [.user, .admin]).isEmpty
        return isKnown ? id : nil
    }

    /// What is a user's without naming them.
    private func streams(of userID: String, _ view: ViewName) throws -> [StreamID] {
        switch view {
        case .session: return try progressStreams(of: userID)
        case .profile: return [StreamID("profile-\(userID)")].compactMap { $0 }
        case .tenant:
            let tenant = try Profiles.profile(id: userID, self)?.state.tenantID
            return [tenant.flatMap { StreamID("tenant-\($0)") }].compactMap { $0 }
        }
    }

    fileprivate func progressStreams(of userID: String) throws -> [StreamID] {
        let flows = try log.flowCatalogue().flows.filter { !$0.steps.isEmpty }
        return (["wizard"] + flows.map(\.category)).compactMap { StreamID("\($0)-\(userID)") }
    }

    /// The log's integers of those streams that there are.
    private func known(_ streams: [StreamID]) throws -> [Int64] {
        try streams.compactMap { try log.internedID(of: $0) }
    }
}
