import Digest
import EventLog
import JSON
import Onboarding
import Time

/// An event's one JSON form, for answers, exports and imports (contract section 8).
package enum EventJSON {
    /// Writes one object.
    ///
    /// - Parameters:
    ///   - isExport: adds what only a restore needs: the salt, and the digests of erased data.
    ///   - erasure: the erasure that took something out of the event.
    package static func write(
        _ event: RecordedEvent, isExport: Bool = false, erasure: ErasureNote? = nil,
        to writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("position", event.position.rawValue)
            writer.member("stream", event.stream.name)
            writer.member("version", event.version.rawValue)
            writer.member("type", event.type.name)
            writer.member("schemaVersion", event.type.schemaVersion)
            writer.member("id", event.id.text)
            writer.member("recordedAt", event.recordedAt.rfc3339)
            writer.member("occurredAt", event.occurredAt?.rfc3339)
            writer.member("actor") { event.actor.write(to: &$0) }
            writer.member("correlationId", event.correlationID)
            writer.member("causationId", event.causationID)
            if let origin = event.origin { writer.member("origin", raw: origin) }
            writer.member("data", raw: event.data)
            if let personal = event.personal { writer.member("personal", raw: personal) }
            if event.isErased { writer.member("erased", true) }
            if let erasure { writer.member("erasure") { erasure.write(to: &$0) } }
            if isExport {
                writer.member("salt", event.salt.map { Base64URL.encode($0) })
                writer.member("personalDigest", event.erasedDigest?.hex)
                writer.member("dataDigest", event.dataDigest?.hex)
            }
            writer.member("hash", event.hash.hex)
        }
    }

    /// Reads a line of an export, of either format, with what it says beside the event; nil when a
    /// member is missing or of another kind.
    static func exported(_ line: [UInt8]) throws(JSONError) -> ExportedEvent? {
        guard let line = try ExportedLine(line) else { return nil }
        if CloudEventJSON.isOne(line.members) {
            return try CloudEventJSON.read(line).map { event throws(JSONError) in
                ExportedEvent(
                    event: event,
                    contradiction: try CloudEventJSON.contradiction(line, of: event))
            }
        }
        return event(line).map {
            ExportedEvent(event: $0, contradiction: contradiction(line.members, of: $0))
        }
    }

    /// What an export's line may say; the payloads stand apart.
    private static let memberNames: Set = [
        "position", "stream", "version", "type", "schemaVersion", "id", "recordedAt", "occurredAt",
        "actor", "correlationId", "causationId", "erased", "salt", "personalDigest", "dataDigest",
        "hash",
    ]

    /// What the hash does not cover, for it follows from the event, and what is no member at all:
    /// nil when both are as they must be.
    private static func contradiction(_ object: JSONObject, of event: RecordedEvent) -> String? {
        var members = ExportedMembers(object)
        members.require(memberNames)
        members.require("id") { $0.stringValue == event.id.text }
        members.require("erased") { $0.boolValue == event.isErased }
        members.require("occurredAt") { _ in event.occurredAt != nil }
        members.require("causationId") { $0.stringValue == event.causationID }
        members.require("salt") { _ in event.salt != nil }
        members.require("personalDigest") { _ in event.erasedDigest != nil }
        members.require("dataDigest") { _ in event.dataDigest != nil }
        members.require("actor") { $0.objectValue?.count == 2 }
        return members.contradiction
    }

    /// The ledger's own format; a missing causation is the correlation.
    private static func event(_ line: ExportedLine) -> RecordedEvent? {
        let object = line.members
        guard let position = object["position"]?.int64Value,
            let streamName = object["stream"]?.stringValue, let stream = StreamID(streamName),
            let version = object["version"]?.int64Value, let type = object["type"]?.stringValue,
            let schemaVersion = object["schemaVersion"]?.intValue,
            let recordedAt = time(object["recordedAt"]), let actor = actor(object["actor"]),
            let correlation = object["correlationId"]?.stringValue,
            let data = line.payloads["data"],
            let hash = object["hash"]?.stringValue.flatMap({ SHA256Digest(hex: $0) })
        else { return nil }
        return RecordedEvent(
            position: GlobalPosition(rawValue: position), stream: stream,
            version: StreamVersion(rawValue: version),
            type: EventType(type, schemaVersion: schemaVersion), recordedAt: recordedAt,
            occurredAt: time(object["occurredAt"]), actor: actor, correlationID: correlation,
            causationID: object["causationId"]?.stringValue ?? correlation,
            origin: line.payloads["origin"], data: data, personal: line.payloads["personal"],
            salt: object["salt"]?.stringValue.flatMap { Base64URL.decode($0) },
            erasedDigest: object["personalDigest"]?.stringValue.flatMap { SHA256Digest(hex: $0) },
            dataDigest: object["dataDigest"]?.stringValue.flatMap { SHA256Digest(hex: $0) },
            hash: hash)
    }

    private static func time(_ value: JSONValue?) -> Timestamp? {
        value?.stringValue.flatMap { Timestamp(rfc3339: $0) }
    }

    private static func actor(_ value: JSONValue?) -> EventActor? {
        guard let object = value?.objectValue,
            let kind = object["kind"]?.stringValue.flatMap({ EventActor.Kind(word: $0) }),
            let id = object["id"]?.stringValue
        else { return nil }
        return EventActor(kind: kind, id: id)
    }
}
