import Digest
import EventLog
import JSON

/// A line of an export: its members, but of the payloads the bytes as they stand, for those are
/// what an event's hash covers.
struct ExportedLine {
    /// All but the payloads.
    private(set) var members = JSONObject()
    /// By name.
    private(set) var payloads: [String: [UInt8]] = [:]

    private static let payloadNames: Set = ["data", "personal", "origin"]

    /// Nil for JSON that is no object.
    init?(_ line: [UInt8]) throws(JSONError) {
        let read = try JSONScanner.scan(line, limits: .trusted) {
            scanner throws(JSONError) -> Read? in
            guard try scanner.peek() == .object else {
                try scanner.skip()
                return nil
            }
            return try Self.read(&scanner)
        }
        guard let read else { return nil }
        (members, payloads) = read
    }

    private typealias Read = (members: JSONObject, payloads: [String: [UInt8]])

    /// Refuses a member that is there twice; within payloads there may be such.
    private static func read(_ scanner: inout JSONScanner) throws(JSONError) -> Read {
        var read: Read = (JSONObject(), [:])
        try scanner.object { key, scanner throws(JSONError) in
            let name = key.string
            if read.members.contains(name) || read.payloads[name] != nil {
                throw scanner.error(.duplicateKey)
            }
            if payloadNames.contains(name) {
                read.payloads[name] = try scanner.rawValue()
            } else {
                read.members[name] = try scanner.value()
            }
        }
        return read
    }
}

extension RecordedEvent {
    /// The event as it follows from the one before it: with its payloads as its line has them or,
    /// should somebody else's tool have written the line anew, as this program writes them. Nil
    /// when it follows neither way.
    func fitting(after previous: SHA256Digest) -> RecordedEvent? {
        if follows(previous) { return self }
        guard let rewritten, rewritten.follows(previous) else { return nil }
        return rewritten
    }

    private var rewritten: RecordedEvent? {
        guard let data = Self.rewritten(data) else { return nil }
        return RecordedEvent(
            position: position, stream: stream, version: version, type: type,
            recordedAt: recordedAt, occurredAt: occurredAt, actor: actor,
            correlationID: correlationID, causationID: causationID,
            origin: origin.flatMap(Self.rewritten), data: data,
            personal: personal.flatMap(Self.rewritten), salt: salt, erasedDigest: erasedDigest,
            dataDigest: dataDigest, hash: hash)
    }

    /// Nil for what has a member twice: there is no other way to write that.
    private static func rewritten(_ payload: [UInt8]) -> [UInt8]? {
        (try? JSONValue(parsing: payload, limits: .trusted))?.encoded
    }
}
