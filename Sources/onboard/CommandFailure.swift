import EventLog

/// What commands themselves find missing or impossible.
enum CommandFailure: Error, Sendable, Hashable {
    case noSuchStream(String)
    case noSuchVersion(stream: String, version: Int64, newest: Int64)
    case noSuchPosition(Int64, newest: Int64)
    case noSuchType(String, known: [String])
    case noSuchTypeVersion(String, Int, known: [Int])
    case noSuchKey(String)
    case noSuchErasure(String)
    /// The doctor found something wrong with these.
    case unwell([String])
    case noSuchFlow(String, known: [String])
    case noSuchField(String, known: [String])
    case fileUnreadable(String, reason: String)
    case fileUnwritable(String, reason: String)
    /// The system's gzip is missing, or did not like the file.
    case gzip(file: String, reason: String)
    case emptyTable(String)
    case noRebuildReport
    /// `--strict`, and a row was bad.
    case badRow(line: Int, reason: String)
    /// The demo found something other than what it played.
    case demo(String)
}

/// Nobody reads standard output any more: a reason to stop, and no error.
struct ReaderIsGone: Error {}
