extension MerkleTree {
    /// The path that proves the leaf at `index` to lie in the tree of `size` leaves (RFC 9162
    /// section 2.1.3.1), from the leaf's neighbour up. Asks `node` for at most two nodes per level.
    ///
    /// - Precondition: `index` lies in `0..<size`.
    package static func inclusionProof<E>(
        index: Int, size: Int, node: NodeSource<E>
    ) throws(E) -> [SHA256Digest] {
        precondition(index >= 0 && index < size, "the leaf lies in the tree")
        var (leaves, path) = (0..<size, [SHA256Digest]())
        while leaves.count > 1 {
            let (left, right) = halves(of: leaves)
            let isLeft = left.contains(index)
            path.append(try root(over: isLeft ? right : left, node: node))
            leaves = isLeft ? left : right
        }
        return path.reversed()
    }

    /// The path that proves the tree of `size` leaves to extend that of `from` (RFC 9162
    /// section 2.1.4.1).
    ///
    /// - Precondition: `from` lies in `1...size`: nothing can be proved about the empty tree.
    package static func consistencyProof<E>(
        from: Int, to size: Int, node: NodeSource<E>
    ) throws(E) -> [SHA256Digest] {
        precondition(from >= 1 && from <= size, "the older tree is not empty and not the larger")
        var (leaves, path, isOldTree) = (0..<size, [SHA256Digest](), true)
        while leaves.upperBound != from {
            let (left, right) = halves(of: leaves)
            let isLeft = from <= left.upperBound
            path.append(try root(over: isLeft ? right : left, node: node))
            leaves = isLeft ? left : right
            // The verifier has the old tree's root, but not that of a part of it.
            if !isLeft { isOldTree = false }
        }
        if !isOldTree { path.append(try root(over: leaves, node: node)) }
        return path.reversed()
    }

    private static func halves(of leaves: Range<Int>) -> (left: Range<Int>, right: Range<Int>) {
        let middle = leaves.lowerBound + leftCount(of: leaves.count)
        return (leaves.lowerBound..<middle, middle..<leaves.upperBound)
    }
}
