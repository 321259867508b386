import Digest
import TestSupport
import Testing

@testable import EventLog

/// Paths from the stored tree against those of one computed from nothing (invariant 9).
@Suite("Merkle proofs") struct MerkleProofTests {
    /// A log with that many events, and its leaves.
    private func grown(to size: Int) throws -> (log: TestLog, leaves: [SHA256Digest]) {
        let log = try TestLog()
        let stream = StreamID(recorded: "leaf-1")
        for start in stride(from: 0, to: size, by: 1000) {
            let count = min(1000, size - start)
            try log.append((0..<count).map { .noted(start + $0) }, to: stream)
        }
        var leaves: [SHA256Digest] = []
        try log.makeReader().scan(after: 0) { row in
            leaves.append(SHA256.hash([0] + row.hash.bytes))
            return true
        }
        return (log, leaves)
    }

    private func position(_ number: Int) -> GlobalPosition {
        GlobalPosition(rawValue: Int64(number))
    }

    @Test func `every path of every small tree is the one that RFC 9162 defines`() throws {
        let (log, leaves) = try grown(to: 20)
        let reader = try log.makeReader()
        for size in 1...20 {
            for number in 1...size {
                try expectEqual(
                    reader.inclusionPath(of: position(number), size: position(size)),
                    NaiveMerkle.inclusionPath(number - 1, leaves[..<size]),
                    "position \(number) of \(size)")
                try expectEqual(
                    reader.consistencyPath(from: position(number), to: position(size)),
                    NaiveMerkle.consistencyPath(number, leaves[..<size]), "\(size) after \(number)")
            }
        }
    }

    @Test func `paths across stored nodes are right, at any sizes and after opening again`() throws
    {
        var random = SeededRandom.announced("paths")
        let (log, leaves) = try grown(to: 66_100)
        let reader = try log.reopen().makeReader()
        let edges = [255, 256, 257, 512, 65_536, 65_537, 66_100]
        let sizes = edges + (0..<3).map { _ in 1 + random.next(66_100) }
        for size in sizes {
            let number = 1 + random.next(size)
            try expectEqual(
                reader.inclusionPath(of: position(number), size: position(size)),
                NaiveMerkle.inclusionPath(number - 1, leaves[..<size]),
                "position \(number) of \(size)")
            try expectEqual(
                reader.consistencyPath(from: position(number), to: position(size)),
                NaiveMerkle.consistencyPath(number, leaves[..<size]), "\(size) after \(number)")
        }
    }

    @Test func `an event's hash is read by its position`() throws {
        let (log, leaves) = try grown(to: 3)
        let reader = try log.makeReader()
        for number in 1...3 {
            let hash = try required(try reader.hash(at: position(number)))
            expectEqual(MerkleTree.leafHash(hash), leaves[number - 1])
        }
        try expectNil(reader.hash(at: 0))
        try expectNil(reader.hash(at: 4))
    }
}
