import Digest
import SQLite

/// The Merkle tree over the event hashes (contract L12), kept up as events are appended.
///
/// In memory: the frontier. On disk: the roots of complete subtrees of 256, 65,536, … leaves, so
/// that any node is found from at most 256 stored hashes, and opening a log reads no more.
struct MerkleLog {
    /// Subtrees of 2^8, 2^16, … leaves have their roots stored.
    static let storedLevelStep = 8

    static func isStored(_ level: Int) -> Bool { level > 0 && level % storedLevelStep == 0 }

    private var frontier: MerkleFrontier
    /// Hashes of events in the open batch: they become leaves when it commits.
    private var pending: [SHA256Digest] = []

    init(_ connection: borrowing SQLiteConnection, size: Int64) throws(SQLiteError) {
        frontier = try Self.frontier(connection, size: size)
    }

    /// A mark for `dropPending(downTo:)`.
    var pendingCount: Int { pending.count }

    /// Takes in the next event's hash; it becomes a leaf when its batch commits.
    mutating func append(_ hash: SHA256Digest) { pending.append(hash) }

    /// Forgets what a dropped command appended.
    mutating func dropPending(downTo count: Int) { pending.removeLast(pending.count - count) }

    /// Makes leaves of the batch's events and stores the subtree roots that they complete.
    mutating func storeNodes(_ statements: LogStatements) throws(SQLiteError) {
        for hash in pending {
            try frontier.append(MerkleTree.leafHash(hash)) {
                level, index, node throws(SQLiteError) in
                guard Self.isStored(level) else { return }
                statements.insertMerkleNode.bind(1, Int64(level))
                statements.insertMerkleNode.bind(2, Int64(index))
                statements.insertMerkleNode.bind(3, blob: node.bytes)
                try statements.insertMerkleNode.run()
            }
        }
        pending.removeAll(keepingCapacity: true)
    }

    /// The tree over the first `size` events, from stored subtree roots and event hashes.
    static func frontier(_ connection: borrowing SQLiteConnection, size: Int64)
        throws(SQLiteError) -> MerkleFrontier
    {
        let nodes = try MerkleNodes(connection)
        return try MerkleFrontier(size: Int(size)) { level, index throws(SQLiteError) in
            try nodes.node(level: level, index: index)
        }
    }
}

/// Full nodes of the log's tree, read or made from those below.
final class MerkleNodes {
    private let selectNodes: SQLiteStatement
    private let selectHashes: SQLiteStatement

    init(_ connection: borrowing SQLiteConnection) throws(SQLiteError) {
        selectNodes = try connection.prepare(
            """
            SELECT hash FROM merkle_node WHERE level = ? AND node >= ? AND node < ? ORDER BY node
            """)
        selectHashes = try connection.prepare(
            "SELECT hash FROM event WHERE position > ? AND position <= ? ORDER BY position")
    }

    /// The node over the leaves `index << level ..< (index + 1) << level`.
    func node(level: Int, index: Int) throws(SQLiteError) -> SHA256Digest {
        let step = MerkleLog.storedLevelStep
        let base = level / step * step
        var row = try hashes(
            level: base, from: index << (level - base), to: (index + 1) << (level - base))
        while row.count > 1 {
            row = stride(from: 0, to: row.count - 1, by: 2).map {
                MerkleTree.nodeHash(row[$0], row[$0 + 1])
            }
        }
        return row.first ?? .zero
    }

    /// Nodes of a stored level, or of level 0 leaves made from the events' hashes.
    private func hashes(level: Int, from: Int, to: Int) throws(SQLiteError) -> [SHA256Digest] {
        var hashes: [SHA256Digest] = []
        hashes.reserveCapacity(to - from)
        if level == 0 {
            selectHashes.bind(1, Int64(from))
            selectHashes.bind(2, Int64(to))
            while try selectHashes.step() {
                let hash = SHA256Digest(bytes: selectHashes.bytes(0)) ?? .zero
                hashes.append(MerkleTree.leafHash(hash))
            }
        } else {
            selectNodes.bind(1, Int64(level))
            selectNodes.bind(2, Int64(from))
            selectNodes.bind(3, Int64(to))
            while try selectNodes.step() {
                hashes.append(SHA256Digest(bytes: selectNodes.bytes(0)) ?? .zero)
            }
        }
        return hashes
    }
}
