import Foundation
import SQLite

/// Reading and spoiling files whose ledger is closed.
enum Files {
    static func bytes(_ path: String) throws -> Data {
        try Data(contentsOf: URL(filePath: path))
    }

    static func write(_ bytes: Data, _ path: String) throws {
        try bytes.write(to: URL(filePath: path))
    }

    static func size(_ path: String) throws -> Int {
        try bytes(path).count
    }

    static func truncate(_ path: String, to count: Int) throws {
        try write(try bytes(path).prefix(count), path)
    }
}

extension Data {
    func contains(_ text: String) -> Bool { range(of: Data(text.utf8)) != nil }
}

extension Files {
    /// Flips a bit of a name in the index of a table of names, not in the table itself.
    static func spoilIndex(of table: String, _ name: String, _ file: String) throws {
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
