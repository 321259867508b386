import Digest
import EventLog
import ReadModels
import Time

/// What a verification checks at a time.
public enum VerificationPhase: String, Sendable, CaseIterable {
    /// The log's hashes, names, tree and anchor; counted in events.
    case log
    /// The audit index, beside a walk over the log of its own; counted in events.
    case audit
    /// What follows from the log: rows, unique keys and journeys; counted in streams.
    case folds
}

/// What is to be checked.
public struct VerificationRequest: Sendable, Hashable {
    /// Leaves out the log itself.
    public var isViewsOnly: Bool
    /// A size and Merkle root that the log must extend: what was published then finds a log that
    /// was rolled back or made anew as a whole.
    public var published: PublishedHead?

    /// A size and root as they were written down elsewhere.
    public struct PublishedHead: Sendable, Hashable {
        public var size: GlobalPosition
        public var root: SHA256Digest

        public init(size: GlobalPosition, root: SHA256Digest) {
            (self.size, self.root) = (size, root)
        }
    }

    public init(isViewsOnly: Bool = false, published: PublishedHead? = nil) {
        (self.isViewsOnly, self.published) = (isViewsOnly, published)
    }
}

public typealias VerificationStep = WorkStep<VerificationPhase>

/// Checks a ledger's files, also while another process writes them.
public enum LedgerVerification {
    /// Recomputes every hash and compares rows and unique keys with a fresh fold; blocks. Of a
    /// backup, which has no read models, only the log is checked, whatever was asked.
    ///
    /// - Parameter progress: told how far it is; what it throws ends the work.
    /// - Throws: `ChainDefect`, `ViewDefect`, `ClaimDefect`, `JourneyDefect`, `AuditDefect` or
    ///   `EffectDefect` for the first thing that is wrong; `BackupRefusal.differs` for a backup
    ///   that is not what its manifest says.
    public static func run(
        _ directory: DataDirectory, _ request: VerificationRequest = VerificationRequest(),
        progress: (VerificationStep) throws -> Void = { _ in }
    ) throws -> VerificationReport {
        let reader = try LogReader(directory: directory)
        let audit = AuditVerification(directory, reader)
        var log: VerifiedLog?
        if !request.isViewsOnly || directory.isBackup {
            do {
                log = try reader.verify(
                    directory: directory, erasures: RecordedErasure.reading,
                    published: request.published.map { (size: $0.size, root: $0.root) },
                    watching: { try audit.take($0) },
                    progress: { try progress(VerificationStep(phase: .log, done: $0, total: $1)) })
            } catch let defect as ChainDefect { throw try told(defect, reader) }
            try reader.checkFile()
            try EffectVerification(reader: reader).run()
        }
        if request.isViewsOnly {
            let total = audit.through
            try reader.scan(after: 0, through: total) { row in
                try audit.take(row)
                if row.position % 4096 == 0 {
                    try progress(VerificationStep(phase: .audit, done: row.position, total: total))
                }
                return true
            }
        }
        if let log, directory.isBackup {
            let backup = try LedgerBackup(at: directory.path)
            // One that was written to since is a ledger, and misses its read models.
            if log.eventCount <= backup.size.rawValue {
                guard log.eventCount == backup.size.rawValue, log.root == backup.root else {
                    throw BackupRefusal.differs(directory.path)
                }
                return VerificationReport(
                    log: log, views: [], claimCount: 0, journeys: [],
                    auditIndexedThrough: .start, isBackup: true)
            }
        }
        let views = ViewVerification(directory: directory, upcasting: .domain)
        let folds = try views.run {
            try progress(VerificationStep(phase: .folds, done: $0, total: $1))
        }
        return VerificationReport(
            log: log, views: folds.views, claimCount: folds.claimCount, journeys: folds.journeys,
            auditIndexedThrough: try audit.finish())
    }

    /// Of what was erased in an export that was cut short, the telling may be in its rest.
    private static func told(_ defect: ChainDefect, _ reader: LogReader) throws -> ChainDefect {
        guard defect.kind == .unexplainedErasure, try reader.isHalfTakenIn() else { return defect }
        return ChainDefect(
            kind: .halfTakenErasure, position: defect.position,
            explanation: "\(defect.explanation) yet")
    }
}

/// What a verification came to.
public struct VerificationOutcome: Sendable, Hashable {
    public let request: VerificationRequest
    public let startedAt: Timestamp
    /// How long it took.
    public let seconds: Double
    /// What was found in order, or the first thing that is not.
    public let result: Result<VerificationReport, LedgerDefect>
}

public typealias VerificationStatus =
    WorkStatus<VerificationRequest, VerificationPhase, VerificationOutcome>
