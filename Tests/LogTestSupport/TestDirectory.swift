import EventLog
import Foundation

/// A data directory of one test's own; it goes when the last reference does.
package final class TestDirectory: Sendable {
    package let directory: DataDirectory
    private let isLent: Bool

    package init() throws(LogFailure) {
        let name = "onboard-ledger-\(UUID().uuidString.lowercased())"
        let path = FileManager.default.temporaryDirectory.appending(path: name).path
        directory = DataDirectory(path: path)
        isLent = false
        try directory.create()
    }

    /// A directory whose place somebody else chose.
    package init(existing directory: DataDirectory) throws(LogFailure) {
        self.directory = directory
        isLent = false
        try directory.create()
    }

    /// A directory that stays.
    package init(lent directory: DataDirectory) throws(LogFailure) {
        (self.directory, isLent) = (directory, true)
        try directory.create()
    }

    deinit { if !isLent { try? FileManager.default.removeItem(atPath: directory.path) } }

    /// Copies the files as they are on disk now, as a power cut would leave them.
    ///
    /// By another process: a descriptor of the database that this process closes would take
    /// SQLite's locks with it, as POSIX has it.
    package func copy() throws -> TestDirectory {
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
