import Foundation

/// The files of the repository that tests read.
package enum Repository {
    /// The folder with Package.swift and Schemas above this file, symbolic links resolved.
    package static let root: URL = {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/" {
            let marks = ["Package.swift", "Schemas"].map { folder.appending(path: $0).path }
            if marks.allSatisfy(FileManager.default.fileExists(atPath:)) { return folder }
            folder.deleteLastPathComponent()
        }
        preconditionFailure("the tests lie within the repository")
    }()

    package static func bytes(_ path: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: root.appending(path: path)))
    }

    /// A file of `Tests/Fixtures`.
    package static func fixture(_ name: String) -> URL {
        root.appending(path: "Tests/Fixtures/\(name)")
    }
}
