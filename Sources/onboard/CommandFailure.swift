import EventLog
import Glibc

/// What commands themselves find missing or impossible.
enum CommandFailure: Error, Sendable, Hashable {
    /// Nothing was ever recorded under the name.
    case noSuchStream(String)
    /// No stream, email, name or id is the text, or holds it.
    case nothingFound(String)
    /// The text may mean any of them, which were listed.
    case severalSubjects(String, count: Int, hasMore: Bool)
    /// The stream has not come so far.
    case noSuchVersion(stream: String, version: Int64, newest: Int64)
    /// The log has not come so far.
    case noSuchPosition(Int64, newest: Int64)
    /// No event type of this program has the name.
    case noSuchType(String, known: [String])
    /// The event type has other schema versions.
    case noSuchTypeVersion(String, Int, known: [Int])
    /// The new API key of this id could not be written, and was revoked.
    case keyNotShown(String)
    /// No API key has the id, or is the key itself.
    case noSuchKey(String)
    /// No erasure has the id.
    case noSuchErasure(String)
    /// The doctor found something wrong with these.
    case unwell([String])
    /// No flow has the id, built in or declared.
    case noSuchFlow(String, known: [String])
    /// The flow file that was to be checked has these mistakes.
    case wrongFlowFile([String])
    /// The stream never had the field.
    case noSuchField(String, known: [String])
    /// The stream has no such field; that it had one may have gone with the erasures, which these
    /// sentences tell of.
    case noFieldLeft(String, erasures: [String])
    /// The file to be checked holds no proof.
    case noProof(String, reason: String)
    /// No group of the question has the key.
    case noSuchGroup(String)
    /// A file that the command line names cannot be read.
    case fileUnreadable(String, reason: String)
    /// A file, or standard output, does not take what is written.
    case fileUnwritable(String, reason: String)
    /// There is no room for a file that is being written.
    case fileWithoutRoom(String)
    /// The system's gzip is missing, or did not like the file.
    case gzip(file: String, reason: String)
    /// Nothing was rebuilt in the directory yet.
    case noRebuildReport
    /// A line of an export, or of rows, that is none: it is longer than any would be.
    case lineTooLong(line: Int, bytesMax: Int)
    /// `--strict`, and a row was bad.
    case badRow(line: Int, reason: String)
    /// The demo found something other than what it played.
    case demo(String)
}

extension CommandFailure {
    /// A file that could not be written; the system's code is that of the last call on this thread
    /// where none is given.
    static func fileFailed(_ path: String, code: Int32 = errno) -> CommandFailure {
        code == ENOSPC || code == EDQUOT
            ? .fileWithoutRoom(path) : .fileUnwritable(path, reason: SystemText.of(code))
    }
}

/// Nobody reads standard output any more: a reason to stop, and no error.
struct ReaderIsGone: Error {}
