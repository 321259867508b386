import Digest
import TestSupport
import Testing

/// Compared with the recursive definitions of RFC 9162 sections 2.1.1, 2.1.3.1 and 2.1.4.1,
/// written out below as they stand there.
struct MerkleTests {
    static let leaves = (0..<70).map { MerkleTree.leafHash([UInt8($0)]) }

    static func node(_ level: Int, _ index: Int) -> SHA256Digest {
        reference(leaves[index << level..<(index + 1) << level])
    }

    static func split(_ count: Int) -> Int {
        var k = 1
        while k * 2 < count { k *= 2 }
        return k
    }

    static func reference(_ leaves: ArraySlice<SHA256Digest>) -> SHA256Digest {
        guard leaves.count > 1 else { return leaves.first ?? SHA256.hash([]) }
        let k = split(leaves.count)
        return MerkleTree.nodeHash(reference(leaves.prefix(k)), reference(leaves.dropFirst(k)))
    }

    static func referencePath(_ m: Int, _ leaves: ArraySlice<SHA256Digest>) -> [SHA256Digest] {
        guard leaves.count > 1 else { return [] }
        let k = split(leaves.count)
        return m < k
            ? referencePath(m, leaves.prefix(k)) + [reference(leaves.dropFirst(k))]
            : referencePath(m - k, leaves.dropFirst(k)) + [reference(leaves.prefix(k))]
    }

    static func referenceProof(
        _ m: Int, _ leaves: ArraySlice<SHA256Digest>, isOldTree: Bool = true
    ) -> [SHA256Digest] {
        guard m < leaves.count else { return isOldTree ? [] : [reference(leaves)] }
        let k = split(leaves.count)
        return m <= k
            ? referenceProof(m, leaves.prefix(k), isOldTree: isOldTree)
                + [reference(leaves.dropFirst(k))]
            : referenceProof(m - k, leaves.dropFirst(k), isOldTree: false)
                + [reference(leaves.prefix(k))]
    }

    @Test func `the empty tree's root is the hash of nothing`() {
        expectEqual(MerkleFrontier().root, SHA256.hash([]))
        expectEqual(MerkleTree.root(size: 0, node: Self.node), SHA256.hash([]))
    }

    @Test func `leaves and nodes are hashed with their prefixes`() {
        expectEqual(MerkleTree.leafHash([7]), SHA256.hash([0, 7]))
        let (a, b) = (Self.leaves[0], Self.leaves[1])
        expectEqual(MerkleTree.nodeHash(a, b), SHA256.hash([1] + a.bytes + b.bytes))
    }

    @Test func `the frontier's root is the definition's after every leaf`() {
        var frontier = MerkleFrontier()
        for (index, leaf) in Self.leaves.enumerated() {
            frontier.append(leaf)
            expectEqual(frontier.size, index + 1)
            expectEqual(frontier.root, Self.reference(Self.leaves.prefix(index + 1)))
            expectEqual(MerkleTree.root(size: index + 1, node: Self.node), frontier.root)
        }
    }

    @Test func `appending hands out every full node once`() {
        var (frontier, stored): (MerkleFrontier, [[Int]: SHA256Digest]) = (MerkleFrontier(), [:])
        for leaf in Self.leaves {
            frontier.append(leaf) { level, index, hash in
                expectNil(stored.updateValue(hash, forKey: [level, index]))
                expectEqual(hash, Self.node(level, index))
            }
        }
        let count = (0..<7).map { Self.leaves.count >> $0 }.reduce(0, +)
        expectEqual(stored.count, count)
    }

    @Test func `a frontier picked up from stored nodes goes on as the first would`() {
        var frontier = MerkleFrontier()
        for size in 0..<Self.leaves.count {
            expectEqual(MerkleFrontier(size: size, node: Self.node), frontier)
            frontier.append(Self.leaves[size])
        }
    }

    @Test func `every leaf of every tree is proved as the definition proves it`() throws {
        for size in 1...Self.leaves.count {
            let root = Self.reference(Self.leaves.prefix(size))
            for index in 0..<size {
                let path = MerkleTree.inclusionProof(index: index, size: size, node: Self.node)
                expectEqual(path, Self.referencePath(index, Self.leaves.prefix(size)))
                try MerkleTree.verifyInclusion(
                    leafHash: Self.leaves[index], index: index, size: size, path: path, root: root)
            }
        }
    }

    @Test func `every tree is proved to extend each smaller one`() throws {
        for size in 1...Self.leaves.count {
            let root = Self.reference(Self.leaves.prefix(size))
            for from in 1...size {
                let path = MerkleTree.consistencyProof(from: from, to: size, node: Self.node)
                expectEqual(path, Self.referenceProof(from, Self.leaves.prefix(size)))
                try MerkleTree.verifyConsistency(
                    from: from, to: size, path: path,
                    fromRoot: Self.reference(Self.leaves.prefix(from)), toRoot: root)
            }
        }
    }

    @Test func `a proof for one leaf proves no other`() {
        let path = MerkleTree.inclusionProof(index: 5, size: 13, node: Self.node)
        let root = MerkleTree.root(size: 13, node: Self.node)
        for index in 0..<13 where index != 5 {
            #expect(throws: MerkleProofError.self) {
                try MerkleTree.verifyInclusion(
                    leafHash: Self.leaves[5], index: index, size: 13, path: path, root: root)
            }
        }
    }

    @Test func `each way to fail has its error`() {
        let (leaf, root) = (Self.leaves[0], MerkleTree.root(size: 4, node: Self.node))
        let path = MerkleTree.inclusionProof(index: 0, size: 4, node: Self.node)
        func inclusion(_ index: Int, _ path: [SHA256Digest], _ root: SHA256Digest) throws {
            try MerkleTree.verifyInclusion(
                leafHash: leaf, index: index, size: 4, path: path, root: root)
        }
        #expect(throws: MerkleProofError.indexOutOfRange) { try inclusion(4, path, root) }
        #expect(throws: MerkleProofError.indexOutOfRange) { try inclusion(-1, path, root) }
        #expect(throws: MerkleProofError.wrongPathLength) { try inclusion(0, path + path, root) }
        #expect(throws: MerkleProofError.wrongPathLength) { try inclusion(0, [], root) }
        #expect(throws: MerkleProofError.rootMismatch) { try inclusion(0, path, .zero) }
        func consistency(_ from: Int, _ path: [SHA256Digest], _ old: SHA256Digest) throws {
            try MerkleTree.verifyConsistency(
                from: from, to: 4, path: path, fromRoot: old, toRoot: root)
        }
        let old = MerkleTree.root(size: 3, node: Self.node)
        let proof = MerkleTree.consistencyProof(from: 3, to: 4, node: Self.node)
        #expect(throws: MerkleProofError.sizesOutOfOrder) { try consistency(0, [], old) }
        #expect(throws: MerkleProofError.sizesOutOfOrder) { try consistency(5, proof, old) }
        #expect(throws: MerkleProofError.wrongPathLength) { try consistency(3, [], old) }
        #expect(throws: MerkleProofError.oldRootMismatch) { try consistency(3, proof, .zero) }
        #expect(throws: MerkleProofError.rootMismatch) { try consistency(2, [.zero], .zero) }
    }
}
