import Digest
import SQLite

/// Compares the stored nodes of the Merkle tree with those that the events make.
final class MerkleNodeCheck {
    private let select: SQLiteStatement
    private let selectAll: SQLiteStatement
    private var count: Int64 = 0

    init(_ connection: borrowing SQLiteConnection) throws(SQLiteError) {
        select = try connection.prepare("SELECT hash FROM merkle_node WHERE level = ? AND node = ?")
        selectAll = try connection.prepare(
            "SELECT level, node, count(*) OVER () FROM merkle_node ORDER BY level, node")
    }

    /// Called once for each node that is to be stored; counts them for `finish`.
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
        // A node may say that it is of positions that no log has.
        let isPlace = (0..<63).contains(level) && (0..<Int64.max >> level).contains(index)
        let first = isPlace ? index << level : 0
        return ChainDefect(
            kind: .merkleMismatch, position: GlobalPosition(rawValue: first + 1),
            explanation: "the stored subtree root over the events from here on "
                + "(level \(level), node \(index)) \(why)")
    }
}
