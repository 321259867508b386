/// A failure of storage, with what to do about it.
public struct LogFailure: Error, Sendable {
    /// Behind `storage.` its raw value is the code that clients and scripts see.
    public enum Code: String, Sendable, CaseIterable {
        /// No space: nothing was written, reading goes on.
        case diskFull = "disk_full"
        /// A sync failed: whether the last events are there is unknown until a restart.
        case outcomeUnknown = "outcome_unknown"
        /// Another process serves this directory.
        case inUse = "in_use"
        /// The directory or a file in it cannot be written, or not even be looked at.
        case notWritable = "not_writable"
        /// The files were written by a newer version of this program.
        case newerFormat = "newer_format"
        /// The log ends before, or disagrees with, its anchor.
        case anchorMismatch = "anchor_mismatch"
        /// Events contradict each other or the file's pages do.
        case damaged
        /// There is no ledger here.
        case absent
        /// The log's file was moved, replaced or removed while it is open: nothing was written.
        case moved
        /// The queue to the writer is full.
        case overloaded = "queue_full"
        /// The ledger is closed or closing.
        case closed = "closing"
        /// Reading or writing failed for another reason.
        case inputOutput = "failed"
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
