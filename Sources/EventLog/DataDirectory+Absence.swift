import Glibc

/// What is said, and to whom, where a directory holds no ledger that could be opened.
extension DataDirectory {
    /// True when the file is there, whatever is in it.
    ///
    /// Throws `notWritable` where that cannot be known: a directory that one may not look into may
    /// hold a ledger.
    package var hasLedgerFile: Bool {
        get throws(LogFailure) {
            var facts = stat()
            if unsafe stat(ledgerFile, &facts) == 0 { return true }
            guard errno == ENOENT || errno == ENOTDIR else {
                throw LogFailure(
                    .notWritable, "The data directory \(path) cannot be read: \(Errno.text).",
                    hint: Self.permissionHint)
            }
            return false
        }
    }

    /// Where a restore puts a ledger together. While one runs, and after one that was cut short,
    /// it is there and no ledger is.
    package var restoring: DataDirectory { DataDirectory(path: "\(path)/\(FileName.restoring)") }

    /// Whether a restore runs or was cut short: then nobody makes a ledger here.
    var isHalfRestored: Bool {
        get throws(LogFailure) {
            if try hasLedgerFile { return false }
            return unsafe access(restoring.path, F_OK) == 0
        }
    }

    /// What is said where the log is away or empty and its write-ahead log is not: SQLite would
    /// remove that as none of its own, and with it events that were acknowledged. Nil where all is
    /// well; asked before the file is opened, be it to read.
    var loss: LogFailure? {
        var (log, wal) = (stat(), stat())
        let isThere = unsafe stat(ledgerFile, &log) == 0
        guard !isThere || log.st_size == 0, unsafe stat("\(ledgerFile)-wal", &wal) == 0,
            wal.st_size > 0
        else { return nil }
        return LogFailure(
            .damaged,
            "\(ledgerFile) is \(isThere ? "empty" : "gone"), and its write-ahead log is there.",
            hint: "Put the file back, or restore a backup into another directory; leave "
                + "ledger.sqlite-wal where it is.")
    }

    /// What is said where the log is gone or empty, and its write-ahead log with it, but the anchor
    /// tells of events. Nil without such an anchor; asked only where no ledger is.
    var removal: LogFailure? {
        guard case .anchor(let anchor) = try? AnchorFile.read(in: self), anchor.position > 0 else {
            return nil
        }
        let isThere = unsafe access(ledgerFile, F_OK) == 0
        return LogFailure(
            .anchorMismatch,
            "\(ledgerFile) is \(isThere ? "empty" : "gone"), and ledger.anchor tells of "
                + "events up to position \(anchor.position).",
            hint: "Put the file back, or restore a backup into another directory. To begin anew "
                + "without them, remove ledger.anchor.")
    }

    /// The same for a reader: who holds the directory may have the file open still.
    private func whileHeld(_ failure: LogFailure) -> LogFailure {
        guard let holder = try? DirectoryLock.holder(of: self) else { return failure }
        return LogFailure(
            failure.code, failure.explanation,
            hint: "Do not stop \(holder), which has it open: its log says how to save it. "
                + failure.hint)
    }

    /// What is said where no ledger is, by who does not hold the directory.
    var absence: LogFailure {
        if let loss { return whileHeld(loss) }
        guard unsafe access(restoring.path, F_OK) == 0 else {
            if isSomethingElse {
                return LogFailure(
                    .absent, "There is no ledger in \(path): it is no directory.",
                    hint: "Name the directory in which ledger.sqlite lies.")
            }
            if let removal { return whileHeld(removal) }
            return LogFailure(
                .absent, "There is no ledger in \(path).",
                hint: "Start one with: onboard serve --data \(path)")
        }
        guard let holder = try? DirectoryLock.holder(of: self) else { return cutRestore }
        return LogFailure(
            .absent, "A restore into \(path) is under way (\(holder)).",
            hint: "There is a ledger in it once that is over.")
    }

    /// What is said where a restore began that nobody ends any more.
    var cutRestore: LogFailure {
        LogFailure(
            .absent, "A restore into \(path) was cut short: there is no ledger in it yet.",
            hint: "Run it again: onboard restore BACKUP --data \(path)")
    }

    /// True where a file, or whatever else is no directory, has the path.
    var isSomethingElse: Bool {
        var facts = stat()
        return unsafe stat(path, &facts) == 0 && facts.st_mode & S_IFMT != S_IFDIR
    }
}
