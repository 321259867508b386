/// The right edge of a growing Merkle tree: all that is needed to append leaves and know the root.
///
/// Holds one full node per one bit of the size, at most 63.
package struct MerkleFrontier: Sendable, Hashable {
    /// How many leaves the tree has.
    package private(set) var size: Int
    /// The full nodes that make up the tree, largest first.
    package private(set) var nodes: [SHA256Digest]

    /// The empty tree.
    package init() { (size, nodes) = (0, []) }

    /// Picks up a tree of `size` leaves whose full nodes are stored.
    package init<E>(size: Int, node: MerkleTree.NodeSource<E>) throws(E) {
        precondition(size >= 0, "a tree's size is not negative")
        self.size = size
        nodes = []
        var start = 0
        while start < size {
            let level = Int.bitWidth - 1 - (size - start).leadingZeroBitCount
            nodes.append(try node(level, start >> level))
            start += 1 << level
        }
    }

    /// Appends a leaf by its hash; `store` gets every full node this completes, the leaf first.
    ///
    /// On average that is two nodes, at most one per level.
    package mutating func append<E>(
        _ leafHash: SHA256Digest,
        store: (_ level: Int, _ index: Int, SHA256Digest) throws(E) -> Void
    ) throws(E) {
        var (hash, level) = (leafHash, 0)
        try store(0, size, hash)
        while size >> level & 1 == 1 {
            // Guaranteed: `nodes` has one node per one bit of `size`.
            hash = MerkleTree.nodeHash(nodes.removeLast(), hash)
            level += 1
            try store(level, size >> level, hash)
        }
        nodes.append(hash)
        size += 1
    }

    package mutating func append(_ leafHash: SHA256Digest) {
        append(leafHash) { _, _, _ in }
    }

    /// The root over all leaves (RFC 9162 section 2.1.1).
    package var root: SHA256Digest {
        guard var root = nodes.last else { return MerkleTree.emptyRoot }
        for node in nodes.dropLast().reversed() { root = MerkleTree.nodeHash(node, root) }
        return root
    }
}
