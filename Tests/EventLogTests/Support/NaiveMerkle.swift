import Digest

/// The tree's root exactly as RFC 9162 section 2.1.1 defines it, without anything remembered.
enum NaiveMerkle {
    static func root(_ leaves: ArraySlice<SHA256Digest>) -> SHA256Digest {
        switch leaves.count {
        case 0: SHA256.hash([])
        case 1: leaves[leaves.startIndex]
        default: node(leaves)
        }
    }

    /// Split at the largest power of two below the count.
    private static func node(_ leaves: ArraySlice<SHA256Digest>) -> SHA256Digest {
        var left = 1
        while left * 2 < leaves.count { left *= 2 }
        let middle = leaves.startIndex + left
        return SHA256.hash(
            [1] + root(leaves[..<middle]).bytes + root(leaves[middle...]).bytes)
    }
}
