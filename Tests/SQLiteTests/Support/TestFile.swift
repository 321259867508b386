import Foundation

/// A path for one test's database; what is there goes when the last reference does.
final class TestFile: Sendable {
    let path: String

    init() {
        let name = "onboard-sqlite-\(UUID().uuidString.lowercased()).sqlite"
        path = FileManager.default.temporaryDirectory.appending(path: name).path
    }

    deinit {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
    }
}
