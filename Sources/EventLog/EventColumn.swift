/// An event's columns, in the order that they have in every walk; a walk that needs fewer has NULL
/// in a column's place, or ends before it.
@usableFromInline
enum EventColumn: Int32 {
    case position, stream, version, type, recordedAt, occurredAt, actor, correlation, causation
    case data, personal, origin, salt, erasedDigest, hash, dataDigest
}
