import SQLite

/// A failure of storage, with what to do about it.
public struct LogFailure: Error, Sendable {
    public enum Code: String, Sendable, CaseIterable {
        /// No space: nothing was written, reading goes on.
        case diskFull
        /// A sync failed: whether the last events are there is unknown until a restart.
        case outcomeUnknown
        /// Another process serves this directory.
        case inUse
        /// The directory or a file in it cannot be written, or not even be looked at.
        case notWritable
        /// The files were written by a newer version of this program.
        case newerFormat
        /// The log ends before, or disagrees with, its anchor.
        case anchorMismatch
        /// Events contradict each other or the file's pages do.
        case damaged
        /// There is no ledger here.
        case absent
        /// The log's file was moved, replaced or removed while it is open: nothing was written.
        case moved
        /// The queue to the writer is full.
        case overloaded
        /// The ledger is closed or closing.
        case closed
        /// Reading or writing failed for another reason.
        case inputOutput
    }

    /// What a caller decides by; the texts are for people.
    public let code: Code
    /// What happened, in a sentence, without personal data.
    public let explanation: String
    /// What to do about it: a command or an action; empty when nothing helps.
    public let hint: String

    public init(_ code: Code, _ explanation: String, hint: String = "") {
        self.code = code
        self.explanation = explanation
        self.hint = hint
    }

    /// True when the same call may succeed later: once others' calls are done, or space is free.
    public var isRetryable: Bool { code == .diskFull || code == .overloaded }
}

extension LogFailure: CustomStringConvertible {
    public var description: String { hint.isEmpty ? explanation : "\(explanation) \(hint)" }
}

extension LogFailure {
    private static let restartHint =
        "Restart; a repeated request with its idempotency key finds out."

    /// The one place where SQLite's codes become the log's.
    package init(_ error: SQLiteError) {
        switch error.code {
        case .diskFull:
            self.init(.diskFull, "The disk is full.", hint: "Free some space; reading goes on.")
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
package func storing<R>(_ body: () throws(SQLiteError) -> R) throws(LogFailure) -> R {
    do { return try body() } catch { throw LogFailure(error) }
}
