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

        /// Writes all of it behind what is there; correlation and causation follow.
        func write(to bytes: inout [UInt8]) {
            let integers = (
                position.bigEndian, version.bigEndian, recordedAt.bigEndian,
                (occurredAt ?? .min).bigEndian, Int64(type.schemaVersion).bigEndian
            )
            unsafe Swift.withUnsafeBytes(of: integers) { unsafe bytes.append(contentsOf: $0) }
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
        begin(&scratch, previous, data: data, personal: personal)
        envelope.write(to: &scratch)
        scratch.append(measured: correlationID)
        scratch.append(measured: causationID ?? "")
        return SHA256.hash(scratch)
    }

    /// Begins what is hashed, in place of what was there; the envelope follows.
    static func begin(
        _ bytes: inout [UInt8], _ previous: SHA256Digest, data: SHA256Digest,
        personal: SHA256Digest
    ) {
        bytes.removeAll(keepingCapacity: true)
        unsafe withUnsafeTemporaryAllocation(byteCount: 96, alignment: 8) { digests in
            unsafe previous.copy(to: digests, at: 0)
            unsafe data.copy(to: digests, at: 32)
            unsafe personal.copy(to: digests, at: 64)
            unsafe bytes.append(contentsOf: digests)
        }
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
    /// Eight bytes, most significant first.
    mutating func append(integer: Int64) {
        unsafe Swift.withUnsafeBytes(of: integer.bigEndian) { unsafe append(contentsOf: $0) }
    }

    /// The length in bytes, then the UTF-8, so that no two sequences of texts give the same bytes.
    mutating func append(measured text: String) {
        append(integer: Int64(text.utf8.count))
        append(contentsOf: text.utf8)
    }
}
