import Digest
import SQLite
import Time

/// Recomputes every hash of the log (contract L11), row by row.
///
/// Memory grows by four bytes for each stream, and by a bit for each actor.
struct ChainVerification {
    private let reader: LogReader
    /// How many events the log has: no number of a stream or actor is larger.
    let size: Int64
    private(set) var head = ChainHead()
    private var hasher = RowHasher()
    private var merkle = MerkleFrontier()
    private let nodes: StoredNodes
    private var names = UsedNames()
    private let reading: ErasureReading
    private var erasures = ErasureCheck()

    init(_ reader: LogReader, size: Int64, _ reading: ErasureReading) throws(SQLiteError) {
        (self.reader, self.size, self.reading) = (reader, size, reading)
        nodes = try StoredNodes(reader.connection)
    }

    /// Checks the next row against all before it.
    mutating func check(_ row: EventCursor) throws {
        let position = row.position
        guard position == head.position + 1 else {
            throw ChainDefect(
                kind: .gap, position: GlobalPosition(rawValue: head.position + 1),
                explanation: "after position \(head.position) comes \(position)")
        }
        let stream = try reader.streamName(row.streamID)
        // No log has more streams than events: a number beyond was made up.
        let version = row.streamID <= size ? names.nextVersion(row.streamID) : 0
        guard row.version == version else {
            throw defect(.versionOrder, row, "\(stream) should be at version \(version)")
        }
        guard row.recordedAt.milliseconds >= head.recordedAt else {
            throw defect(.timeOrder, row, "it was recorded before the event ahead of it")
        }
        let hash = row.hash
        let (type, actor) = try names(of: row, in: stream)
        guard
            hasher.hash(row, stream: stream, type: type, actor: actor, after: head.hash) == hash
        else {
            throw defect(.hashMismatch, row, "its hash does not follow from what it says")
        }
        head = ChainHead(
            position: position, hash: hash, recordedAt: row.recordedAt.milliseconds)
        if row.isErased || type.name == reading.typeName {
            let event = try reader.recorded(row)
            erasures.note(event, try reading.read(event))
        }
        let nodes = nodes
        try merkle.append(MerkleTree.leafHash(hash)) { level, index, node in
            if MerkleLog.isStored(level) { try nodes.check(level, index, node) }
        }
    }

    /// The type and actor that the row names, noted as used; a number that stands for nothing is a
    /// defect.
    private mutating func names(of row: EventCursor, in stream: StreamID) throws -> (
        EventType, EventActor
    ) {
        let actorID = row.statement.optionalInt64(6)
        guard (0...size).contains(actorID ?? 0) else {
            throw defect(.unreadable, row, "it names an actor that was never numbered")
        }
        do throws(LogFailure) {
            let type = try reader.type(row.typeID)
            let actor = try reader.actor(actorID, in: stream)
            names.note(type: row.typeID, actor: actorID)
            return (type, actor)
        } catch { throw defect(.unreadable, row, error.explanation) }
    }

    /// Checks what only the whole log tells: that nothing is stored that follows from no event.
    func finish() throws {
        try erasures.finish()
        try nodes.finish(size: head.position)
        try names.checkStray(reader, behind: GlobalPosition(rawValue: head.position + 1))
        try DeduplicationCheck(reader: reader, size: head.position).run()
    }

    /// The root over everything checked so far.
    var merkleRoot: SHA256Digest { merkle.root }

    private func defect(_ kind: ChainDefect.Kind, _ row: EventCursor, _ why: String)
        -> ChainDefect
    {
        ChainDefect(
            kind: kind, position: GlobalPosition(rawValue: row.position), explanation: why)
    }
}
