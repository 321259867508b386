import Digest
import EventLog
import ReadModels

/// What a verification found in order (contracts L11, L18).
public struct VerificationReport: Sendable, Hashable {
    /// How many events were checked.
    public let eventCount: Int64
    /// The Merkle root over all events; nil when only the read models were asked for.
    public let root: SHA256Digest?
    public let views: [ViewReport]
}

/// How far a verification is.
public enum VerificationStep: Sendable, Hashable {
    case events, rows
}

/// Checks a ledger's files, also while another process writes them.
public enum LedgerVerification {
    /// What is checked.
    public enum Parts: Sendable, Hashable {
        /// The log's chain, then the read models.
        case everything
        case views
    }

    /// Recomputes every hash and compares every read model with a fresh fold; blocks.
    ///
    /// - Parameter progress: told how many of how many events or rows are checked.
    /// - Throws: `ChainDefect` or `ViewDefect` for the first thing that is wrong.
    public static func run(
        _ directory: DataDirectory, _ parts: Parts = .everything,
        progress: (VerificationStep, Int64, Int64) -> Void
    ) throws -> VerificationReport {
        var chain: (count: Int64, root: SHA256Digest)?
        if parts == .everything {
            let reader = try LogReader(directory: directory)
            let total = try reader.head().position.rawValue
            chain = try reader.verify(directory: directory, erasure: RecordedErasure.reading) {
                progress(.events, $0, total)
            }
            progress(.events, total, total)
        }
        var views = try ViewVerification(directory: directory, upcasting: .domain)
        let reports = try views.run { progress(.rows, $0, $1) }
        return VerificationReport(
            eventCount: chain?.count ?? 0, root: chain?.root, views: reports)
    }
}
