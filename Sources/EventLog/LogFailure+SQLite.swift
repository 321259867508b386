import SQLite

extension LogFailure {
    private static let restartHint =
        "Restart; a repeated request with its idempotency key finds out."

    private static let fullDisk = LogFailure(
        .diskFull, "The disk is full.", hint: "Free some space; reading goes on.")

    /// The one place where SQLite's codes become the log's.
    package init(_ error: SQLiteError) {
        switch error.code {
        case .diskFull: self = Self.fullDisk
        case .inputOutput where error.isOfFullDisk: self = Self.fullDisk
        case .syncFailed:
            self.init(
                .outcomeUnknown, "The disk did not confirm the last write.",
                hint: Self.restartHint)
        case .corrupt: self = Self.damage(error)
        case .cannotOpen where error.isOutOfDescriptors:
            self.init(
                .inputOutput, "The ledger's files cannot be opened: there is no descriptor left.",
                hint: "Raise the limit of open files (ulimit -n).")
        case .readOnly, .cannotOpen:
            self.init(
                .notWritable, "The ledger's files cannot be opened: \(error.explanation).",
                hint: "Check the directory's owner and permissions: who reads must be able to "
                    + "write there too, for the readers' lock.")
        case .busy:
            self.init(
                .inUse, "Another process holds the ledger's file.",
                hint: "Stop the other program that has it open.")
        case .constraint, .inputOutput, .interrupted, .other:
            self.init(.inputOutput, "Storage failed: \(error).")
        }
    }

    /// What folds the log is made good from it; the log itself is not.
    private static func damage(_ error: SQLiteError) -> LogFailure {
        let hint = "Make them anew from the log: onboard rebuild"
        if DataDirectory.isViewsFile(named: error.fileName) {
            return LogFailure(
                .damaged, "The read models cannot be read: \(error.explanation).", hint: hint)
        }
        if error.fileName == DataDirectory.FileName.auditIndex {
            return LogFailure(
                .damaged, "The audit index cannot be read: \(error.explanation).",
                hint: "Make it anew from the log: onboard rebuild audit")
        }
        return LogFailure(
            .damaged, "The ledger's file is damaged: \(error.explanation).",
            hint: "Restore a backup.")
    }

    /// A commit that fails for anything but a full disk leaves its outcome unknown.
    init(committing error: SQLiteError) {
        if error.code == .diskFull || error.code == .syncFailed {
            self.init(error)
        } else {
            self.init(
                .outcomeUnknown, "The commit failed: \(error).", hint: Self.restartHint)
        }
    }

    /// Nil for what SQLite did not say.
    package init?(ofStorage error: any Error) {
        guard let error = error as? SQLiteError else { return nil }
        self.init(error)
    }

    /// Turns what work on the ledger's files can throw into a failure of the log.
    package init(carrying error: any Error) {
        switch error {
        case let failure as LogFailure: self = failure
        case let error as SQLiteError: self.init(error)
        default: self.init(.inputOutput, "Working on the ledger failed: \(error).")
        }
    }
}

/// Runs what asks SQLite; what that throws becomes a failure of the log.
func storing<R>(_ body: () throws(SQLiteError) -> R) throws(LogFailure) -> R {
    do { return try body() } catch { throw LogFailure(error) }
}
