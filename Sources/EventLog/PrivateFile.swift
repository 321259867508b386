import Glibc
import SQLite

/// Keeps files to their owner.
package enum PrivateFile {
    /// Read and written by the owner, by nobody else.
    package static let mode: mode_t = 0o600

    /// Makes an empty file, before SQLite makes one that others may read; what it keeps beside a
    /// file gets the file's mode. One that is there is taken from the others.
    ///
    /// - Returns: false for one that was there, or that cannot be made.
    @discardableResult package static func prepare(_ path: String) -> Bool {
        let descriptor = unsafe open(path, O_CREAT | O_EXCL | O_CLOEXEC, mode)
        if descriptor >= 0 {
            close(descriptor)
            return true
        }
        for path in SQLiteFiles.paths(of: path) { unsafe chmod(path, mode) }
        return false
    }
}
