import Digest
import Foundation
import TestSupport
import Testing

/// The proofs of transparency-dev/merkle, good and broken; skipped when `shared/corpora` is not
/// beside the repository. Its `subtree…` folders test proofs about ranges, which we do not have.
@Suite(.enabled(if: Corpora.areThere, "shared/corpora is not beside the repository"))
struct MerkleVectorTests {
    struct Inclusion: Decodable {
        let leafIdx: UInt64
        let treeSize: UInt64
        let root: String
        let leafHash: String
        let proof: [String]?
        let wantErr: Bool
    }

    struct Consistency: Decodable {
        let size1: UInt64
        let size2: UInt64
        let root1: String
        let root2: String
        let proof: [String]?
        let wantErr: Bool
    }

    struct NoDigest: Error {}

    /// A text that is no digest is refused before any proof is looked at.
    static func digest(_ text: String) throws -> SHA256Digest {
        guard let bytes = Base64.decode(text), let digest = SHA256Digest(bytes: bytes) else {
            throw NoDigest()
        }
        return digest
    }

    /// A root of the hand-made cases, which are words such as "don't care 1": any digest will do,
    /// as long as equal words give equal ones.
    static func standIn(_ text: String) throws -> SHA256Digest { SHA256.hash(utf8: text) }

    @Test func `proofs of inclusion hold and fail as they must`() throws {
        let cases = try Corpora.decoded(Inclusion.self, below: "merkle/inclusion")
        expectEqual(cases.count, 98)
        for (name, test) in cases {
            let isProved = Self.succeeds {
                try MerkleTree.verifyInclusion(
                    leafHash: Self.digest(test.leafHash),
                    index: Int(bitPattern: UInt(test.leafIdx)),
                    size: Int(bitPattern: UInt(test.treeSize)),
                    path: (test.proof ?? []).map(Self.digest), root: Self.digest(test.root))
            }
            expectEqual(isProved, !test.wantErr, "\(name)")
        }
    }

    @Test func `proofs of consistency hold and fail as they must`() throws {
        let cases = try Corpora.decoded(Consistency.self, below: "merkle/consistency")
        expectEqual(cases.count, 98)
        for (name, test) in cases {
            let root = name.hasPrefix("additional/") ? Self.standIn : Self.digest
            let isProved = Self.succeeds {
                try MerkleTree.verifyConsistency(
                    from: Int(bitPattern: UInt(test.size1)), to: Int(bitPattern: UInt(test.size2)),
                    path: (test.proof ?? []).map(Self.digest), fromRoot: root(test.root1),
                    toRoot: root(test.root2))
            }
            expectEqual(isProved, !test.wantErr, "\(name)")
        }
    }

    static func succeeds(_ body: () throws -> Void) -> Bool {
        do {
            try body()
            return true
        } catch {
            return false
        }
    }
}
