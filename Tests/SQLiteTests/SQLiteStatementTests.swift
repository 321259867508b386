import TestSupport
import Testing

@testable import SQLite

@Suite("SQLite statement") struct SQLiteStatementTests {
    private let folder = TemporaryFolder()
    private var path: String { folder.path + "/test.sqlite" }

    private func makeTable() throws -> SQLiteConnection {
        let connection = try SQLiteConnection.open(path: path, mode: .readWrite)
        try connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, x ANY) STRICT")
        return connection
    }

    /// What is read back after `bind` has set the value of a row.
    private func stored<R>(
        _ bind: (borrowing SQLiteStatement) -> Void, _ read: (borrowing SQLiteStatement) -> R
    ) throws -> R {
        let connection = try makeTable()
        let insert = try connection.prepare("INSERT INTO t (id, x) VALUES (1, ?)")
        bind(insert)
        try insert.run()
        let select = try connection.prepare("SELECT x FROM t")
        try expectTrue(select.step())
        return read(select)
    }

    @Test(arguments: [Int64.min, -1, 0, 1, .max])
    func `integers come back`(value: Int64) throws {
        try expectEqual(stored({ $0.bind(1, value) }, { $0.int64(0) }), value)
    }

    @Test(arguments: [
        "", "a", "é\u{301}", "a\u{0}b", "\u{10FFFF}", String(repeating: "x", count: 99_999),
    ])
    func `text comes back byte for byte`(text: String) throws {
        let (back, isBlob) = try stored({ $0.bind(1, text: text) }, { ($0.bytes(0), $0.isBlob(0)) })
        expectTrue(back == Array(text.utf8) && !isBlob)
    }

    @Test(arguments: [[], [0], [UInt8](0...255)])
    func `blobs come back and an empty one is not null`(bytes: [UInt8]) throws {
        let (back, isBlob) = try stored(
            { $0.bind(1, blob: bytes) }, { ($0.optionalBytes(0), $0.isBlob(0)) })
        expectTrue(back == bytes && isBlob)
    }

    @Test func `empty text is not null`() throws {
        try expectEqual(stored({ $0.bind(1, utf8: []) }, { $0.optionalText(0) }), "")
    }

    @Test func `null comes back as nothing`() throws {
        let isNull = try stored({ $0.bindNull(1) }) { row in
            row.isNull(0) && row.optionalInt64(0) == nil && row.optionalText(0) == nil
                && row.optionalBytes(0) == nil && row.bytes(0).isEmpty
        }
        expectTrue(isNull)
        try expectNil(
            SQLiteConnection.open(path: path, mode: .readWrite)
                .integer("SELECT max(id) FROM t WHERE id > 9"))
    }

    @Test func `a statement is used again with its values kept or changed`() throws {
        let connection = try makeTable()
        let insert = try connection.prepare("INSERT INTO t (x) VALUES (?)")
        for value: Int64 in 1...3 {
            insert.bind(1, value)
            try insert.run()
        }
        try insert.run()
        try expectEqual(connection.text("SELECT group_concat(x) FROM t"), "1,2,3,3")
    }

    @Test func `a statement that failed can be run again`() throws {
        let connection = try makeTable()
        let insert = try connection.prepare("INSERT INTO t (id, x) VALUES (?, 1)")
        insert.bind(1, 7)
        try insert.run()
        #expect(throws: SQLiteError.self) { try insert.run() }
        insert.bind(1, 8)
        try insert.run()
        try expectEqual(connection.integer("SELECT count(*) FROM t"), 2)
    }

    @Test func `an exhausted statement starts over`() throws {
        let connection = try makeTable()
        try connection.execute("INSERT INTO t (x) VALUES (1), (2)")
        let select = try connection.prepare("SELECT x FROM t ORDER BY x")
        for _ in 0..<2 {
            var values: [Int64] = []
            while try select.step() { values.append(select.int64(0)) }
            expectEqual(values, [1, 2])
        }
    }

    @Test func `wrong SQL is refused when it is prepared`() throws {
        let connection = try makeTable()
        do {
            _ = try connection.prepare("SELEC 1")
            Issue.record("it was prepared")
        } catch { expectTrue(error.explanation.contains("SELEC") && error.sql == "SELEC 1") }
    }
}
