import Glibc
import SQLite

/// The data directory: which files it has and where they lie.
public struct DataDirectory: Sendable, Hashable {
    /// As it was given: a relative one is relative to where the process runs.
    public let path: String

    public init(path: String) { self.path = path }

    /// Names by which files are known also apart from a directory's path.
    package enum FileName {
        package static let ledger = "ledger.sqlite"
        package static let lock = "ledger.lock"
        package static let views = "views.sqlite"
        package static let auditIndex = "audit.sqlite"
        package static let rebuildReport = "rebuild.json"
        package static let restoring = "restore.part"
    }

    /// The log and everything that is kept with it: the one file that cannot be made again.
    package var ledgerFile: String { "\(path)/\(FileName.ledger)" }
    /// Folds of the log, made again when they are missing.
    package var viewsFile: String { "\(path)/\(FileName.views)" }
    /// The folds that a rebuild makes, one at a time.
    package var viewsFileBeingMade: String { viewsFile + ".new" }
    /// Whole new folds that wait to take the name of those before.
    package var viewsFileReady: String { viewsFile + ".ready" }
    /// The folds that were replaced, until they are removed.
    package var viewsFileReplaced: String { viewsFile + ".old" }
    /// What the last rebuild did.
    package var rebuildReportFile: String { "\(path)/\(FileName.rebuildReport)" }
    /// The index that audits search, made again when it is missing.
    package var auditIndexFile: String { "\(path)/\(FileName.auditIndex)" }
    /// See `Anchor`.
    package var anchorFile: String { "\(path)/ledger.anchor" }
    /// See `DirectoryLock`.
    package var lockFile: String { "\(path)/\(FileName.lock)" }
    /// Whether a file of this name holds read models, the current ones or new ones.
    static func isViewsFile(named name: String) -> Bool { name.hasPrefix(FileName.views) }

    /// Where commands reach the process that serves the directory.
    package var controlSocket: String { "\(path)/control.sock" }

    /// The files that a ledger is made of, as far as they are there, by their paths.
    package var ledgerFiles: [String] {
        let files =
            SQLiteFiles.paths(of: ledgerFile) + [anchorFile, lockFile]
            + SQLiteFiles.paths(of: viewsFile) + SQLiteFiles.paths(of: auditIndexFile)
            + [controlSocket]
        return files.filter { unsafe access($0, F_OK) == 0 }
    }

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

    private static let permissionHint =
        "Check its owner and permissions, or choose another with --data DIR."

    /// For whoever asks about what a ledger holds: none is made by asking.
    package func requireLedger() throws(LogFailure) {
        guard try holdsLedger else { throw absence }
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
        var (log, ahead) = (stat(), stat())
        let isThere = unsafe stat(ledgerFile, &log) == 0
        guard !isThere || log.st_size == 0, unsafe stat("\(ledgerFile)-wal", &ahead) == 0,
            ahead.st_size > 0
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
        guard case .anchor(let anchor) = AnchorFile.read(in: self), anchor.position > 0 else {
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
    private var isSomethingElse: Bool {
        var facts = stat()
        return unsafe stat(path, &facts) == 0 && facts.st_mode & S_IFMT != S_IFDIR
    }

    /// Makes the directory and those above it, readable by the owner alone.
    package func create() throws(LogFailure) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/\(part)"
            guard unsafe mkdir(made, 0o700) == 0 || errno == EEXIST else {
                throw LogFailure(
                    .notWritable, "The data directory \(path) cannot be made: \(Errno.text).",
                    hint: "Choose another with --data DIR.")
            }
        }
        if isSomethingElse {
            throw LogFailure(
                .notWritable, "\(path) is a file, and no directory.",
                hint: "Choose another, or a new one.")
        }
        guard unsafe access(path, W_OK | X_OK) == 0 else {
            throw LogFailure(
                .notWritable, "The data directory \(path) cannot be written: \(Errno.text).",
                hint: Self.permissionHint)
        }
    }
}
