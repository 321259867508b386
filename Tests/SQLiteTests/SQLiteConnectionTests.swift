import Foundation
import TestSupport
import Testing

@testable import SQLite

@Suite("SQLite connection") struct SQLiteConnectionTests {
    private let folder = TemporaryFolder()
    private var path: String { folder.path + "/test.sqlite" }

    private func open(_ mode: SQLiteConnection.Mode = .readWrite) throws(SQLiteError)
        -> SQLiteConnection
    {
        try SQLiteConnection.open(path: path, mode: mode, busyTimeoutMilliseconds: 0)
    }

    /// What SQLite answers to `sql`; nil when it does it.
    private func refusal(_ sql: String, _ connection: borrowing SQLiteConnection) -> SQLiteError? {
        do {
            try connection.execute(sql)
            return nil
        } catch { return error }
    }

    // MARK: Opening

    @Test func `a reader does not make the file`() {
        let error = #expect(throws: SQLiteError.self) { _ = try open(.readOnly) }
        expectEqual(error?.code, .cannotOpen)
        expectFalse(FileManager.default.fileExists(atPath: path))
    }

    @Test func `a directory is no database`() {
        let error = #expect(throws: SQLiteError.self) {
            _ = try SQLiteConnection.open(path: "/tmp", mode: .readWrite)
        }
        expectEqual(error?.code, .cannotOpen)
    }

    @Test func `a connection is opened safe`() throws {
        let connection = try open()
        expectNotNil(refusal("SELECT load_extension('x')", connection))
        expectNotNil(refusal("SELECT \"no such column\"", connection))
        try connection.execute("CREATE TABLE t (x INTEGER)")
        expectNotNil(refusal("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema", connection))
        try expectEqual(connection.integer("PRAGMA trusted_schema"), 0)
    }

    @Test func `closing leaves the write-ahead log to its writer`() throws {
        do {
            let connection = try open()
            try connection.execute(
                "PRAGMA journal_mode = WAL; CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1)")
        }
        let wal = try Data(contentsOf: URL(filePath: path + "-wal"))
        expectFalse(wal.isEmpty)
        try expectEqual(open().integer("SELECT x FROM t"), 1)
    }

    @Test func `what nobody changes is read without a file beside it`() throws {
        let path = folder.path + "/a b%?#é.sqlite"
        do {
            let connection = try SQLiteConnection.open(path: path, mode: .readWrite)
            try connection.execute(
                "PRAGMA journal_mode = WAL; CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1);"
                    + "PRAGMA wal_checkpoint(TRUNCATE)")
        }
        for file in SQLiteFiles.paths(of: path).dropFirst() {
            try FileManager.default.removeItem(atPath: file)
        }
        expectFalse(SQLiteFiles.isFixed(path), "this medium can be written")
        do {
            let reader = try SQLiteConnection.open(path: path, mode: .fixed)
            try expectEqual(reader.integer("SELECT x FROM t"), 1)
            expectNotNil(refusal("INSERT INTO t VALUES (2)", reader))
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        expectEqual(left.count, 1, "\(left)")
    }

    // MARK: Errors

    @Test func `a broken rule is a constraint, and its values stay out of the error`() throws {
        let connection = try open()
        try connection.execute("CREATE TABLE t (x TEXT UNIQUE) STRICT")
        let insert = try connection.prepare("INSERT INTO t VALUES (?)")
        insert.bind(1, text: "secret-value")
        try insert.run()
        do {
            try insert.run()
            Issue.record("the second row was taken")
        } catch {
            expectEqual(error.code, .constraint)
            expectEqual(error.extendedCode, 2067)
            expectFalse(error.description.contains("secret-value"))
            expectEqual(error.sql, "INSERT INTO t VALUES (?)")
        }
    }

    @Test func `a second writer is busy`() throws {
        let first = try open()
        let second = try open()
        try first.execute("BEGIN IMMEDIATE; CREATE TABLE t (x INTEGER)")
        expectEqual(refusal("BEGIN IMMEDIATE", second)?.code, .busy)
    }

    @Test func `a reader cannot write`() throws {
        try open().execute("CREATE TABLE t (x INTEGER)")
        let reader = try open(.readOnly)
        expectEqual(refusal("INSERT INTO t VALUES (1)", reader)?.code, .readOnly)
    }

    @Test func `a full database is full, and the transaction may be gone with it`() throws {
        let connection = try open()
        try connection.execute("CREATE TABLE t (x BLOB); PRAGMA max_page_count = 5")
        try connection.execute("BEGIN; INSERT INTO t VALUES (1)")
        let wasInTransaction = connection.isInTransaction
        expectEqual(refusal("INSERT INTO t VALUES (zeroblob(99999))", connection)?.code, .diskFull)
        let isInTransaction = connection.isInTransaction
        expectTrue(wasInTransaction && !isInTransaction)
        try expectEqual(connection.integer("SELECT count(*) FROM t"), 0)
    }

    @Test func `a file of other bytes is corrupt`() throws {
        try Data(repeating: 0x55, count: 8192).write(to: URL(filePath: path))
        let connection = try open()
        expectEqual(refusal("CREATE TABLE t (x INTEGER)", connection)?.code, .corrupt)
    }

    @Test(arguments: [
        (Int32(5), SQLiteError.Code.busy), (261, .busy), (6, .busy), (19, .constraint),
        (13, .diskFull),
        (1034, .syncFailed), (1290, .syncFailed), (10, .inputOutput), (266, .inputOutput),
        (522, .inputOutput), (11, .corrupt), (26, .corrupt), (8, .readOnly), (1032, .readOnly),
        (14, .cannotOpen), (9, .interrupted), (1, .other), (21, .other),
    ])
    func `every result code has its family`(extendedCode: Int32, code: SQLiteError.Code) {
        expectEqual(SQLiteError(extendedCode, explanation: "").code, code)
    }

    // MARK: Checkpoints

    @Test func `a checkpoint empties the write-ahead log unless a reader needs it`() throws {
        let writer = try open()
        try writer.execute("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0")
        try writer.execute("CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1)")
        let reader = try open(.readOnly)
        try reader.execute("BEGIN")
        try expectEqual(reader.integer("SELECT count(*) FROM t"), 1)
        try writer.execute("INSERT INTO t VALUES (2)")
        let before = try Data(contentsOf: URL(filePath: path))
        try writer.checkpointPassively()
        let after = try Data(contentsOf: URL(filePath: path))
        expectTrue(after != before, "what the reader does not hold back is moved")
        try expectFalse(writer.checkpointAndTruncate())
        try expectEqual(reader.integer("SELECT count(*) FROM t"), 1)
        try reader.execute("COMMIT")
        try expectTrue(writer.checkpointAndTruncate())
        try expectTrue(Data(contentsOf: URL(filePath: path + "-wal")).isEmpty)
    }
}
