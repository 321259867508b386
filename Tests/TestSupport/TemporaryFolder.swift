import Foundation

/// A directory that goes away with the test.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() {
        path =
            FileManager.default.temporaryDirectory
            .appending(path: "onboard-test-\(UUID().uuidString)").path
        // Guaranteed: a temporary directory that cannot be written fails every test anyway.
        try! FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and gives its path.
    package func file(_ name: String, _ text: String) -> String {
        let file = "\(path)/\(name)"
        _ = FileManager.default.createFile(atPath: file, contents: Data(text.utf8))
        return file
    }

    package func text(_ name: String) -> String {
        String(
            decoding: FileManager.default.contents(atPath: "\(path)/\(name)") ?? Data(),
            as: UTF8.self)
    }

    package var entries: [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    }
}
