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
        package static let anchor = "ledger.anchor"
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
    package var anchorFile: String { "\(path)/\(FileName.anchor)" }
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

    /// True for the path of a file that the ledger has here, or may come to have.
    package func isOwnFile(_ file: String) -> Bool {
        let slash = file.lastIndex(of: "/")
        let folder = slash.map { String(file[...$0]) } ?? "."
        guard let own = Self.resolved(path), Self.resolved(folder) == own else { return false }
        let name = slash.map { file[file.index(after: $0)...] } ?? file[...]
        let names = [
            FileName.ledger, FileName.anchor, FileName.lock, FileName.views, FileName.auditIndex,
            FileName.rebuildReport, FileName.restoring, "control.sock",
        ]
        return names.contains { name.hasPrefix($0) }
    }

    /// Where links lead; nil where nothing is.
    private static func resolved(_ path: String) -> String? {
        guard let text = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }

    /// The names of the log, of what SQLite keeps beside it and of its anchor.
    package var logFileNames: [String] {
        SQLiteFiles.paths(of: FileName.ledger) + [FileName.anchor]
    }

    static let permissionHint =
        "Check its owner and permissions, or choose another with --data DIR."

    /// Makes the directory and those above it, readable by the owner alone.
    ///
    /// - Parameter name: what complaints call it; another than a ledger's is not named by `--data`.
    package func create(called name: String? = nil) throws(LogFailure) {
        let hint = name == nil ? Self.permissionHint : "Name one that you may write."
        let name = name ?? "The data directory"
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/\(part)"
            guard unsafe mkdir(made, 0o700) == 0 || errno == EEXIST else {
                throw LogFailure(
                    .notWritable, "\(name) \(path) cannot be made: \(Errno.text).", hint: hint)
            }
        }
        if isSomethingElse {
            throw LogFailure(
                .notWritable, "\(path) is a file, and no directory.",
                hint: "Choose another, or a new one.")
        }
        guard unsafe access(path, W_OK | X_OK) == 0 else {
            throw LogFailure(
                .notWritable, "\(name) \(path) cannot be written: \(Errno.text).", hint: hint)
        }
    }
}
