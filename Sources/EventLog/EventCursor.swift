import Digest
import SQLite
import Time

/// One row of a scan over the log, lent to the caller until the next row.
///
/// Gives integers and bytes as they stand in the row, so that a fold over millions of events
/// allocates nothing that it does not keep. Confined to its reader's thread.
@usableFromInline
package final class EventCursor {
    static let timeColumns =
        "e.position, e.stream, e.version, e.type, e.recorded_at, e.occurred_at"
    /// The times and who acted, each at its place (`EventColumn`).
    static let actingColumns = "\(timeColumns), e.actor"
    /// What a fold needs, each at its place.
    static let payloadColumns = "\(timeColumns), NULL, NULL, NULL, e.data, e.personal"
    /// What it takes to count attempts, each at its place.
    static let attemptColumns = "\(actingColumns), NULL, NULL, e.data"

    /// - Parameter format: an older file has no column for the digest of data that was erased.
    static func columns(format: Int64) -> String {
        """
        \(actingColumns), e.correlation, e.causation, e.data, e.personal, e.origin, e.salt,
        e.erased_digest, e.hash, \(format < 4 ? "NULL" : "e.data_digest")
        """
    }

    @usableFromInline let statement: SQLiteStatement

    init(_ statement: consuming SQLiteStatement) { self.statement = statement }

    /// False behind the last row.
    func next() throws(SQLiteError) -> Bool { try statement.step() }

    /// From 1 and gapless over the whole log.
    package var position: Int64 { int64(.position) }
    /// The stream's interned integer.
    package var streamID: Int64 { int64(.stream) }
    /// The event's place in its stream, from 1.
    package var version: Int64 { int64(.version) }
    /// The type's interned integer.
    package var typeID: Int64 { int64(.type) }
    package var recordedAt: Timestamp { Timestamp(milliseconds: int64(.recordedAt)) }

    /// The event's own time: when it happened, else when it was recorded. A file that was changed
    /// may hold one of no year that there is, with which nobody could count.
    package var time: Timestamp {
        let time = Timestamp(milliseconds: optionalInt64(.occurredAt) ?? int64(.recordedAt))
        return min(max(time, .earliest), .latest)
    }

    /// Lends the data's JSON, valid within `body` only. Walks for times alone do not have it.
    @inlinable
    package func withData<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R)
        throws(E) -> R
    {
        try unsafe withBytes(.data, body)
    }

    /// Lends the personal data; nil when the event has none, or it was erased.
    @inlinable
    package func withPersonal<R, E: Error>(
        _ body: (UnsafeRawBufferPointer?) throws(E) -> R
    ) throws(E) -> R {
        if isNull(.personal) { return try body(nil) }
        return try unsafe withBytes(.personal, { bytes throws(E) in try unsafe body(bytes) })
    }

    /// Whether an erasure took something out of the event; in walks over all columns.
    package var isErased: Bool { !isNull(.erasedDigest) || !isNull(.dataDigest) }

    /// Lends the origin, in walks over all columns; nil when none was recorded, or it was erased.
    package func withOrigin<R, E: Error>(
        _ body: (UnsafeRawBufferPointer?) throws(E) -> R
    ) throws(E) -> R {
        if isNull(.origin) { return try body(nil) }
        return try unsafe withBytes(.origin, { bytes throws(E) in try unsafe body(bytes) })
    }

    /// The actor's interned integer; nil for the session that the stream is about.
    package var actorID: Int64? { optionalInt64(.actor) }

    /// Lends the correlation id as it is stored: 16 bytes of a UUID, else text.
    package func withCorrelation<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        unsafe withBytes(.correlation, body)
    }

    /// In walks over all columns; zeros where the row holds no 32 bytes.
    package var hash: SHA256Digest {
        unsafe withBytes(.hash) { unsafe SHA256Digest(bytes: $0) ?? .zero }
    }

    /// A correlation or causation column: text as it stands, 16 bytes as a UUID.
    func identifier(_ column: EventColumn) -> String? {
        if isNull(column) { return nil }
        if !isBlob(column) { return statement.text(column.rawValue) }
        let bytes = statement.bytes(column.rawValue)
        return bytes.count == 16 ? UUIDv7(bytes: bytes).text : ""
    }
}

extension EventCursor {
    func int64(_ column: EventColumn) -> Int64 { statement.int64(column.rawValue) }

    func optionalInt64(_ column: EventColumn) -> Int64? {
        statement.optionalInt64(column.rawValue)
    }

    func isBlob(_ column: EventColumn) -> Bool { statement.isBlob(column.rawValue) }

    func isText(_ column: EventColumn) -> Bool { statement.isText(column.rawValue) }

    func optionalBytes(_ column: EventColumn) -> [UInt8]? {
        statement.optionalBytes(column.rawValue)
    }

    @inlinable
    func isNull(_ column: EventColumn) -> Bool { statement.isNull(column.rawValue) }

    /// Lends the bytes of a text or blob; they are valid until the next row.
    @inlinable
    func withBytes<R, E: Error>(
        _ column: EventColumn, _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try unsafe statement.withBytes(column.rawValue, body)
    }
}
