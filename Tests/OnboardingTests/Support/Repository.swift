import Foundation
import JSON

/// The files of the repository that tests read.
enum Repository {
    /// The folder with Package.swift and Schemas above this file, symbolic links resolved.
    static let root: URL = {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/" {
            let marks = ["Package.swift", "Schemas"].map { folder.appending(path: $0).path }
            if marks.allSatisfy(FileManager.default.fileExists(atPath:)) { return folder }
            folder.deleteLastPathComponent()
        }
        preconditionFailure("the tests lie within the repository")
    }()

    static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: root.appending(path: path)))
    }

    static func json(_ path: String) throws -> JSONValue {
        try JSONValue(parsing: try bytes(path))
    }

    /// The names of a folder's files, sorted.
    static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
            .filter { $0.hasSuffix(".json") }.sorted()
    }
}
