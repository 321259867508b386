import Digest

/// The tree's root and paths exactly as RFC 9162 section 2.1 defines them, without anything
/// remembered.
enum NaiveMerkle {
    static func root(_ leaves: ArraySlice<SHA256Digest>) -> SHA256Digest {
        switch leaves.count {
        case 0: SHA256.hash([])
        case 1: leaves[leaves.startIndex]
        default: node(leaves)
        }
    }

    private static func node(_ leaves: ArraySlice<SHA256Digest>) -> SHA256Digest {
        let middle = middle(leaves)
        return SHA256.hash(
            [1] + root(leaves[..<middle]).bytes + root(leaves[middle...]).bytes)
    }

    /// The index that is the largest power of two below the count away from the start.
    private static func middle(_ leaves: ArraySlice<SHA256Digest>) -> Int {
        var left = 1
        while left * 2 < leaves.count { left *= 2 }
        return leaves.startIndex + left
    }

    /// PATH of section 2.1.3.1.
    static func inclusionPath(_ index: Int, _ leaves: ArraySlice<SHA256Digest>) -> [SHA256Digest] {
        guard leaves.count > 1 else { return [] }
        let middle = middle(leaves)
        let (left, right) = (leaves[..<middle], leaves[middle...])
        return index < middle
            ? inclusionPath(index, left) + [root(right)]
            : inclusionPath(index, right) + [root(left)]
    }

    /// PROOF of section 2.1.4.1, for a tree that is a start of the leaves.
    static func consistencyPath(_ from: Int, _ leaves: ArraySlice<SHA256Digest>) -> [SHA256Digest] {
        subproof(from, leaves, isWhole: true)
    }

    private static func subproof(
        _ end: Int, _ leaves: ArraySlice<SHA256Digest>, isWhole: Bool
    ) -> [SHA256Digest] {
        guard end != leaves.endIndex else { return isWhole ? [] : [root(leaves)] }
        let middle = middle(leaves)
        let (left, right) = (leaves[..<middle], leaves[middle...])
        return end <= middle
            ? subproof(end, left, isWhole: isWhole) + [root(right)]
            : subproof(end, right, isWhole: false) + [root(left)]
    }
}
