import Digest
import SQLite
import Time

/// What is wrong with the log, and where.
public struct ChainDefect: Error, Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        /// An event is missing: positions jump.
        case gap
        /// A stream's versions do not go up by one.
        case versionOrder
        /// The hash does not follow from the event and the one before it.
        case hashMismatch
        /// The event was recorded before the one ahead of it.
        case timeOrder
        /// The log ends before its anchor, or holds another event there; or the anchor is broken.
        case anchorMismatch
        /// A stored subtree root does not follow from the events.
        case merkleMismatch
        /// The log does not begin with the one whose tree head was published.
        case headMismatch
        /// Personal data is gone, and the log tells of no erasure.
        case unexplainedErasure
        /// What an erasure left of an event is not what the erasure says.
        case remainsMismatch
        /// A stream, type or actor has a name although no event is of it.
        case strayName
        /// A deduplication key names events that are not those of one append.
        case strayKey
        /// The file cannot be read on, or names what is not there.
        case unreadable
    }

    public let kind: Kind
    /// The first bad position; the one behind the last where every event is as it was recorded.
    public let position: GlobalPosition
    public let explanation: String

    package init(kind: Kind, position: GlobalPosition, explanation: String) {
        (self.kind, self.position, self.explanation) = (kind, position, explanation)
    }
}

/// A log whose every event is as it was recorded.
public struct VerifiedLog: Sendable, Hashable {
    public let eventCount: Int64
    /// The root of the Merkle tree over all of them.
    public let root: SHA256Digest
    /// The position that the anchor vouches for; nil without an anchor, when nobody can tell
    /// whether the log's end was cut off.
    public let anchoredPosition: Int64?
}

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

/// Compares the stored nodes of the Merkle tree with those that the events make.
private final class StoredNodes {
    private let select: SQLiteStatement
    private let selectAll: SQLiteStatement
    private var count: Int64 = 0

    init(_ connection: borrowing SQLiteConnection) throws(SQLiteError) {
        select = try connection.prepare("SELECT hash FROM merkle_node WHERE level = ? AND node = ?")
        selectAll = try connection.prepare(
            "SELECT level, node, count(*) OVER () FROM merkle_node ORDER BY level, node")
    }

    func check(_ level: Int, _ index: Int, _ node: SHA256Digest) throws {
        count += 1
        select.bind(1, Int64(level))
        select.bind(2, Int64(index))
        defer { select.reset() }
        guard try select.step(), SHA256Digest(bytes: select.bytes(0)) == node else {
            throw Self.defect(Int64(level), Int64(index), "does not follow from them")
        }
    }

    /// Finds a node that follows from no event.
    func finish(size: Int64) throws {
        while try selectAll.step() {
            if selectAll.int64(2) == count { break }
            let (level, index) = (selectAll.int64(0), selectAll.int64(1))
            let isMade =
                level < 63 && MerkleLog.isStored(Int(level)) && index >= 0
                && index < size >> level
            if !isMade { throw Self.defect(level, index, "is of events that are not there") }
        }
        selectAll.reset()
    }

    private static func defect(_ level: Int64, _ index: Int64, _ why: String) -> ChainDefect {
        let first = level < 63 && index >= 0 ? index << level : 0
        return ChainDefect(
            kind: .merkleMismatch, position: GlobalPosition(rawValue: first + 1),
            explanation: "the stored subtree root over the events from here on "
                + "(level \(level), node \(index)) \(why)")
    }
}

/// Which interned names the events use, and how far each stream is.
private struct UsedNames {
    private var versions: [UInt32] = []
    private var types: Set<Int64> = []
    private var actors = IntegerBits()

    mutating func nextVersion(_ streamID: Int64) -> Int64 {
        guard streamID > 0 else { return 0 }
        let index = Int(streamID)
        if index >= versions.count {
            versions += repeatElement(0, count: max(index + 1 - versions.count, versions.count))
        }
        versions[index] += 1
        return Int64(versions[index])
    }

    mutating func note(type: Int64, actor: Int64?) {
        types.insert(type)
        if let actor { actors.insert(actor) }
    }

    /// Finds a name that no event has.
    func checkStray(_ reader: LogReader, behind end: GlobalPosition) throws {
        for (table, name) in [("stream", "name"), ("event_type", "name"), ("actor", "name")] {
            let select = try reader.connection.prepare("SELECT id, \(name) FROM \(table)")
            while try select.step() {
                if isUsed(table, select.int64(0)) { continue }
                throw ChainDefect(
                    kind: .strayName, position: end,
                    explanation: "no event is of \(table) \(select.text(1))")
            }
        }
    }

    private func isUsed(_ table: String, _ id: Int64) -> Bool {
        switch table {
        case "stream": id > 0 && id < versions.count && versions[Int(id)] > 0
        case "event_type": types.contains(id)
        default: actors.contains(id)
        }
    }
}

extension LogReader {
    /// What a damaged file, which does not tell how long it is, may have at most: bounds memory.
    private static let unknownSizeMax: Int64 = 1 << 24

    /// Verifies the whole log: positions, versions, times, hashes, names, Merkle tree and anchor.
    ///
    /// - Parameter erasures: how erasures are read out of the events that tell of them.
    /// - Parameter published: a size and root that the log must extend.
    /// - Parameter watching: given each row once it was found to be in order.
    /// - Parameter progress: told every few thousand events how many of how many are done; what it
    ///   throws ends the work.
    /// - Throws: `ChainDefect` for the first thing that is wrong.
    package func verify(
        directory: DataDirectory, erasures: ErasureReading = .none,
        published: (size: GlobalPosition, root: SHA256Digest)? = nil,
        watching: (EventCursor) throws -> Void = { _ in },
        progress: (_ done: Int64, _ total: Int64) throws -> Void
    ) throws -> VerifiedLog {
        let anchor = AnchorFile.read(in: directory)
        return try snapshot {
            var verification = try ChainVerification(self, size: try sizeOrBound(), erasures)
            do {
                let size = verification.size
                try scan(after: 0) { row in
                    try verification.check(row)
                    try watching(row)
                    if row.position % 4096 == 0 { try progress(row.position, size) }
                    return true
                }
                let end = GlobalPosition(rawValue: verification.head.position)
                try check(anchor, end: end.next)
                try verification.finish()
                if let published { try check(published, size: end) }
            } catch let error where Self.isDamage(error) {
                throw ChainDefect(
                    kind: .unreadable,
                    position: GlobalPosition(rawValue: verification.head.position + 1),
                    explanation: "the file cannot be read on: \(error)")
            }
            let count = verification.head.position
            try progress(count, count)
            return VerifiedLog(
                eventCount: count, root: verification.merkleRoot,
                anchoredPosition: anchor.position)
        }
    }

    private func sizeOrBound() throws -> Int64 {
        do { return try head().position.rawValue } catch let error where Self.isDamage(error) {
            return Self.unknownSizeMax
        }
    }

    private func check(_ anchor: AnchorFile.Reading, end: GlobalPosition) throws {
        switch anchor {
        case .missing: return
        case .broken:
            throw ChainDefect(
                kind: .anchorMismatch, position: end,
                explanation: "the anchor is broken: its last write was cut, or it was changed")
        case .anchor(let anchor):
            do { try ChainHead.load(connection).check(against: anchor, connection) } catch {
                guard let failure = error as? LogFailure, failure.code == .anchorMismatch else {
                    throw error
                }
                throw ChainDefect(
                    kind: .anchorMismatch,
                    position: min(end, GlobalPosition(rawValue: anchor.position)),
                    explanation: failure.explanation)
            }
        }
    }

    private func check(
        _ published: (size: GlobalPosition, root: SHA256Digest), size: GlobalPosition
    ) throws {
        guard published.size <= size else {
            throw ChainDefect(
                kind: .headMismatch, position: size.next,
                explanation: "the published head is of \(published.size) events")
        }
        guard try merkleRoot(size: published.size) == published.root else {
            throw ChainDefect(
                kind: .headMismatch, position: GlobalPosition(rawValue: 1),
                explanation: "the first \(published.size) events are not those that were published")
        }
    }

    private static func isDamage(_ error: any Error) -> Bool {
        switch error {
        case let error as SQLiteError: error.code == .corrupt || error.code == .inputOutput
        case let failure as LogFailure: failure.code == .damaged || failure.code == .inputOutput
        default: false
        }
    }
}

extension AnchorFile.Reading {
    fileprivate var position: Int64? {
        if case .anchor(let anchor) = self { anchor.position } else { nil }
    }
}
