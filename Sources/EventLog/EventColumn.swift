import SQLite

/// An event's columns, in the order that they have in every walk; a walk that needs fewer has NULL
/// in a column's place, or ends before it.
@usableFromInline
enum EventColumn: Int32 {
    case position, stream, version, type, recordedAt, occurredAt, actor, correlation, causation
    case data, personal, origin, salt, erasedDigest, hash, dataDigest
}

extension EventCursor {
    func int64(_ column: EventColumn) -> Int64 { statement.int64(column.rawValue) }

    func optionalInt64(_ column: EventColumn) -> Int64? {
        statement.optionalInt64(column.rawValue)
    }

    func isBlob(_ column: EventColumn) -> Bool { statement.isBlob(column.rawValue) }

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
