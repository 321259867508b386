import EventLog
import Foundation

/// A data directory of one test's own; it goes when the last reference does.
final class TestDirectory: Sendable {
    let directory: DataDirectory
    private let isLent: Bool

    init() throws(LogFailure) {
        let name = "onboard-ledger-\(UUID().uuidString.lowercased())"
        let path = FileManager.default.temporaryDirectory.appending(path: name).path
        directory = DataDirectory(path: path)
        isLent = false
        try directory.create()
    }

    /// A directory whose place somebody else chose.
    init(existing directory: DataDirectory) throws(LogFailure) {
        self.directory = directory
        isLent = false
        try directory.create()
    }

    /// A directory that stays.
    init(lent directory: DataDirectory) throws(LogFailure) {
        (self.directory, isLent) = (directory, true)
        try directory.create()
    }

    deinit { if !isLent { try? FileManager.default.removeItem(atPath: directory.path) } }

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
