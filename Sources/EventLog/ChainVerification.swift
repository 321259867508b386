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
    private var merkle = MerkleFrontier()
    private let nodes: MerkleNodeCheck
    private var used = UsedNames()
    private let streamNames: StreamNames
    private let actorNames: ActorNames
    private var actors = NumberedCache<EventActor>()
    private var streams = NumberedCache<StreamID>()
    private var types = NumberedCache<KnownType>()
    private let reading: ErasureReading
    private var erasures = ErasureCheck()

    init(_ reader: LogReader, size: Int64, _ reading: ErasureReading) throws {
        (self.reader, self.size, self.reading) = (reader, size, reading)
        nodes = try MerkleNodeCheck(reader.connection)
        streamNames = try StreamNames(reader)
        actorNames = try ActorNames(reader)
    }

    /// A type, and whether its events tell of an erasure.
    private final class KnownType {
        let type: EventType
        let tellsOfErasure: Bool

        init(_ type: EventType, _ reading: ErasureReading) {
            (self.type, tellsOfErasure) = (type, type.name == reading.typeName)
        }
    }

    /// Checks the next row against all before it.
    mutating func check(_ row: EventCursor) throws {
        let position = row.position
        guard position == head.position + 1 else {
            throw ChainDefect(
                kind: .gap, position: GlobalPosition(rawValue: head.position + 1),
                explanation: "after position \(head.position) comes \(position)")
        }
        let streamID = row.streamID
        let stream = try stream(streamID)
        // No log has more streams than events: a number beyond was made up.
        let version = streamID <= size ? used.nextVersion(streamID) : 0
        guard row.version == version else {
            throw defect(.versionOrder, row, "\(stream) should be at version \(version)")
        }
        let recordedAt = row.recordedAt.milliseconds
        guard recordedAt >= head.recordedAt else {
            throw defect(.timeOrder, row, "it was recorded before the event ahead of it")
        }
        let (hash, isErased) = (row.hash, row.isErased)
        let (known, actor) = try typeAndActor(of: row, stream)
        let envelope = EventHash.Envelope(
            position: position, version: version, recordedAt: recordedAt,
            occurredAt: row.optionalInt64(.occurredAt), stream: stream,
            type: known.type, actor: actor)
        guard RowHasher(row, isErased: isErased).hash(envelope, after: head.hash) == hash else {
            throw defect(.hashMismatch, row, "its hash does not follow from what it says")
        }
        head = ChainHead(position: position, hash: hash, recordedAt: recordedAt)
        if isErased || known.tellsOfErasure {
            let event = try reader.recorded(row)
            erasures.note(event, try reading.read(event))
        }
        let nodes = nodes
        try merkle.append(MerkleTree.leafHash(hash)) { level, index, node in
            if MerkleLog.isStored(level) { try nodes.check(level, index, node) }
        }
    }

    private mutating func stream(_ id: Int64) throws -> StreamID {
        if let stream = streams[id] { return stream }
        let stream = try streamNames.stream(of: id)
        streams[id] = stream
        return stream
    }

    /// The type and actor that the row names, noted as used; a number that stands for nothing is a
    /// defect.
    private mutating func typeAndActor(of row: EventCursor, _ stream: StreamID) throws -> (
        KnownType, EventActor?
    ) {
        do throws(LogFailure) {
            let type = try type(row.typeID)
            guard let actorID = row.actorID else { return (type, nil) }
            return (type, try actor(actorID, in: stream))
        } catch { throw defect(.unreadable, row, error.explanation) }
    }

    private mutating func actor(_ id: Int64, in stream: StreamID) throws(LogFailure) -> EventActor {
        if let actor = actors[id] { return actor }
        // As with streams: a set of bits is as long as its largest number.
        guard (0...size).contains(id) else {
            throw LogFailure(.damaged, "it names an actor that was never numbered")
        }
        let actor = try actorNames.actor(id, in: stream)
        actors[id] = actor
        used.note(actor: id)
        return actor
    }

    private mutating func type(_ id: Int64) throws(LogFailure) -> KnownType {
        if let type = types[id] { return type }
        let type = KnownType(try reader.type(id), reading)
        types[id] = type
        used.note(type: id)
        return type
    }

    /// Checks what only the whole log tells: that nothing is stored that follows from no event.
    func finish() throws {
        try erasures.finish(size: head.position) { try reader.event(at: $0) }
        try nodes.finish(size: head.position)
        try used.checkNames(reader, behind: GlobalPosition(rawValue: head.position + 1))
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
