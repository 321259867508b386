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
        // Foundation's Process lists all open descriptors before it starts one, and with the many
        // of a room of tests it reads past the end of the list now and then.
        let words = ["cp", "-a", directory.path + "/.", copy.directory.path]
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) }
        defer { unsafe arguments.forEach { unsafe free($0) } }
        unsafe arguments.append(nil)
        var (process, status) = (pid_t(), Int32(-1))
        let isStarted = unsafe posix_spawn(&process, "/bin/cp", nil, nil, &arguments, [nil]) == 0
        while isStarted, unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
        precondition(isStarted && status == 0, "cp copies what it can read")
        return copy
    }
}
