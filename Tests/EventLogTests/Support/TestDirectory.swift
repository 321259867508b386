import EventLog
import Foundation

/// A data directory of one test's own; it goes when the last reference does.
final class TestDirectory: Sendable {
    let directory: DataDirectory

    init() throws(LogFailure) {
        let name = "onboard-log-\(UUID().uuidString.lowercased())"
        let path = FileManager.default.temporaryDirectory.appending(path: name).path
        directory = DataDirectory(path: path)
        try directory.create()
    }

    deinit { try? FileManager.default.removeItem(atPath: directory.path) }

    /// Copies the files as they are on disk now, as a power cut would leave them.
    ///
    /// By another process: a descriptor of the database that this process closes would take
    /// SQLite's locks with it (DESIGN, storage fact 5).
    func copy() throws -> TestDirectory {
        let copy = try TestDirectory()
        let process = Process()
        process.executableURL = URL(filePath: "/bin/cp")
        process.arguments = ["-a", directory.path + "/.", copy.directory.path]
        try process.run()
        process.waitUntilExit()
        precondition(process.terminationStatus == 0, "cp copies what it can read")
        return copy
    }
}
