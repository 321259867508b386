import HTTPServer
import JSON
import Onboarding
import OnboardingLedger
import Time

/// Events of a team's own flow, given by its back end (contract L17): what an import takes from a
/// table, as it happens.
enum OwnEventEndpoint {
    static let routes = [
        Route(
            .post, "/v1/ledger/streams/{stream}/events", .scope(.ingest), body: .json,
            isPersonal: true, "Appends events of a team's own flow to a stream.", later: append)
    ]

    /// As many as one request may bring.
    private static let eventsMax = 100

    /// 201 with `{stream, version, positions}` under the stream's tag: all events or none. 400
    /// `request.invalid_body`, also for a stream or a type that only the ledger itself writes.
    private static func append(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        try call.requireNoQuery()
        let stream = try StreamEndpoints.stream(call)
        let body = try JSONObject(body: call.request.body)
        let events = try events(body, in: stream)
        let actor = try actor(body, call)
        let metadata = call.facts.metadata(actor.kind, actor.id)
        let key = try core.idempotencyKey(call, who: call.who)
        let appended = try await core.keepingRefusals(call, under: key) {
            try await core.ledger.append(
                events, to: stream, demanded: EntityTags.demanded(call.request),
                metadata: metadata, idempotency: key)
        }
        return HTTPResponse.json(answer(appended.value, stream), status: 201)
            .tagged(EntityTags.tag(appended.value.version)).markingReplay(appended.isReplay)
    }

    private static func answer(_ appended: Ledger.OwnAppend, _ stream: StreamID) -> [UInt8] {
        JSONWriter.encode { writer in
            writer.object { writer in
                writer.member("stream", stream.name)
                writer.member("version", appended.version.rawValue)
                writer.member("positions", [appended.first, appended.last])
            }
        }
    }

    // MARK: The body

    /// The user who acted, where the body names one; else who asked.
    private static func actor(_ body: JSONObject, _ call: Call) throws(Problem) -> EventActor {
        guard let value = body["actor"], !value.isNull else { return call.actor(as: .admin) }
        guard let id = value.stringValue, (1...StreamID.nameBytesMax).contains(id.utf8.count) else {
            throw refusal("actor", "expected the id of the user who acted")
        }
        return EventActor(kind: .user, id: id)
    }

    private static func events(_ body: JSONObject, in stream: StreamID) throws -> [NewEvent] {
        if let other = body.keys.first(where: { $0 != "events" && $0 != "actor" }) {
            throw refusal(JSONPointer.escaped(other), "is not known here")
        }
        let values = body["events"]?.arrayValue ?? []
        guard (1...eventsMax).contains(values.count) else {
            throw refusal("events", "expected an array of 1 to \(eventsMax) events")
        }
        var events: [NewEvent] = []
        for (index, value) in values.enumerated() {
            let event = try event(value, at: "events/\(index)")
            do throws(UnfitEvent) { try OwnEvent.check([event.type], in: stream) } catch {
                if case .builtInCategory = error { throw error }
                throw refusal("events/\(index)/type", error.explanation)
            }
            events.append(event)
        }
        return events
    }

    /// `{type, data?, personal?, occurredAt?}`.
    private static func event(_ value: JSONValue, at place: String) throws(Problem) -> NewEvent {
        guard let object = value.objectValue else { throw refusal(place, "expected an object") }
        let known = ["type", "data", "personal", "occurredAt"]
        if let other = object.keys.first(where: { !known.contains($0) }) {
            throw refusal("\(place)/\(JSONPointer.escaped(other))", "is not known here")
        }
        guard let type = object["type"]?.stringValue else {
            throw refusal("\(place)/type", "expected the event's name")
        }
        var event = NewEvent(type: EventType(type), data: Array("{}".utf8))
        if let data = try payload(object["data"], "\(place)/data") { event.data = data }
        event.personal = try payload(object["personal"], "\(place)/personal")
        if let time = object["occurredAt"], !time.isNull {
            guard let at = time.stringValue.flatMap(Timestamp.init(rfc3339:)) else {
                throw refusal("\(place)/occurredAt", "expected an RFC 3339 time")
            }
            event.occurredAt = at
        }
        return event
    }

    private static func payload(_ value: JSONValue?, _ place: String) throws(Problem) -> [UInt8]? {
        guard let value, !value.isNull else { return nil }
        guard value.objectValue != nil else { throw refusal(place, "expected an object") }
        return value.encoded
    }

    /// - Parameter place: a JSON Pointer without its first slash.
    private static func refusal(_ place: String, _ detail: String) -> Problem {
        let problem = FieldProblem(pointer: "/" + place, detail: detail)
        return Problem(.invalidBody, "\(place): \(detail).", errors: [problem])
    }
}
