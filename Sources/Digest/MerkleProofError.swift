/// Why a proof proves nothing.
package enum MerkleProofError: Error, Hashable, Sendable, CaseIterable {
    /// The leaf's index is negative or not below the tree's size.
    case indexOutOfRange
    /// The older tree is empty, or larger than the newer one.
    case sizesOutOfOrder
    /// The path has fewer or more steps than the sizes call for.
    case wrongPathLength
    /// The path does not lead to the tree's root.
    case rootMismatch
    /// The path does not lead to the older tree's root.
    case oldRootMismatch
}
