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
        var stream: String
        var type: EventType
        var actor: EventActor

        /// Writes all of it in place of what was there; correlation and causation follow.
        func write(to bytes: inout [UInt8]) {
            bytes.removeAll(keepingCapacity: true)
            bytes.append(integer: position)
            bytes.append(integer: version)
            bytes.append(integer: recordedAt)
            bytes.append(integer: occurredAt ?? .min)
            bytes.append(integer: Int64(type.schemaVersion))
            bytes.append(measured: stream)
            bytes.append(measured: type.name)
            bytes.append(integer: Int64(actor.kind.rawValue))
            bytes.append(measured: actor.id)
        }
    }

    /// - Parameter scratch: reused between calls so that hashing allocates nothing.
    static func chained(
        to previous: SHA256Digest, envelope: Envelope, correlationID: String, causationID: String?,
        data: SHA256Digest, personal: SHA256Digest, scratch: inout [UInt8]
    ) -> SHA256Digest {
        envelope.write(to: &scratch)
        scratch.append(measured: correlationID)
        scratch.append(measured: causationID ?? "")
        return chained(to: previous, envelope: scratch, data: data, personal: personal)
    }

    /// - Parameter envelope: as `Envelope.write` made it, with correlation and causation behind.
    static func chained(
        to previous: SHA256Digest, envelope: [UInt8], data: SHA256Digest, personal: SHA256Digest
    ) -> SHA256Digest {
        var hash = SHA256()
        hash.update(previous)
        hash.update(data)
        hash.update(personal)
        hash.update(envelope)
        return hash.finalize()
    }

    /// - Parameter salt: nil when there is neither personal data nor an origin.
    static func personalDigest(salt: [UInt8]?, personal: [UInt8]?, origin: [UInt8]?)
        -> SHA256Digest
    {
        guard let salt else { return .zero }
        var hash = SHA256()
        hash.update(salt)
        hash.update(bigEndian: UInt64(personal?.count ?? 0))
        if let personal { hash.update(personal) }
        if let origin { hash.update(origin) }
        return hash.finalize()
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

extension [UInt8] {
    mutating func append(integer: Int64) {
        unsafe Swift.withUnsafeBytes(of: integer.bigEndian) { unsafe append(contentsOf: $0) }
    }

    mutating func append(measured text: String) {
        append(integer: Int64(text.utf8.count))
        append(contentsOf: text.utf8)
    }
}
