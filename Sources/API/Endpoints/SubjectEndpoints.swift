import HTTPServer
import JSON
import Onboarding
import OnboardingLedger
import Time

/// Sessions, tenants and profiles as the read models have them (contract section 8): for auditors,
/// and each person's own.
enum SubjectEndpoints {
    static let routes = [ViewName.session, .tenant, .profile].flatMap { view in
        [
            Route(
                .get, "/v1/\(view.rawValue)s", .scopeOrOwn(.auditRead), isPersonal: true,
                "Finds \(view.rawValue)s, newest first, page by page."
            ) { core, call in try await list(view, core, call) },
            Route(
                .get, "/v1/\(view.rawValue)s/{id}", .scopeOrOwn(.auditRead), isPersonal: true,
                "One \(view.rawValue), by its id."
            ) { core, call in try await one(view, core, call) },
        ]
    }

    private static let pageMax: Int64 = 200

    // MARK: One

    /// Section 8: the row under its stream's version. 404 `ledger.subject_not_found` for what is
    /// not there and for what is not the caller's.
    private static func one(_ view: ViewName, _ core: APICore, _ call: Call) async throws
        -> HTTPResponse
    {
        try call.requireNoQuery()
        guard let stream = stream(view, id(view, call)) else { throw notFound(view) }
        let known = KnownVersions(call.request)
        let isDeclared = !SubjectState.isBuiltIn(category: String(stream.category))
        if !known.isEmpty, !isDeclared, maySeeAnyState(of: stream, view, call),
            let version = try await core.ledger.version(of: stream, in: view),
            known.contains(version)
        {
            return .notModified(version)
        }
        guard let row = try await core.ledger.subject(view, stream),
            try await maySee(row, view, core, call)
        else { throw notFound(view) }
        let version = StreamVersion(rawValue: row.version)
        let body = { try JSONWriter.encode(reserving: 1024) { try write(row, view, to: &$0) } }
        return isDeclared
            ? .tagged(version, markingBodyFor: call.request, try body())
            : try .tagged(version, for: call.request, body)
    }

    /// Does not tell whether it exists for somebody else.
    private static func notFound(_ view: ViewName) -> Problem {
        Problem(.subjectNotFound, "No \(view.rawValue) of yours has this id.")
    }

    /// The id that is asked for; a person's own is that of the user whom the token was linked to.
    private static func id(_ view: ViewName, _ call: Call) -> String {
        let id = call.parameters["id"]
        guard view == .profile, let person = call.caller.person, id == person.claims.subject else {
            return id
        }
        return person.id
    }

    /// A sign-up's id stands alone; other subjects that are sessions are named by their streams.
    private static func stream(_ view: ViewName, _ id: String) -> StreamID? {
        if let stream = StreamID("\(view.rawValue)-\(id)"), view != .session || UUIDv7(id) != nil {
            return stream
        }
        guard view == .session, let stream = StreamID(id),
            ViewName(category: stream.category) == view
        else { return nil }
        return stream
    }

    /// The id as the address has it: without the model's own category.
    private static func id(_ row: ViewRow, _ view: ViewName) -> String {
        let prefix = view.rawValue + "-"
        return row.name.hasPrefix(prefix) ? String(row.name.dropFirst(prefix.count)) : row.name
    }

    /// True when the caller may see the row whatever its state says: then its version is enough for
    /// a client that has it.
    private static func maySeeAnyState(of stream: StreamID, _ view: ViewName, _ call: Call)
        -> Bool
    {
        if call.caller.has(.auditRead) { return true }
        guard view == .profile, let person = call.caller.person else { return false }
        return person.isNamed(stream.id)
    }

    /// Auditors see all, a person what is theirs; anything else does not exist for them.
    private static func maySee(
        _ row: ViewRow, _ view: ViewName, _ core: APICore, _ call: Call
    ) async throws -> Bool {
        if call.caller.has(.auditRead) { return true }
        guard let person = call.caller.person else { return false }
        let state = try row.parsedState()
        switch view {
        case .profile: return person.isNamed(id(row, view))
        case .session:
            if let userID = state["userId"]?.stringValue, person.isNamed(userID) { return true }
            let progress = try await core.ledger.progressStreams(of: person.id)
            return progress.contains { $0.name == row.name }
        case .tenant:
            if let ownerID = state["ownerId"]?.stringValue, person.isNamed(ownerID) { return true }
            return try await tenantID(of: person, core) == id(row, view)
        }
    }

    /// The tenant that the person's profile belongs to; nil for none.
    private static func tenantID(of person: Bearer, _ core: APICore) async throws -> String? {
        guard let row = try await profile(of: person, core) else { return nil }
        return try row.parsedState()["tenantId"]?.stringValue
    }

    // MARK: Lists

    /// `{items, next}`, newest first; a person's own where the caller may not see all. `q` looks in
    /// emails, names and business names, or is an id or a stream's name; an empty one, as search
    /// boxes send it, looks for nothing.
    private static func list(_ view: ViewName, _ core: APICore, _ call: Call) async throws
        -> HTTPResponse
    {
        var form = QueryForm(
            call.request, known: ["q", "flow", "stage", "status", "limit", "after"])
        form.refuseEmpty(but: ["q"])
        var query = SubjectQuery()
        query.text = form.value("q", "up to 200 characters") { $0.utf8.count <= 200 ? $0 : nil }
        query.flow = form.text("flow")
        query.stage = form.text("stage")
        query.status = form.text("status")
        query.after = form.integer("after", in: 0...Int64.max)
        query.limit = Int(form.integer("limit", in: 1...pageMax) ?? 50)
        try form.check()
        if !call.caller.has(.auditRead) { query.ownerID = call.caller.person?.id }
        let found = try await core.ledger.subjects(view, query)
        return try page(found.rows, found.next, view)
    }

    private static func profile(of person: Bearer, _ core: APICore) async throws -> ViewRow? {
        guard let stream = StreamID("profile-\(person.id)") else { return nil }
        return try await core.ledger.subject(.profile, stream)
    }

    /// `{items, next}`; `next` is null on the last page.
    private static func page(_ rows: [ViewRow], _ next: Int64?, _ view: ViewName) throws
        -> HTTPResponse
    {
        .json(
            try JSONWriter.encode(reserving: 16 << 10) { writer in
                try writer.object { writer in
                    try writer.member("items") { writer in
                        try writer.array { writer in
                            for row in rows {
                                try writer.element { try write(row, view, to: &$0) }
                            }
                        }
                    }
                    writer.memberOrNull("next", next)
                }
            })
    }

    // MARK: Form

    /// Where the row stands, and then the members of its state.
    private static func write(_ row: ViewRow, _ view: ViewName, to writer: inout JSONWriter)
        throws
    {
        let state = try row.parsedState().objectValue ?? JSONObject()
        writer.object { writer in
            writer.member("id", id(row, view))
            writer.member("stream", row.name)
            writer.member("version", row.version)
            if !state.contains("flow") { writer.member("flow", row.flow) }
            if !state.contains("updatedAt") { writer.member("updatedAt", row.updatedAt.rfc3339) }
            if row.flow == WizardFlow.declaration.flow {
                // Of its tenant; only lists look there, for the version says nothing of it.
                writer.member("stage", row.stage)
                writer.member("status", row.status)
            }
            for (name, value) in state where !["id", "stream", "version"].contains(name) {
                writer.member(key: name, value)
            }
        }
    }
}
