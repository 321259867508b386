import EventLog
import Glibc

/// A directory with one below it for each ledger; it is empty again when the run is over.
struct BenchWorkspace {
    let path: String

    /// A ledger's directory; made by whoever opens it.
    func directory(_ name: String) -> DataDirectory { DataDirectory(path: "\(path)/\(name)") }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Makes room between suites: a suite's files are its own.
    func removeContents() { Self.removeEntries(of: path) }

    private static func removeEntries(of path: String) {
        guard let directory = unsafe opendir(path) else { return }
        defer { unsafe closedir(directory) }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == "." || name == ".." { continue }
            let child = "\(path)/\(name)"
            if unsafe unlink(child) != 0 {
                removeEntries(of: child)
                _ = unsafe rmdir(child)
            }
        }
    }
}
