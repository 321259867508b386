import Digest
import EventLog
import JSON
import Onboarding
import Time

/// An event as a CloudEvent (CloudEvents 1.0, JSON format), with all that a restore needs (L15).
///
/// Extension attributes are the ledger's own; positions and versions are strings, because an
/// Integer of CloudEvents has 32 bits. What happened stands in `data.data`, apart from what is
/// personal and where it came from; so `data` follows no event's schema, which `type` and
/// `schemaversion` tell, and there is no `dataschema`.
package enum CloudEventJSON {
    private static let (source, contentType) = ("/v1/ledger", "application/json")

    /// Appends one object, without a line end.
    package static func write(_ event: RecordedEvent, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("specversion", "1.0")
            writer.member("id", event.id.text)
            writer.member("source", source)
            writer.member("type", event.type.name)
            writer.member("subject", event.stream.name)
            writer.member("time", event.time.rfc3339)
            writer.member("datacontenttype", contentType)
            writeExtensions(event, to: &writer)
            writer.member("data") { writer in
                writer.object { writer in
                    writer.member("data", raw: event.data)
                    if let personal = event.personal { writer.member("personal", raw: personal) }
                    if let origin = event.origin { writer.member("origin", raw: origin) }
                }
            }
        }
    }

    /// As earlier versions exported it, by the name alone; nil for a type of a declared flow.
    private static func schema(_ type: EventType) -> String? {
        guard EventKind(rawValue: type.name) != nil else { return nil }
        return "urn:onboard:schemas/events/\(type.name).v\(type.schemaVersion).json"
    }

    /// Names in lower case and without separators, as CloudEvents demands of attributes.
    private static func writeExtensions(_ event: RecordedEvent, to writer: inout JSONWriter) {
        writer.member("position", String(event.position.rawValue))
        writer.member("streamversion", String(event.version.rawValue))
        writer.member("schemaversion", event.type.schemaVersion)
        writer.member("recordedat", event.recordedAt.rfc3339)
        writer.member("occurredat", event.occurredAt?.rfc3339)
        writer.member("actorkind", event.actor.kind.word)
        writer.member("actorid", event.actor.id)
        writer.member("correlationid", event.correlationID)
        writer.member("causationid", event.causationID)
        writer.member("salt", event.salt.map { Base64URL.encode($0) })
        writer.member("personaldigest", event.erasedDigest?.hex)
        writer.member("datadigest", event.dataDigest?.hex)
        writer.member("hash", event.hash.hex)
    }

    /// Whether an object is one, whatever else it says.
    static func isOne(_ object: JSONObject) -> Bool { object.contains("specversion") }

    /// Reads what `write` made; nil when a member is missing or of another kind.
    static func read(_ line: ExportedLine) throws(JSONError) -> RecordedEvent? {
        let (object, members) = (line.members, Members(line.members))
        guard members.text("specversion") == "1.0", let position = members.number("position"),
            let stream = members.text("subject").flatMap({ StreamID($0) }),
            let version = members.number("streamversion"), let type = members.text("type"),
            let schemaVersion = object["schemaversion"]?.intValue,
            let recordedAt = members.time("recordedat"),
            let kind = members.text("actorkind").flatMap({ EventActor.Kind(word: $0) }),
            let actor = members.text("actorid"), let correlation = members.text("correlationid"),
            let whole = line.payloads["data"],
            let payloads = try ExportedLine(whole)?.payloads, let data = payloads["data"],
            let hash = members.digest("hash")
        else { return nil }
        return RecordedEvent(
            position: GlobalPosition(rawValue: position), stream: stream,
            version: StreamVersion(rawValue: version),
            type: EventType(type, schemaVersion: schemaVersion), recordedAt: recordedAt,
            occurredAt: members.time("occurredat"), actor: EventActor(kind: kind, id: actor),
            correlationID: correlation,
            causationID: members.text("causationid") ?? correlation,
            origin: payloads["origin"], data: data, personal: payloads["personal"],
            salt: members.text("salt").flatMap { Base64URL.decode($0) },
            erasedDigest: members.digest("personaldigest"),
            dataDigest: members.digest("datadigest"), hash: hash)
    }

    private static let memberNames: Set = [
        "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema",
        "position", "streamversion", "schemaversion", "recordedat", "occurredat", "actorkind",
        "actorid", "correlationid", "causationid", "salt", "personaldigest", "datadigest", "hash",
    ]

    /// As `EventJSON` has it. An older export names its schemas, by URN or by their paths alone.
    static func contradiction(_ line: ExportedLine, of event: RecordedEvent) throws(JSONError)
        -> String?
    {
        var members = ExportedMembers(line.members)
        members.require(memberNames)
        if line.payloads.keys.contains(where: { $0 != "data" }) {
            members.note("personal and origin stand within data")
        }
        if let whole = line.payloads["data"], let data = try ExportedLine(whole)?.members,
            let name = data.keys.first
        {
            members.note("its member data.\(name) is unknown")
        }
        let schema = schema(event.type)
        let path = schema?.replacing("urn:onboard:", with: "/")
        members.require("id") { $0.stringValue == event.id.text }
        members.require("source") { $0.stringValue == source }
        members.require("time") { time in
            time.stringValue.flatMap { Timestamp(rfc3339: $0) } == event.time
        }
        members.require("datacontenttype") { $0.stringValue == contentType }
        members.require("dataschema") { [schema, path].contains($0.stringValue ?? "") }
        members.require("occurredat") { _ in event.occurredAt != nil }
        members.require("causationid") { $0.stringValue == event.causationID }
        members.require("salt") { _ in event.salt != nil }
        members.require("personaldigest") { _ in event.erasedDigest != nil }
        members.require("datadigest") { _ in event.dataDigest != nil }
        return members.contradiction
    }

    private struct Members {
        private let object: JSONObject

        init(_ object: JSONObject) { self.object = object }

        func text(_ name: String) -> String? { object[name]?.stringValue }

        func number(_ name: String) -> Int64? { text(name).flatMap { Int64($0) } }

        func time(_ name: String) -> Timestamp? { text(name).flatMap { Timestamp(rfc3339: $0) } }

        func digest(_ name: String) -> SHA256Digest? {
            text(name).flatMap { SHA256Digest(hex: $0) }
        }
    }
}
