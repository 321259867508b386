import Digest
import SQLite
import Time

/// Recomputes the hash of a walk's current row from its bytes as they stand there: what a recorded
/// event costs in copies is more than what it costs to hash.
struct RowHasher {
    /// What is hashed last: three digests and the envelope.
    private var bytes: [UInt8] = []

    /// The hash that follows from what the row says and the hash before it; nil when the row holds
    /// something that no hash covers.
    ///
    /// - Precondition: the walk has all columns.
    mutating func hash(
        _ row: EventCursor, stream: StreamID, type: EventType, actor: EventActor,
        after previous: SHA256Digest
    ) -> SHA256Digest? {
        guard let personal = Self.personalDigest(row.statement) else { return nil }
        EventHash.begin(&bytes, previous, data: Self.dataDigest(row), personal: personal)
        EventHash.Envelope(
            position: row.position, version: row.version, recordedAt: row.recordedAt.milliseconds,
            occurredAt: row.statement.optionalInt64(5), stream: stream.name, type: type,
            actor: actor
        ).write(to: &bytes)
        addIdentifier(7, row)
        addIdentifier(8, row)
        return SHA256.hash(bytes)
    }

    /// A correlation or causation, as text.
    private mutating func addIdentifier(_ column: Int32, _ row: EventCursor) {
        if row.statement.isNull(column) { return bytes.append(measured: "") }
        unsafe row.statement.withBytes(column) { identifier in
            if row.statement.isBlob(column), identifier.count == 16 {
                bytes.append(integer: 36)
                unsafe UUIDv7(bytes: identifier).write(to: &bytes)
            } else {
                bytes.append(integer: Int64(identifier.count))
                unsafe bytes.append(contentsOf: identifier)
            }
        }
    }

    /// Of data of which some was erased, the digest that it had.
    private static func dataDigest(_ row: EventCursor) -> SHA256Digest {
        guard row.statement.isNull(15) else {
            return unsafe row.statement.withBytes(15) { unsafe SHA256Digest(bytes: $0) ?? .zero }
        }
        return unsafe row.withData { unsafe SHA256.hash($0) }
    }

    /// As `RecordedEvent.isCovered` has it: personal data and origin only with their salt, and only
    /// what was there can have been erased.
    private static func personalDigest(_ statement: borrowing SQLiteStatement) -> SHA256Digest? {
        let holdsPersonal = !statement.isNull(10) || !statement.isNull(11)
        if !statement.isNull(13) {
            let erased = unsafe statement.withBytes(13) { unsafe SHA256Digest(bytes: $0) }
            let isSalted = unsafe statement.withBytes(12) { $0.count == 16 }
            return erased == .zero || isSalted != holdsPersonal ? nil : erased
        }
        guard !statement.isNull(12) else { return holdsPersonal ? nil : .zero }
        guard holdsPersonal else { return nil }
        var hash = SHA256()
        let isSalted = unsafe statement.withBytes(12) { salt in
            unsafe hash.update(salt)
            return salt.count == 16
        }
        unsafe statement.withBytes(10) { personal in
            hash.update(bigEndian: UInt64(personal.count))
            unsafe hash.update(personal)
        }
        unsafe statement.withBytes(11) { unsafe hash.update($0) }
        return isSalted ? hash.finalize() : nil
    }
}
