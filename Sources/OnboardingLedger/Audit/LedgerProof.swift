import Digest
import EventLog

/// Something about the log that can be checked without it (contract L12).
public enum LedgerProof: Sendable, Hashable {
    /// That one event lies in the log.
    case inclusion(InclusionProof)
    /// That the log of today begins with the log of before.
    case consistency(ConsistencyProof)

    /// The size of the newer tree, which is published together with `root`.
    public var size: GlobalPosition {
        switch self {
        case .inclusion(let proof): proof.size
        case .consistency(let proof): proof.to
        }
    }

    /// The root of the newer tree.
    public var root: SHA256Digest {
        switch self {
        case .inclusion(let proof): proof.root
        case .consistency(let proof): proof.root
        }
    }

    /// The trees that it is about, the newer first.
    private var trees: [(size: GlobalPosition, root: SHA256Digest)] {
        switch self {
        case .inclusion: [(size, root)]
        case .consistency(let proof): [(size, root), (proof.from, proof.fromRoot)]
        }
    }

    /// Holds the proof against a head that was published: that of any tree that it is about.
    ///
    /// - Parameter size: nil when only the root is known.
    public func requirePublished(root: SHA256Digest, size: GlobalPosition?) throws(ProofDefect) {
        let found = trees.filter { $0.root == root }
        guard let first = found.first else { throw .notPublishedRoot(self.root) }
        guard let size, !found.contains(where: { $0.size == size }) else { return }
        throw .notPublishedSize(first.size)
    }

    /// Checks the proof by nothing but itself; that `size` and `root` were published is for the
    /// caller to know.
    public func verify() throws(ProofDefect) {
        switch self {
        case .inclusion(let proof): try proof.verify()
        case .consistency(let proof): try proof.verify()
        }
    }
}

/// Shows that an event lies in the log of a size (RFC 9162 section 2.1.3).
public struct InclusionProof: Sendable, Hashable {
    /// The event's place in the log, from 1; its leaf has the index `position - 1`.
    public let position: GlobalPosition
    /// How many events the tree is over.
    public let size: GlobalPosition
    /// The event's hash in the chain; nil in an answer of the API, which has the leaf alone.
    public let event: SHA256Digest?
    /// The leaf's hash: SHA-256 over a zero byte and the event's hash.
    public let leaf: SHA256Digest
    /// From the leaf's neighbour up.
    public let path: [SHA256Digest]
    public let root: SHA256Digest

    /// Hashes up from the leaf; the event's own hash is checked too when it is there.
    func verify() throws(ProofDefect) {
        if let event, leaf != MerkleTree.leafHash(event) { throw .leafMismatch }
        guard position > .start, position <= size else { throw .outOfRange }
        do {
            try MerkleTree.verifyInclusion(
                leafHash: leaf, index: Int(position.rawValue) - 1, size: Int(size.rawValue),
                path: path, root: root)
        } catch { throw ProofDefect(error) }
    }
}

/// Shows that the log of one size begins with the log of another (RFC 9162 section 2.1.4).
public struct ConsistencyProof: Sendable, Hashable {
    /// The size of the older tree, at least 1.
    public let from: GlobalPosition
    /// The older root, as it was published for `from`.
    public let fromRoot: SHA256Digest
    /// The size of the newer tree.
    public let to: GlobalPosition
    /// The root of the tree of `to` events, to be compared with the published one.
    public let root: SHA256Digest
    /// The nodes that both roots are made from, in the order of RFC 9162; empty when the sizes are
    /// equal.
    public let path: [SHA256Digest]

    /// Hashes up to both roots along the one path.
    func verify() throws(ProofDefect) {
        do {
            try MerkleTree.verifyConsistency(
                from: Int(from.rawValue), to: Int(to.rawValue), path: path, fromRoot: fromRoot,
                toRoot: root)
        } catch { throw ProofDefect(error) }
    }
}

/// Why no proof can be made.
public enum ProofRefusal: Error, Sendable, Hashable {
    /// The log, or the tree of the size asked for, has other positions.
    case noSuchPosition(GlobalPosition, positions: GlobalPosition)
    /// A tree size that is below or above what can be asked for.
    case noSuchSize(GlobalPosition, least: GlobalPosition, most: GlobalPosition)

    /// A sentence that names the bounds.
    public var explanation: String {
        switch self {
        case .noSuchPosition(_, .start), .noSuchSize(_, _, .start):
            "The log is empty."
        case .noSuchPosition(let asked, let last):
            "There is no position \(asked): they run from 1 to \(last)."
        case .noSuchSize(let asked, let least, let most):
            "There is no proof for size \(asked): sizes run from \(least) to \(most)."
        }
    }
}

/// Why a proof proves nothing.
public enum ProofDefect: Error, Sendable, Hashable {
    /// It is no JSON, or a member is missing, unknown or of another form.
    case unreadable(String)
    /// The leaf is not the hash of a zero byte and the event's hash.
    case leafMismatch
    /// The position is 0 or beyond the size.
    case outOfRange
    /// The older size is 0 or above the newer one.
    case sizesOutOfOrder
    /// The path has another number of steps than the sizes call for.
    case wrongPathLength
    /// The path leads to another root.
    case rootMismatch
    /// The path leads to another older root.
    case oldRootMismatch
    /// It holds, but for another tree than the one that was published.
    case notPublishedRoot(SHA256Digest)
    /// It is about a tree of another size than the one that was published.
    case notPublishedSize(GlobalPosition)

    init(_ error: MerkleProofError) {
        switch error {
        case .indexOutOfRange: self = .outOfRange
        case .sizesOutOfOrder: self = .sizesOutOfOrder
        case .wrongPathLength: self = .wrongPathLength
        case .rootMismatch: self = .rootMismatch
        case .oldRootMismatch: self = .oldRootMismatch
        }
    }

    /// A sentence for a person, without a code.
    public var explanation: String {
        switch self {
        case .unreadable(let reason): "It is no proof: \(reason)."
        case .leafMismatch: "The leaf is not made from the event's hash."
        case .outOfRange: "The position does not lie in a log of that size."
        case .sizesOutOfOrder: "The older size is 0 or above the newer one."
        case .wrongPathLength: "The path is longer or shorter than the sizes call for."
        case .rootMismatch: "The path does not lead to the root."
        case .oldRootMismatch: "The path does not lead to the older root."
        case .notPublishedRoot(let root):
            "It is about another log or size: its root is \(root.hex)."
        case .notPublishedSize(let size): "It is about another size: \(size)."
        }
    }
}
