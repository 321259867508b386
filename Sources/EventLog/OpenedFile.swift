import Glibc

/// Which file a path led to when it was opened, to notice that it no longer does.
///
/// SQLite goes on with a file whose name was taken away: what is then committed goes with the
/// process, and a checkpoint empties the write-ahead log into a file that nobody finds again.
package struct OpenedFile: Sendable {
    private let path: String
    private let device: dev_t
    private let inode: ino_t

    /// - Precondition: the file was opened, so that it is there.
    init(path: String) throws(LogFailure) {
        var facts = stat()
        guard unsafe stat(path, &facts) == 0 else { throw Self.moved(path) }
        (self.path, device, inode) = (path, facts.st_dev, facts.st_ino)
    }

    /// What is said once another file, or none, has the path; nil while it is this one, or nobody
    /// can tell. One call of the system; on any thread.
    package var displacement: LogFailure? {
        var facts = stat()
        if unsafe stat(path, &facts) == 0 {
            return facts.st_dev == device && facts.st_ino == inode ? nil : Self.moved(path)
        }
        return errno == ENOENT || errno == ENOTDIR ? Self.moved(path) : nil
    }

    func requireInPlace() throws(LogFailure) {
        if let displacement { throw displacement }
    }

    private static func moved(_ path: String) -> LogFailure {
        let folder = "/proc/\(getpid())/fd"
        return LogFailure(
            .moved,
            "\(path) was moved, replaced or removed while it is open: nothing more is written.",
            hint: "Put it back if it was moved. If it is gone, all acknowledged events are in what "
                + "process \(getpid()) has open, until it ends. Before you stop it, find "
                + "ledger.sqlite and ledger.sqlite-wal with: ls -l \(folder) and copy both into a "
                + "new directory under these names, as with: cp \(folder)/NUMBER "
                + "NEW/ledger.sqlite; then start with --data NEW.")
    }
}
