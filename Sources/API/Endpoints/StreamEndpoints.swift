import HTTPServer
import JSON
import Onboarding
import OnboardingLedger
import Time

/// The audit of single streams (contract section 8, L6–L8).
enum StreamEndpoints {
    static let routes = [
        Route(
            .get, "/v1/ledger/streams/{stream}", .scope(.auditRead), isPersonal: true,
            "A stream's events.", later: stream
        ).negotiating(),
        Route(
            .get, "/v1/ledger/streams/{stream}/state", .scope(.auditRead), isPersonal: true,
            "A stream's state at a version or an instant.", later: state),
        Route(
            .get, "/v1/ledger/streams/{stream}/diff", .scope(.auditRead), isPersonal: true,
            "What changed between two versions or instants.", later: difference
        ).negotiating(),
        Route(
            .get, "/v1/ledger/streams/{stream}/blame", .scope(.auditRead), isPersonal: true,
            "Who set each field, or one field's history.", later: blame
        ).negotiating(),
    ]

    static let pageMax: Int64 = 1000

    /// The member `events`, here and in the audit's pages.
    static func write(
        _ events: [RecordedEvent], _ erasures: ErasureNotes, to writer: inout JSONWriter
    ) {
        writer.member("events") { writer in
            writer.array { writer in
                for event in events {
                    writer.element { EventJSON.write(event, erasure: erasures[event], to: &$0) }
                }
            }
        }
    }

    // MARK: Streams

    /// Long streams come in pages: `after` is a version, and where a page does not reach the end,
    /// `next` and a `Link` say where to go on.
    ///
    /// `{stream, version, events, next?, erasures?}` under the stream's tag, a table under one of
    /// its own; 404 `ledger.stream_not_found`.
    private static func stream(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var query = QueryForm(call.request, known: ["after", "limit", "format"])
        query.refuseEmpty()
        let after = query.integer("after", in: 0...Int64.max) ?? 0
        let limit = query.integer("limit", in: 1...pageMax) ?? pageMax
        let format = ListFormat(call, &query)
        try query.check()
        let stream = try stream(call)
        let version = try await version(of: stream, core)
        let marks = format.marks
        if EntityTags.isCurrent(call.request, version, marks) {
            return .notModified(version, marks)
        }
        // What comes meanwhile is under another tag.
        let events = try await core.ledger.events(
            of: stream, after: StreamVersion(rawValue: after), limit: Int(limit)
        ).filter { $0.version <= version }
        let erasures = try await core.ledger.erasures(among: events)
        let next = events.last.map(\.version).flatMap { $0 < version ? $0 : nil }
        var response: HTTPResponse
        if format == .csv {
            response = .csv(AuditTables.events(events, erasures), name: stream.name)
        } else {
            let notes = try await core.ledger.erasures(of: stream)
            response = .json(
                JSONWriter.encode(reserving: 16 << 10) { writer in
                    writer.object { writer in
                        writer.member("stream", stream.name)
                        writer.member("version", version.rawValue)
                        write(events, erasures, to: &writer)
                        writer.member("next", next?.rawValue)
                        ErasureNote.write(notes, to: &writer)
                    }
                })
        }
        response.fields.set("ETag", EntityTags.tag(version, marks))
        if let next { response.fields.set("Link", PageLink.next(call.request, after: "\(next)")) }
        return response
    }

    /// L8: `{stream, version, leftOut?, state, erasures?}`, by version, by when events were
    /// recorded (`at`) or by when they occurred. 404 `ledger.version_not_found` for a version that
    /// the stream has not reached; an instant before its first event is version 0.
    ///
    /// The tag goes by the erasures of before the state was read: what one takes meanwhile goes out
    /// under a tag that is current no more. That of a team's own flow goes by all that is said.
    private static func state(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let names = ["version", "at", "occurredAt"]
        var query = QueryForm(call.request, known: Set(names))
        query.refuseEmpty()
        let version = query.integer("version", in: 0...Int64.max)
        let (time, occurred) = (query.time("at"), query.time("occurredAt"))
        let given = names.filter { query.text($0) != nil }
        if given.count > 1 { query.refuse(given[1], "stands beside \(given[0])") }
        try query.check()
        let stream = try stream(call)
        let moment =
            version.map { StreamMoment.version(StreamVersion(rawValue: $0)) }
            ?? time.map { .time($0) } ?? occurred.map { .occurred($0) } ?? .latest
        let known = try await core.ledger.erasures(of: stream)
        guard let state = try await core.ledger.state(of: stream, at: moment) else {
            throw notFound(stream)
        }
        if let version, version > state.version.rawValue { throw noVersion(state.version) }
        let notes = try await core.ledger.erasures(of: stream)
        let body = { JSONWriter.encode(reserving: 1024) { state.write(notes, to: &$0) } }
        guard SubjectState.isBuiltIn(category: String(stream.category)) else {
            return .tagged(state.version, markingBodyFor: call.request, body())
        }
        return .tagged(state.version, marks(known, after: state.version), for: call.request, body)
    }

    /// What an erasure takes out of a state it takes at every version before its telling, and none
    /// of them moves: the last such erasure marks the tag (L14).
    private static func marks(_ notes: [ErasureNote], after version: StreamVersion) -> [String] {
        notes.last { $0.version > version }.map { ["erased\($0.position)"] } ?? []
    }

    /// Without bounds: what the last event changed.
    ///
    /// L8: `{stream, from, to, changes, erasures?}`; a bound is a version or an instant, and both
    /// are instants of occurrence with `occurredFrom` or `occurredTo`. 400 when `from` comes later
    /// than `to`.
    private static func difference(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var query = QueryForm(
            call.request, known: ["from", "to", "occurredFrom", "occurredTo", "format"])
        query.refuseEmpty()
        let (from, to) = bounds(&query)
        let format = ListFormat(call, &query)
        try query.check()
        let stream = try stream(call)
        let version = try await version(of: stream, core)
        for case .version(let asked)? in [from, to] where asked > version {
            throw noVersion(version)
        }
        let last = to ?? .version(version)
        let first = from ?? last.before
        guard let found = try await core.ledger.difference(of: stream, from: first, to: last)
        else {
            let name = query.text("from") == nil ? "occurredFrom" : "from"
            query.refuse(name, "is later than the other bound")
            try query.check()
            throw notFound(stream)
        }
        if format == .csv { return .csv(AuditTables.changes(found.changes), name: stream.name) }
        let notes = try await core.ledger.erasures(of: stream)
        return .json(JSONWriter.encode(reserving: 1024) { found.write(notes, to: &$0) })
    }

    /// What happened is asked by when it was recorded or by when it occurred, not by both at once.
    private static func bounds(_ query: inout QueryForm) -> (from: StreamMoment?, to: StreamMoment?)
    {
        let (from, to) = (moment("from", &query), moment("to", &query))
        let occurred = (query.time("occurredFrom"), query.time("occurredTo"))
        let isRecorded = query.text("from") != nil || query.text("to") != nil
        for name in ["occurredFrom", "occurredTo"] where isRecorded && query.text(name) != nil {
            query.refuse(name, "stands beside from or to")
        }
        return (
            from ?? occurred.0.map { StreamMoment.occurred($0) },
            to ?? occurred.1.map { StreamMoment.occurred($0) }
        )
    }

    /// A version, or an instant.
    private static func moment(_ name: String, _ query: inout QueryForm) -> StreamMoment? {
        query.value(name, "a version from 0 on, or a time such as 2026-11-21T02:46:00Z") { text in
            if let number = Int64(text) {
                return number < 0 ? nil : .version(StreamVersion(rawValue: number))
            }
            return Timestamp(instantOrDay: text).map { .time($0) }
        }
    }

    // MARK: Blame

    /// L7: `{stream, version, fields}`, or with `field` `{stream, version, field, history}`. 404
    /// `ledger.field_not_found` names the fields that there are.
    private static func blame(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var query = QueryForm(call.request, known: ["field", "format"])
        query.refuseEmpty()
        let format = ListFormat(call, &query)
        try query.check()
        let stream = try stream(call)
        let version = try await version(of: stream, core)
        let field = query.text("field")
        let found: [FieldBlame]?
        if let field {
            found = try await core.ledger.history(of: field, in: stream, through: .version(version))
        } else {
            found = try await core.ledger.blame(of: stream, at: .version(version))
        }
        guard let blames = found else { throw notFound(stream) }
        if let field, blames.isEmpty { throw try await noField(field, stream, at: version, core) }
        if format == .csv { return .csv(AuditTables.blame(blames), name: stream.name) }
        let notes = try await core.ledger.erasures(of: stream)
        return .json(
            JSONWriter.encode(reserving: 4096) { writer in
                writer.object { writer in
                    writer.member("stream", stream.name)
                    writer.member("version", version.rawValue)
                    writer.member("field", field.flatMap { _ in blames.first?.field })
                    writer.member(field == nil ? "fields" : "history") { writer in
                        writer.array { writer in
                            for blame in blames { writer.element { blame.write(to: &$0) } }
                        }
                    }
                    ErasureNote.write(notes, to: &writer)
                }
            })
    }

    // MARK: What is not there

    /// 404 for a name that no stream can have.
    static func stream(_ call: Call) throws -> StreamID {
        guard let stream = StreamID(call.parameters["stream"]) else {
            throw Problem(.streamNotFound, "A stream's name is category-id.")
        }
        return stream
    }

    /// The stream's version, which is how it shows that there is such a stream.
    private static func version(of stream: StreamID, _ core: APICore) async throws
        -> StreamVersion
    {
        let version = try await core.ledger.version(of: stream)
        guard version > .empty else { throw notFound(stream) }
        return version
    }

    /// 404 with the name as the member `stream`.
    static func notFound(_ stream: StreamID) -> Problem {
        Problem(.streamNotFound, "Nothing was ever recorded under this name.")
            .with("stream", .string(stream.name))
    }

    /// 404 with the newest version as the member `currentVersion`.
    private static func noVersion(_ version: StreamVersion) -> Problem {
        Problem(.versionNotFound, "The stream is at version \(version).")
            .with("currentVersion", .number(JSONNumber(version.rawValue)))
    }

    /// 404 with the fields that there are at the version as the member `knownFields`.
    private static func noField(
        _ field: String, _ stream: StreamID, at version: StreamVersion, _ core: APICore
    ) async throws -> Problem {
        let blames = try await core.ledger.blame(of: stream, at: .version(version)) ?? []
        let known = blames.map(\.field)
        let notes = try await core.ledger.erasures(of: stream)
        let past = notes.isEmpty ? "It never had one." : "If it ever had one, an erasure took it."
        return Problem(
            .fieldNotFound, "\(past) Fields now: \(known.joined(separator: ", "))."
        )
        .with("field", .string(field)).with("knownFields", .array(known.map { .string($0) }))
    }
}
