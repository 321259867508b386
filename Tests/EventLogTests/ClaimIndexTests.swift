import Digest
import LogTestSupport
import SQLite
import TestSupport
import Testing

@testable import EventLog

/// Claims are the same whether they wait to be sorted in or are sorted already (invariant 4).
@Suite("Claim index") struct ClaimIndexTests {
    private static func key(_ number: Int) -> KeyedDigest {
        KeyedDigest(space: "test", value: String(number), key: HMACKey([1]))
    }

    /// How many rows the two tables have.
    private struct Rows: Equatable {
        var sorted: Int64
        var changes: Int64

        init(sorted: Int64, changes: Int64) { (self.sorted, self.changes) = (sorted, changes) }

        init(_ connection: borrowing SQLiteConnection) throws {
            sorted = try connection.integer("SELECT count(*) FROM claim") ?? -1
            changes = try connection.integer("SELECT count(*) FROM claim_change") ?? -1
        }
    }

    private static func holders(_ index: ClaimIndex, _ count: Int) throws -> [Int64?] {
        try (0..<count).map { try index.holder(of: key($0)) }
    }

    private static func holders(_ lookup: ClaimLookup, _ count: Int) throws -> [Int64?] {
        try (0..<count).map { try lookup.holder(of: key($0)) }
    }

    @Test func `random takes, releases, drops and reopenings agree with a dictionary`() throws {
        var random = SeededRandom.announced("ClaimIndex")
        let home = try TestDirectory()
        let connection = try LedgerFile.openForWriting(home.directory)
        var index = try ClaimIndex(connection, changesMax: 20)
        let reading = try LedgerFile.openForReading(home.directory)
        // One reader follows closely, another looks now and then, over several sortings.
        let (close, seldom) = (try ClaimLookup(reading), try ClaimLookup(reading))
        var model = [Int64?](repeating: nil, count: 40)
        for _ in 0..<600 {
            try connection.execute("BEGIN IMMEDIATE")
            for _ in 0...random.next(4) {
                var staged = model
                index.beginUndo()
                for _ in 0...random.next(3) { try step(index, &staged, &random) }
                if random.next(4) == 0 { try index.undo() } else { model = staged }
            }
            try index.sortInWhenMany()
            try connection.execute("COMMIT")
            if random.next(8) == 0 { index = try ClaimIndex(connection, changesMax: 20) }
            try expectEqual(Self.holders(index, model.count), model)
            try expectEqual(Self.holders(close, model.count), model)
            if random.next(16) == 0 { try expectEqual(Self.holders(seldom, model.count), model) }
        }
        let rows = try Rows(connection)
        expectTrue(rows.sorted > 0)
        expectTrue(rows.changes < 40)
    }

    /// One change that the rules allow, on the index and on its model.
    private func step(
        _ index: ClaimIndex, _ model: inout [Int64?], _ random: inout SeededRandom
    ) throws {
        let number = random.next(model.count)
        let stream = Int64(1 + random.next(5))
        if let holder = model[number] {
            try index.release(Self.key(number), of: stream)
            if holder == stream { model[number] = nil }
        } else {
            try index.take(Self.key(number), for: stream)
            model[number] = stream
        }
    }

    @Test func `a reader notices a sorting although the writer was opened again`() throws {
        let home = try TestDirectory()
        let connection = try LedgerFile.openForWriting(home.directory)
        let lookup = try ClaimLookup(try LedgerFile.openForReading(home.directory))
        for stream in Int64(7)...9 {
            let index = try ClaimIndex(connection, changesMax: 2)
            try index.take(Self.key(1), for: stream)
            try expectEqual(lookup.holder(of: Self.key(1)), stream)
            try index.release(Self.key(1), of: stream)
            try index.sortInWhenMany()
            try expectEqual(Rows(connection), Rows(sorted: 0, changes: 0))
        }
    }

    @Test func `what is sorted in is left in one place`() throws {
        let home = try TestDirectory()
        let connection = try LedgerFile.openForWriting(home.directory)
        let index = try ClaimIndex(connection, changesMax: 3)
        index.beginUndo()
        try index.take(Self.key(1), for: 7)
        try index.take(Self.key(2), for: 8)
        try index.sortInWhenMany()
        let few = try Rows(connection)
        expectEqual(few, Rows(sorted: 0, changes: 2))
        try index.release(Self.key(2), of: 8)
        try index.sortInWhenMany()
        let many = try Rows(connection)
        expectEqual(many, Rows(sorted: 1, changes: 0))
        try expectEqual(index.holder(of: Self.key(1)), 7)
        try expectNil(index.holder(of: Self.key(2)))
    }
}
