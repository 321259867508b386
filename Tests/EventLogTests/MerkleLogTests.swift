import Digest
import TestSupport
import Testing

@testable import EventLog

/// The stored tree against one computed from nothing (invariant 9).
@Suite("Merkle log") struct MerkleLogTests {
    private static let stream = StreamID(recorded: "leaf-1")

    /// Appends until the log has `size` events, a thousand a batch.
    private func grow(_ log: TestLog, to size: Int) throws {
        while log.head < size {
            let count = min(1000, size - Int(log.head))
            try log.append((0..<count).map { .noted($0) }, to: Self.stream)
        }
    }

    private func leaves(_ log: TestLog) throws -> [SHA256Digest] {
        var leaves: [SHA256Digest] = []
        try log.makeReader().scan(after: 0) { row in
            leaves.append(SHA256.hash([0] + row.hash.bytes))
            return true
        }
        return leaves
    }

    @Test func `the root is right at every small size, while growing and looking back`() throws {
        let log = try TestLog()
        let sizes = Array(0...40) + [63, 64, 65, 127, 128, 255, 256, 257, 511, 512, 513, 700]
        for size in sizes {
            try grow(log, to: size)
            let root = try log.makeReader().merkleRoot(size: GlobalPosition(rawValue: Int64(size)))
            expectEqual(root, NaiveMerkle.root(try leaves(log)[...]), "size \(size)")
        }
        let (all, reader) = (try leaves(log), try log.makeReader())
        for size in 0...700 where size % 7 == 0 || (250...260).contains(size) {
            let root = try reader.merkleRoot(size: GlobalPosition(rawValue: Int64(size)))
            expectEqual(root, NaiveMerkle.root(all[..<size]), "looking back at \(size)")
        }
    }

    @Test func `the root is right around 65,536 events and after opening again`() throws {
        var log = try TestLog()
        for size in [65_535, 65_536, 65_537, 65_800] {
            try grow(log, to: size)
            log = try log.reopen()
        }
        try grow(log, to: 66_049)
        let (all, reader) = (try leaves(log), try log.makeReader())
        for size in [1, 256, 257, 32_768, 65_535, 65_536, 65_537, 65_792, 65_800, 66_048, 66_049] {
            let root = try reader.merkleRoot(size: GlobalPosition(rawValue: Int64(size)))
            expectEqual(root, NaiveMerkle.root(all[..<size]), "size \(size)")
        }
    }

    @Test func `dropped commands and batches leave no leaf`() throws {
        let log = try TestLog()
        try grow(log, to: 250)
        for round in 0..<10 {
            try? log.batch {
                try? log.command {
                    try log.write([StreamAppend(.noted(), to: Self.stream)])
                    throw Stop()
                }
                try log.command { try log.write([StreamAppend(.noted(round), to: Self.stream)]) }
                if round % 3 == 0 { throw Stop() }
            }
        }
        expectEqual(log.head, 256)
        let root = try log.makeReader().merkleRoot(size: 256)
        expectEqual(root, NaiveMerkle.root(try leaves(log)[...]))
    }
}

/// What a test throws to undo something.
struct Stop: Error {}
