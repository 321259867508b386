import Foundation
import LogTestSupport
import SQLite
import TestSupport
import Testing

@testable import EventLog

/// What a damaged page of an index of names hides is found (contract L11): no hash covers it.
@Suite("Index of names") struct NameIndexTests {
    private static let stream = StreamID(recorded: "thing-a")

    /// A closed log of two streams, the index of one table spoilt by a bit in a name's last byte.
    private func makeSpoilt(_ table: String, _ name: String) throws -> TestDirectory {
        let log = try TestLog()
        for number in 1...4 {
            try log.append(
                [.noted(number)],
                to: number % 2 == 0 ? StreamID(recorded: "thing-b") : Self.stream)
        }
        try log.writer.checkpointAll()
        let home = try log.home.copy()
        try Files.spoilIndex(of: table, name, home.directory.ledgerFile)
        return home
    }

    private func defect(_ home: TestDirectory) throws -> ChainDefect? {
        #expect(throws: ChainDefect.self) {
            try LogReader(directory: home.directory).checkFile()
        }
    }

    @Test(arguments: [("stream", "thing-a"), ("event_type", "Noted"), ("actor", "test")])
    func `a name that the index lacks is found, and back with indexes made anew`(
        _ table: String, _ name: String
    ) throws {
        let home = try makeSpoilt(table, name)
        let defect = try defect(home)
        expectTrue(defect?.kind == .damagedFile && defect?.position == 5)
        let index = "sqlite_autoindex_\(table)_1"
        expectEqual(defect?.explanation.contains(index), true, "\(defect?.explanation ?? "none")")
        try home.directory.remakeIndexes()
        try LogReader(directory: home.directory).checkFile()
        let log = try TestLog(home)
        try expectEqual(log.append([.noted(5)], to: Self.stream).versions[Self.stream], 3)
    }

    @Test func `an event that the index of streams lacks is found, and back`() throws {
        let log = try TestLog()
        for number in 1...4 { try log.append([.noted(number)], to: Self.stream) }
        try log.writer.checkpointAll()
        let home = try log.home.copy()
        let file = home.directory.ledgerFile
        var bytes = try Files.bytes(file)
        // The entry of stream 1, version 3, position 3: a header of four bytes, then the numbers,
        // of which a 1 needs none (SQLite's file format, section 2.1).
        let entry = try required(bytes.range(of: Data([4, 9, 1, 1, 3, 3])))
        bytes[entry.upperBound - 1] ^= 0x80
        try Files.write(bytes, file)
        try expectEqual(defect(home)?.kind, .damagedFile)
        try home.directory.remakeIndexes()
        let reader = try LogReader(directory: home.directory)
        try reader.checkFile()
        try expectEqual(reader.events(of: Self.stream, limit: .max).count, 4)
    }

    @Test func `a stream that was begun a second time is found, and stays so`() throws {
        let home = try makeSpoilt("stream", "thing-a")
        let log = try TestLog(home)
        try expectEqual(log.append([.noted(5)], to: Self.stream).versions[Self.stream], 1)
        try expectEqual(defect(home)?.kind, .damagedFile)
        try log.writer.checkpointAll()
        let copy = try log.home.copy()
        let failure = #expect(throws: LogFailure.self) { try copy.directory.remakeIndexes() }
        expectEqual(failure?.code, .damaged)
    }
}
