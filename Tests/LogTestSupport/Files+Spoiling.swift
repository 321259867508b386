import Foundation
import SQLite
import TestSupport

extension Files {
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
