extension MerkleTree {
    /// Checks that the leaf at `index` lies in the tree of `size` leaves with that root (RFC 9162
    /// section 2.1.3.2).
    package static func verifyInclusion(
        leafHash: SHA256Digest, index: Int, size: Int, path: [SHA256Digest], root: SHA256Digest
    ) throws(MerkleProofError) {
        guard index >= 0, index < size else { throw .indexOutOfRange }
        var (node, last, hash) = (index, size - 1, leafHash)
        for sibling in path {
            guard last > 0 else { throw .wrongPathLength }
            if node & 1 == 1 || node == last {
                hash = nodeHash(sibling, hash)
                // The right edge has no neighbour on some levels: climb to where it has one.
                climbRightEdge(&node, &last)
            } else {
                hash = nodeHash(hash, sibling)
            }
            (node, last) = (node >> 1, last >> 1)
        }
        guard last == 0 else { throw .wrongPathLength }
        guard hash == root else { throw .rootMismatch }
    }

    /// Checks that the tree of `size` leaves extends that of `from`, both known by their roots
    /// (RFC 9162 section 2.1.4.2).
    package static func verifyConsistency(
        from: Int, to size: Int, path: [SHA256Digest], fromRoot: SHA256Digest, toRoot: SHA256Digest
    ) throws(MerkleProofError) {
        guard from >= 1, from <= size else { throw .sizesOutOfOrder }
        guard from < size else {
            guard path.isEmpty else { throw .wrongPathLength }
            guard fromRoot == toRoot else { throw .rootMismatch }
            return
        }
        // A full old tree is itself the first step, and left out of the path.
        var steps = (from & (from - 1) == 0 ? [fromRoot] : []) + path
        guard !path.isEmpty else { throw .wrongPathLength }
        let first = steps.removeFirst()
        var (node, last, old, new) = (from - 1, size - 1, first, first)
        while node & 1 == 1 { (node, last) = (node >> 1, last >> 1) }
        for sibling in steps {
            guard last > 0 else { throw .wrongPathLength }
            if node & 1 == 1 || node == last {
                old = nodeHash(sibling, old)
                new = nodeHash(sibling, new)
                climbRightEdge(&node, &last)
            } else {
                new = nodeHash(new, sibling)
            }
            (node, last) = (node >> 1, last >> 1)
        }
        guard last == 0 else { throw .wrongPathLength }
        guard old == fromRoot else { throw .oldRootMismatch }
        guard new == toRoot else { throw .rootMismatch }
    }

    private static func climbRightEdge(_ node: inout Int, _ last: inout Int) {
        while node & 1 == 0, node != 0 { (node, last) = (node >> 1, last >> 1) }
    }
}
