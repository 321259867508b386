import Digest
import Time

/// The hash chain (contract L11): what each event's hash covers, byte by byte.
///
///     hash     = SHA-256(previous hash ‖ data digest ‖ personal digest ‖ envelope)
///     data     = SHA-256(data)
///     personal = SHA-256(salt ‖ length of personal ‖ personal ‖ origin), or 32 zeros without both
///     envelope = position ‖ version ‖ recorded at ‖ occurred at ‖ schema version ‖ stream ‖ type
///                ‖ actor kind ‖ actor id ‖ correlation ‖ causation
///
/// Numbers are 8 bytes, most significant first; texts are their length and their UTF-8. A causation
/// that equals the correlation counts as none, an empty text; no occurred at is the least number;
/// actor kinds count from 1, as `EventActor.Kind` has them. The hash
/// before the first event is 32 zeros, so that an export gives the same hashes when it is imported.
package enum EventHash {
    /// What the envelope says, apart from correlation and causation.
    struct Envelope {
        var position: Int64
        var version: Int64
        var recordedAt: Int64
        var occurredAt: Int64?
        var stream: StreamID
        var type: EventType
        /// Nil for the session that the stream is about.
        var actor: EventActor?

        /// How many bytes `put` takes at most.
        var byteCount: Int {
            let name = stream.name.utf8.count
            return 72 + name + type.name.utf8.count + (actor?.id.utf8.count ?? name)
        }

        /// Puts in all of it; correlation and causation follow.
        func put(into input: inout HashInput) {
            input.put(position)
            input.put(version)
            input.put(recordedAt)
            input.put(occurredAt ?? .min)
            input.put(Int64(type.schemaVersion))
            input.put(measured: stream.name)
            input.put(measured: type.name)
            input.put(Int64((actor?.kind ?? .session).rawValue))
            if let actor {
                input.put(measured: actor.id)
            } else {
                input.put(measured: stream.id)
            }
        }
    }

    /// - Parameter causationID: nil when it equals the correlation.
    static func chained(
        to previous: SHA256Digest, envelope: Envelope, correlationID: String, causationID: String?,
        data: SHA256Digest, personal: SHA256Digest
    ) -> SHA256Digest {
        let causation = causationID ?? ""
        let identifierCount = 16 + correlationID.utf8.count + causation.utf8.count
        return HashInput.hash(room: digestsCount + envelope.byteCount + identifierCount) { input in
            put(previous, data: data, personal: personal, into: &input)
            envelope.put(into: &input)
            input.put(measured: correlationID)
            input.put(measured: causation)
        }
    }

    /// How many bytes `put` takes.
    static let digestsCount = 96

    /// Puts in what comes first; the envelope follows.
    static func put(
        _ previous: SHA256Digest, data: SHA256Digest, personal: SHA256Digest,
        into input: inout HashInput
    ) {
        input.put(previous)
        input.put(data)
        input.put(personal)
    }

    /// - Parameter salt: nil when there is neither personal data nor an origin.
    static func personalDigest(salt: [UInt8]?, personal: [UInt8]?, origin: [UInt8]?)
        -> SHA256Digest
    {
        guard let salt else { return .zero }
        let (personal, origin) = (personal ?? [], origin ?? [])
        return HashInput.hash(room: salt.count + 8 + personal.count + origin.count) { input in
            input.put(salt)
            input.put(Int64(personal.count))
            input.put(personal)
            input.put(origin)
        }
    }

    /// A UUIDv7 of the recording time and the hash's first bytes.
    static func eventID(recordedAt: Timestamp, hash: SHA256Digest) -> UUIDv7 {
        let bytes = hash.bytes
        let words = (0..<2).map { word in
            bytes[word * 8..<word * 8 + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        return UUIDv7(at: recordedAt, random: (words[0], words[1]))
    }
}
