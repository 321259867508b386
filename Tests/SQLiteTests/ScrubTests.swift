import Foundation
import TestSupport
import Testing

@testable import SQLite

/// What `secure_delete` leaves behind is overwritten, and nothing else (contract L14).
@Suite("Scrub") struct ScrubTests {
    private let folder = TemporaryFolder()
    private var path: String { folder.path + "/test.sqlite" }

    private func open() throws -> SQLiteConnection {
        let connection = try SQLiteConnection.open(path: path, mode: .readWrite)
        try connection.execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; PRAGMA secure_delete = ON;
            CREATE TABLE note (key BLOB PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
            """)
        return connection
    }

    /// Rows whose keys fall anywhere, so that pages split and cells move between neighbours.
    private func fill(_ connection: borrowing SQLiteConnection) throws {
        let insert = try connection.prepare("INSERT INTO note VALUES (?, ?)")
        try connection.execute("BEGIN")
        for number in 0..<3000 {
            insert.bind(1, blob: Array("\(number &* 7919 % 3000) of some length".utf8))
            insert.bind(2, text: "secret-\(number)-" + String(repeating: "x", count: number % 90))
            try insert.run()
        }
        try connection.execute("COMMIT")
    }

    private func secrets() throws -> Int {
        let bytes = try Data(contentsOf: URL(filePath: path))
        let mark = Data("secret-".utf8)
        var (count, start) = (0, bytes.startIndex)
        while let found = bytes.range(of: mark, in: start..<bytes.endIndex) {
            count += 1
            start = found.upperBound
        }
        return count
    }

    private func scrubAll(_ connection: borrowing SQLiteConnection) throws -> Bool {
        var page: Int64? = 1
        while let from = page {
            guard case .done(let next) = try connection.scrub(from: from, pagesMax: 7) else {
                return false
            }
            page = next
        }
        return true
    }

    @Test func `traces of rows that moved go, the rows stay and the file is whole`() throws {
        var before: Int64?
        do {
            let connection = try open()
            try fill(connection)
            try connection.execute("DELETE FROM note WHERE length(text) % 3 = 0")
            before = try connection.integer("SELECT count(*) FROM note")
            try expectTrue(connection.checkpointAndTruncate())
        }
        let count = try required(before)
        try expectTrue(secrets() > count, "moving cells leaves traces, or this tests nothing")
        do {
            let connection = try SQLiteConnection.open(path: path, mode: .readWrite)
            try expectTrue(scrubAll(connection))
            try expectEqual(connection.text("PRAGMA integrity_check"), "ok")
            try expectEqual(connection.integer("SELECT count(*) FROM note"), count)
        }
        try expectEqual(secrets(), Int(count))
        try expectTrue(Data(contentsOf: URL(filePath: path + "-wal")).isEmpty)
    }

    @Test func `what is written after a scrubbing brings no trace back`() throws {
        do {
            let connection = try open()
            try fill(connection)
            try expectTrue(scrubAll(connection))
            try connection.execute("UPDATE note SET text = 'public' || length(text)")
            try expectTrue(scrubAll(connection))
            try expectEqual(connection.text("PRAGMA integrity_check"), "ok")
        }
        try expectEqual(secrets(), 0)
    }

    @Test func `a reader of an old state puts it off and loses nothing`() throws {
        let connection = try open()
        try fill(connection)
        let reader = try SQLiteConnection.open(path: path, mode: .readOnly)
        try reader.execute("BEGIN")
        try expectEqual(reader.integer("SELECT count(*) FROM note"), 3000)
        try connection.execute("DELETE FROM note")
        try expectFalse(scrubAll(connection))
        try expectEqual(reader.integer("SELECT count(*) FROM note"), 3000)
        try reader.execute("COMMIT")
        try expectTrue(scrubAll(connection))
        try expectEqual(connection.integer("SELECT count(*) FROM note"), 0)
    }
}
