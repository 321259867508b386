import Foundation

/// Reading and spoiling files whose ledger is closed.
package enum Files {
    package static func bytes(_ path: String) throws -> Data {
        try Data(contentsOf: URL(filePath: path))
    }

    package static func write(_ bytes: Data, _ path: String) throws {
        try bytes.write(to: URL(filePath: path))
    }

    package static func size(_ path: String) throws -> Int {
        try bytes(path).count
    }

    /// Puts a copy of a file in another one's place; without a file there is none afterwards.
    package static func put(_ source: String, at place: String) throws {
        try? FileManager.default.removeItem(atPath: place)
        if FileManager.default.fileExists(atPath: source) {
            try FileManager.default.copyItem(atPath: source, toPath: place)
        }
    }

    package static func truncate(_ path: String, to count: Int) throws {
        try write(try bytes(path).prefix(count), path)
    }
}

extension Data {
    package func contains(_ text: String) -> Bool { range(of: Data(text.utf8)) != nil }
}
