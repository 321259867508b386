import Digest
import EventLog

extension Ledger {
    /// Proves that an event lies in the log of `size` events; without a size, in the log as it is.
    ///
    /// - Throws: `ProofRefusal` for positions and sizes that the log has not.
    public func inclusionProof(of position: GlobalPosition, size: GlobalPosition? = nil)
        async throws -> InclusionProof
    {
        try await read { try $0.inclusionProof(of: position, size: size) }
    }

    /// Proves that the log of `size` events, or as it is, begins with the first `from` events as
    /// they were.
    ///
    /// - Throws: `ProofRefusal` for sizes that the log has not, and for 0: nothing can be proved
    ///   about the empty log.
    public func consistencyProof(from: GlobalPosition, to size: GlobalPosition? = nil)
        async throws -> ConsistencyProof
    {
        try await read { try $0.consistencyProof(from: from, to: size) }
    }
}

extension LedgerReader {
    /// The same for a program that asks once, straight from the files; all of it from one snapshot.
    package func inclusionProof(of position: GlobalPosition, size: GlobalPosition? = nil) throws
        -> InclusionProof
    {
        try log.snapshot {
            let newest = try log.head().position
            guard position > .start, position <= newest, let event = try log.hash(at: position)
            else { throw ProofRefusal.noSuchPosition(position, positions: newest) }
            let size = size ?? newest
            guard size >= position, size <= newest else {
                throw ProofRefusal.noSuchSize(size, least: position, most: newest)
            }
            return InclusionProof(
                position: position, size: size, event: event, leaf: MerkleTree.leafHash(event),
                path: try log.inclusionPath(of: position, size: size),
                root: try log.merkleRoot(size: size))
        }
    }

    /// The same for a program that asks once, straight from the files; all of it from one snapshot.
    package func consistencyProof(from: GlobalPosition, to size: GlobalPosition? = nil) throws
        -> ConsistencyProof
    {
        let least = GlobalPosition(rawValue: 1)
        return try log.snapshot {
            let newest = try log.head().position
            let size = size ?? newest
            guard size >= least, size <= newest else {
                throw ProofRefusal.noSuchSize(size, least: least, most: newest)
            }
            guard from >= least, from <= size else {
                throw ProofRefusal.noSuchSize(from, least: least, most: size)
            }
            return ConsistencyProof(
                from: from, fromRoot: try log.merkleRoot(size: from), to: size,
                root: try log.merkleRoot(size: size),
                path: try log.consistencyPath(from: from, to: size))
        }
    }
}
