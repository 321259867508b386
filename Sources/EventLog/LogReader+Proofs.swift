import Digest
import SQLite

// Paths through the log's Merkle tree (contract L12). Each takes at most two nodes per level, and
// a node at most 256 stored hashes: no path reads the log through.
extension LogReader {
    /// An event's hash in the chain, which is what its leaf is made of; nil where none is.
    package func hash(at position: GlobalPosition) throws(LogFailure) -> SHA256Digest? {
        try storing { () throws(SQLiteError) in
            let select = try connection.prepare("SELECT hash FROM event WHERE position = ?")
            select.bind(1, position.rawValue)
            guard try select.step() else { return nil }
            return SHA256Digest(bytes: select.bytes(0))
        }
    }

    /// The path from an event's leaf to the root over the first `size` events (RFC 9162
    /// section 2.1.3.1).
    ///
    /// - Precondition: the log has `size` events, and the position is one of them.
    package func inclusionPath(of position: GlobalPosition, size: GlobalPosition)
        throws(LogFailure) -> [SHA256Digest]
    {
        try storing { () throws(SQLiteError) in
            let nodes = try MerkleNodes(connection)
            // Positions count from 1, leaves from 0.
            return try MerkleTree.inclusionProof(
                index: Int(position.rawValue) - 1, size: Int(size.rawValue)
            ) { level, index throws(SQLiteError) in try nodes.node(level: level, index: index) }
        }
    }

    /// The path that shows the tree over the first `size` events to extend that over `from`
    /// (RFC 9162 section 2.1.4.1).
    ///
    /// - Precondition: the log has `size` events, and `from` is one of `1...size`.
    package func consistencyPath(from: GlobalPosition, to size: GlobalPosition)
        throws(LogFailure) -> [SHA256Digest]
    {
        try storing { () throws(SQLiteError) in
            let nodes = try MerkleNodes(connection)
            return try MerkleTree.consistencyProof(
                from: Int(from.rawValue), to: Int(size.rawValue)
            ) { level, index throws(SQLiteError) in try nodes.node(level: level, index: index) }
        }
    }
}
