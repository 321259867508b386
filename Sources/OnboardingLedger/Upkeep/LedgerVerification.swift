import Digest
import EventLog
import ReadModels

/// What a verification found in order (contracts L11, L18).
public struct VerificationReport: Sendable, Hashable {
    public let eventCount: Int64
    /// The Merkle root over all events.
    public let root: SHA256Digest
    public let views: [ViewReport]
}

/// How far a verification is.
public enum VerificationStep: Sendable, Hashable {
    case events, rows
}

/// Checks a ledger's files, also while another process writes them.
public enum LedgerVerification {
    /// Recomputes every hash and compares every read model with a fresh fold; blocks.
    ///
    /// - Parameter progress: told how many of how many events or rows are checked.
    /// - Throws: `ChainDefect` or `ViewDefect` for the first thing that is wrong.
    public static func run(
        _ directory: DataDirectory, progress: (VerificationStep, Int64, Int64) -> Void
    ) throws -> VerificationReport {
        let reader = try LogReader(directory: directory)
        let total = try reader.head().position.rawValue
        let chain = try reader.verify(directory: directory) { progress(.events, $0, total) }
        progress(.events, total, total)
        var views = try ViewVerification(directory: directory, upcasting: .domain)
        let reports = try views.run { progress(.rows, $0, $1) }
        return VerificationReport(
            eventCount: chain.count, root: chain.root, views: reports)
    }
}
