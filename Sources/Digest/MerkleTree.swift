/// The hashing of a Merkle tree over a log (RFC 9162 section 2.1.1, which keeps RFC 6962's).
///
/// A full node stands over 2^level leaves; `(level, index)` names the one over the leaves
/// `index << level ..< (index + 1) << level`, level 0 being the leaves themselves. Such a node
/// never changes once its leaves are there, so it can be stored. Proofs and roots are made from
/// full nodes alone.
package enum MerkleTree {
    /// Where full nodes come from: storage, a cache, or leaves hashed on the spot.
    package typealias NodeSource<Failure: Error> =
        (_ level: Int, _ index: Int) throws(Failure) -> SHA256Digest

    /// The root over no leaves: the hash of nothing.
    package static let emptyRoot = SHA256.hash([])

    /// The first byte keeps a leaf from passing for a node and the reverse.
    package static func leafHash(_ entry: [UInt8]) -> SHA256Digest {
        unsafe entry.withUnsafeBytes { unsafe leafHash($0) }
    }

    package static func leafHash(_ entry: UnsafeRawBufferPointer) -> SHA256Digest {
        var hasher = SHA256()
        hasher.update(0x00)
        unsafe hasher.update(entry)
        return hasher.finalize()
    }

    /// The leaf of a log whose entries are digests (contract L12).
    package static func leafHash(_ entry: SHA256Digest) -> SHA256Digest {
        unsafe withUnsafeTemporaryAllocation(byteCount: 33, alignment: 8) { bytes in
            unsafe bytes[0] = 0x00
            unsafe entry.copy(to: bytes, at: 1)
            return unsafe SHA256.hash(UnsafeRawBufferPointer(bytes))
        }
    }

    package static func nodeHash(_ left: SHA256Digest, _ right: SHA256Digest) -> SHA256Digest {
        unsafe withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { bytes in
            unsafe bytes[0] = 0x01
            unsafe left.copy(to: bytes, at: 1)
            unsafe right.copy(to: bytes, at: 33)
            return unsafe SHA256.hash(UnsafeRawBufferPointer(bytes))
        }
    }

    /// The root over the first `size` leaves.
    package static func root<E>(
        size: Int, node: NodeSource<E>
    ) throws(E) -> SHA256Digest {
        precondition(size >= 0, "a tree's size is not negative")
        return size == 0 ? emptyRoot : try root(over: 0..<size, node: node)
    }

    /// The largest power of two below `count`, which must be above 1: the left side's leaves.
    static func leftCount(of count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }

    /// The hash over a range that a step of a proof names.
    ///
    /// The range falls into full nodes, one per one bit of its length, largest first.
    static func root<E>(
        over leaves: Range<Int>, node: NodeSource<E>
    ) throws(E) -> SHA256Digest {
        var (end, rest) = (leaves.upperBound, leaves.count)
        var root: SHA256Digest?
        while rest > 0 {
            let level = rest.trailingZeroBitCount
            end -= 1 << level
            rest -= 1 << level
            let left = try node(level, end >> level)
            root = root.map { nodeHash(left, $0) } ?? left
        }
        return root ?? emptyRoot
    }
}
