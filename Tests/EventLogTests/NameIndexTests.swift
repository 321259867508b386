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
            try LogReader(directory: home.directory).verify(directory: home.directory) { _, _ in }
        }
    }

    @Test(arguments: [("stream", "thing-a"), ("event_type", "Noted"), ("actor", "test")])
    func `a name that the index lacks is named by a verification and by SQLite's check`(
        _ table: String, _ name: String
    ) throws {
        let home = try makeSpoilt(table, name)
        let defect = try defect(home)
        #expect(defect?.kind == .lostName && defect?.position == 5)
        #expect(defect?.explanation.hasPrefix("\(table) \(name) is not found") == true)
        let damage = try LogReader(directory: home.directory).damage()
        #expect(damage?.contains("sqlite_autoindex_\(table)_1") == true, "\(damage ?? "none")")
    }

    @Test func `a stream that was begun a second time is named`() throws {
        let home = try makeSpoilt("stream", "thing-a")
        let log = try TestLog(home)
        #expect(try log.append([.noted(5)], to: Self.stream).versions[Self.stream] == 1)
        let defect = try defect(home)
        #expect(defect?.kind == .lostName)
        #expect(defect?.explanation.hasPrefix("stream thing-a is there twice") == true)
    }
}
