import Foundation
import SQLite
import TestSupport

extension Files {
    /// Overwrites the first page of a table, of which nothing may be left in a write-ahead log.
    package static func spoilPage(of table: String, _ file: String) throws {
        let connection = try SQLiteConnection.open(path: file, mode: .readWrite)
        try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        let page = try connection.integer(
            "SELECT rootpage FROM sqlite_schema WHERE name = '\(table)'")
        guard let page else { throw CocoaError(.fileReadCorruptFile) }
        var bytes = try Self.bytes(file)
        let start = (Int(page) - 1) * 4096
        bytes.replaceSubrange(start..<start + 4096, with: Data(repeating: 0x5A, count: 4096))
        try write(bytes, file)
    }

    /// Flips a bit of a name in the index of a table of names, not in the table itself.
    package static func spoilIndex(of table: String, _ name: String, _ file: String) throws {
        let index = "sqlite_autoindex_\(table)_1"
        let page = try SQLiteConnection.open(path: file, mode: .readOnly).integer(
            "SELECT rootpage FROM sqlite_schema WHERE name = '\(index)'")
        var bytes = try Self.bytes(file)
        let start = (Int(page ?? 0) - 1) * 4096
        guard let place = bytes.range(of: Data(name.utf8), in: start..<start + 4096) else {
            throw CocoaError(.fileReadCorruptFile)
        }
        bytes[place.upperBound - 1] ^= 0x80
        try write(bytes, file)
    }
}
