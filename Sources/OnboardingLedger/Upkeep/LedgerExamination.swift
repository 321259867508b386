import EventLog
import Foundation
import Glibc
import JSON
import Onboarding
import ReadModels
import Time

/// What an examination found of one thing, and what to do about it.
public struct ExaminationFinding: Sendable, Hashable {
    /// How a thing stands.
    public enum Standing: String, Sendable {
        /// As it should be.
        case ok
        /// Works, and should be looked at.
        case warning
        /// Does not work, or is not safe.
        case wrong
    }

    /// What was looked at: a stable word.
    public let subject: String
    public let standing: Standing
    public let text: String
    /// A command, or an action; empty when all is well.
    public let remedy: String

    public init(_ subject: String, _ standing: Standing, _ text: String, remedy: String = "") {
        (self.subject, self.standing, self.text, self.remedy) = (subject, standing, text, remedy)
    }

    /// That all is well.
    public init(_ subject: String, _ text: String) { self.init(subject, .ok, text) }
}

/// Looks a ledger's directory over, also while another process serves it (contract L16).
public struct LedgerExamination {
    private let directory: DataDirectory
    private let clock: any WallClock

    public init(_ directory: DataDirectory, clock: any WallClock = SystemClock()) {
        (self.directory, self.clock) = (directory, clock)
    }

    /// Everything that can be found without changing anything; blocks for as long as reading the
    /// log's pages takes.
    public func run() -> [ExaminationFinding] {
        do { try directory.requireLedger() } catch {
            return [Self.failed("files", error)]
        }
        let looks: [(String, (LedgerReader) throws -> ExaminationFinding)] = [
            ("integrity", integrity), ("anchor", anchor), ("clock", clockStanding),
            ("erasure", erasure), ("effects", effects), ("subscriptions", subscriptions),
            ("restore", restore), ("views", views), ("audit", auditIndex),
        ]
        return modes() + access() + [space()]
            + reading { reader in
                looks.map { subject, look in
                    do { return try look(reader) } catch { return Self.failed(subject, error) }
                }
            }
    }

    /// Opens the files for the checks; that they cannot be opened is a finding of its own.
    private func reading(_ body: (LedgerReader) throws -> [ExaminationFinding])
        -> [ExaminationFinding]
    {
        do { return try body(try LedgerReader(directory: directory)) } catch {
            return [Self.failed("files", error)]
        }
    }

    /// That a look could not be had; the others go on.
    private static func failed(_ subject: String, _ error: any Error) -> ExaminationFinding {
        let failure = LogFailure(carrying: error)
        return ExaminationFinding(
            subject, .wrong, failure.explanation,
            remedy: failure.hint.isEmpty ? "onboard verify" : failure.hint)
    }

    // MARK: Files

    /// Directory and files must be closed to everybody but their owner.
    private func modes() -> [ExaminationFinding] {
        var findings: [ExaminationFinding] = []
        if let mode = Self.mode(directory.path), mode & 0o077 != 0 {
            findings.append(
                ExaminationFinding(
                    "modes", .wrong, "Others may look into \(directory.path).",
                    remedy: "chmod 700 \(directory.path)"))
        }
        for path in directory.ledgerFiles where !Self.isDirectory(path) {
            guard let mode = Self.mode(path), mode & 0o077 != 0 else { continue }
            let name = URL(filePath: path).lastPathComponent
            findings.append(
                ExaminationFinding(
                    "modes", .wrong, "Others may open \(name).", remedy: "chmod 600 \(path)"))
        }
        if !findings.isEmpty { return findings }
        return [ExaminationFinding("modes", "Directory and files are their owner's alone.")]
    }

    /// A server writes all of them, and makes more beside them.
    private func access() -> [ExaminationFinding] {
        let files = directory.ledgerFiles.map { ($0, R_OK | W_OK) }
        return ([(directory.path, R_OK | W_OK | X_OK)] + files).compactMap { path, wanted in
            if path != directory.path, Self.isDirectory(path) {
                return ExaminationFinding(
                    "files", .wrong, "\(path) is a directory, and a file belongs there.",
                    remedy: "Move it elsewhere: mv \(path) ELSEWHERE")
            }
            guard unsafe Glibc.access(path, wanted) != 0 else { return nil }
            return ExaminationFinding(
                "files", .wrong, "\(path) cannot be read and written: \(Errno.text).",
                remedy: "Check owner and permissions: ls -la \(directory.path)")
        }
    }

    private static func isDirectory(_ path: String) -> Bool {
        var facts = stat()
        return unsafe stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    /// The permission bits; nil when there is no such file.
    private static func mode(_ path: String) -> mode_t? {
        var facts = stat()
        return unsafe stat(path, &facts) == 0 ? facts.st_mode & 0o777 : nil
    }

    /// Room for the write-ahead logs and a rebuild: as much as the log itself, at least 256 MB.
    private func space() -> ExaminationFinding {
        guard let free = directory.freeByteCount else {
            return ExaminationFinding("space", .warning, "The disk's space cannot be told.")
        }
        var log = stat()
        let logBytes = unsafe stat(directory.ledgerFile, &log) == 0 ? Int64(log.st_size) : 0
        let (freeText, needed) = ("\(free >> 20) MB free", max(256 << 20, logBytes))
        if free < 16 << 20 {
            return ExaminationFinding(
                "space", .wrong, "\(freeText): writing is about to stop.",
                remedy: "Free some space: df \(directory.path)")
        }
        if free < needed {
            return ExaminationFinding(
                "space", .warning, "\(freeText): a rebuild or a backup may not fit.",
                remedy: "df \(directory.path)")
        }
        return ExaminationFinding("space", freeText + ".")
    }

    // MARK: The log

    /// SQLite's own check of the file's pages and indexes, which knows nothing of hashes:
    /// `onboard verify` does.
    private func integrity(_ reader: LedgerReader) throws -> ExaminationFinding {
        if let damage = try reader.log.damage() {
            return ExaminationFinding(
                "integrity", .wrong, "The log's file is damaged: \(damage).",
                remedy: "onboard backup DIR, then onboard restore DIR --data NEW")
        }
        if let part = try reader.log.foreignPart() {
            return ExaminationFinding(
                "integrity", .wrong, "The log's file is not made as a ledger's is: \(part).",
                remedy: "onboard backup DIR, then onboard restore DIR --data NEW")
        }
        let head = try reader.log.head()
        return ExaminationFinding(
            "integrity", "The log's pages are whole; \(head.position) events.")
    }

    /// Whether the log still has what was once on disk.
    private func anchor(_ reader: LedgerReader) throws -> ExaminationFinding {
        let isThere: Bool
        do { isThere = try reader.log.checkAnchor(in: directory) } catch let failure as LogFailure {
            return ExaminationFinding(
                "anchor", .wrong, failure.explanation, remedy: failure.hint)
        }
        if !isThere {
            return ExaminationFinding(
                "anchor", .warning,
                "There is no anchor: nobody can tell whether the log's end was cut off.",
                remedy: "Compare with a published head: onboard verify --size N --root HEX")
        }
        return ExaminationFinding("anchor", "The log reaches its anchor.")
    }

    /// A clock behind the log is harmless for a moment and wrong beyond a minute.
    private func clockStanding(_ reader: LedgerReader) throws -> ExaminationFinding {
        // The clock is asked after the log: a server beside may record at any moment.
        let last = try reader.log.head().recordedAt
        let now = clock.now()
        guard let last, last > now else {
            return ExaminationFinding("clock", "The clock is not behind the log.")
        }
        let seconds = (last - now) / 1000
        return ExaminationFinding(
            "clock", seconds > 60 ? .wrong : .warning,
            "The clock is \(seconds) s behind the last event: new ones get times from there on.",
            remedy: "If the clock is wrong, set it: timedatectl set-ntp true. If it is right, it "
                + "was ahead once, as dev mode's may be: times are right once it has caught up")
    }

    /// Whether an erasure's last step was cut short, or is under way.
    private func erasure(_ reader: LedgerReader) throws -> ExaminationFinding {
        guard try reader.log.isUnscrubbed() else {
            return ExaminationFinding("erasure", "No erasure is unfinished.")
        }
        if let holder = try DirectoryLock.holder(of: directory) {
            return ExaminationFinding(
                "erasure", .warning,
                "The files may still hold what was erased: \(holder) is to make them clean.",
                remedy: "Look again in a minute; if it stays so, restart that process.")
        }
        return ExaminationFinding(
            "erasure", .wrong, "The files may still hold what was erased.",
            remedy: "Run the erasure again, or restart: onboard erase SUBJECT --reason TEXT")
    }

    /// Three attempts fail within minutes; an hour past its time, nobody attempts it. What was
    /// given up is told for a week. A single mistyped address is told, too.
    private func effects(_ reader: LedgerReader) throws -> ExaminationFinding {
        let now = clock.now()
        let stuck = try reader.log.stuckEffectCount(
            attemptsMin: 3, dueBefore: now.adding(seconds: -3600))
        if stuck > 0 {
            return ExaminationFinding(
                "effects", .warning, "\(stuck) effects, such as mails, do not get through.",
                remedy: "onboard log --type EffectFailed")
        }
        var filter = EventFilter()
        filter.types = [EventKind.effectAbandoned.rawValue]
        filter.since = now.adding(seconds: -7 * 86_400)
        var abandoned = 0
        try reader.audit.forEachEvent(matching: filter) { event in
            let attempts = try JSONValue(parsing: event.data)["attempts"]?.intValue ?? 0
            if attempts >= RetryPolicy.givenUpAttemptsMin { abandoned += 1 }
        }
        guard abandoned > 0 else { return ExaminationFinding("effects", "No effect is stuck.") }
        return ExaminationFinding(
            "effects", .warning,
            "\(abandoned) effects, such as mails, were given up within a week: nobody has them.",
            remedy: "onboard log --type EffectAbandoned")
    }

    /// A provider reports each renewal and each end, and repeats it for days: a week past the end
    /// of what is paid, reports were lost.
    private func subscriptions(_ reader: LedgerReader) throws -> ExaminationFinding {
        if directory.isBackup {
            return ExaminationFinding("subscriptions", "A backup is not looked through.")
        }
        // That models cannot be asked is their own finding.
        let overdue = try? reader.views().overdueSubscriptions(
            endedBefore: clock.now().adding(seconds: -7 * 86_400))
        guard let overdue else {
            return ExaminationFinding("subscriptions", "The read models cannot be asked.")
        }
        guard let first = overdue.first else {
            return ExaminationFinding("subscriptions", "No subscription is past its end.")
        }
        return ExaminationFinding(
            "subscriptions", .warning,
            "\(overdue.count) subscriptions ended over a week ago, and nobody reported a renewal "
                + "or an end: webhooks may be lost. The first is of \(first).",
            remedy: "onboard reconcile")
    }

    /// Whether an export was taken in to its end.
    private func restore(_ reader: LedgerReader) throws -> ExaminationFinding {
        guard try reader.isBeingRestored(at: clock.now()) else {
            return ExaminationFinding("restore", "No export is half taken in.")
        }
        return ExaminationFinding(
            "restore", .warning,
            "An export is being taken in, or was cut short: jobs and effects wait until it is "
                + "over, anything else is recorded, or a day has passed.",
            remedy: "Run it again: onboard import --jsonl FILE")
    }

    // MARK: The read models

    /// How far the slowest read model is behind, and whether all are made as this program does.
    private func views(_ reader: LedgerReader) throws -> ExaminationFinding {
        if directory.isBackup {
            return ExaminationFinding("views", "A backup has none; restoring it makes them.")
        }
        if let damage = try reader.views().damage() {
            return ExaminationFinding(
                "views", .wrong, "The read models' file is damaged: \(damage).",
                remedy: "onboard rebuild")
        }
        if let ahead = try reader.viewsAhead() {
            return ExaminationFinding("views", .wrong, ahead.sentence, remedy: ahead.hint)
        }
        let head = try reader.log.head().position.rawValue
        let behind =
            try ViewName.allCases.map { view in
                head - (try reader.views().checkpoint(view) ?? 0)
            }.max() ?? 0
        if try reader.eventsWithoutViews() != nil {
            return ExaminationFinding(
                "views", .wrong, "The read models hold none of the log's \(behind) events.",
                remedy: "onboard rebuild")
        }
        if behind > 0 {
            return ExaminationFinding(
                "views", .warning, "The read models are \(behind) events behind the log.",
                remedy: "onboard rebuild")
        }
        let outdated = try reader.outdatedModels()
        if !outdated.isEmpty {
            let names = outdated.map(\.rawValue).joined(separator: ", ")
            return ExaminationFinding(
                "views", .warning,
                "Another definition made a read model: \(names). It serves until it is made anew.",
                remedy: "onboard rebuild")
        }
        return ExaminationFinding("views", "The read models are current.")
    }

    /// Whether it is believed; whether it is right, a verification says.
    private func auditIndex(_ reader: LedgerReader) throws -> ExaminationFinding {
        let head = try reader.log.head().position
        guard let through = try AuditVerification.indexedThrough(directory, reader.log) else {
            return ExaminationFinding(
                "audit", .warning, "The audit index cannot be used: audits walk the log.",
                remedy: "onboard rebuild audit")
        }
        return ExaminationFinding(
            "audit", "The audit index has \(through) of \(head) events; the rest is walked.")
    }
}

extension LedgerExamination {
    /// Jobs that should have run, on a machine where somebody serves the ledger.
    public func jobs() -> [ExaminationFinding] {
        reading { reader in
            let (runs, now) = (try reader.lastJobRuns(), clock.now())
            return Job.allCases.compactMap { job in
                // A round later than the last one due: the one that is due now may be under way.
                let missed = job.schedule.lastDue(
                    at: job.schedule.lastDue(at: now).adding(milliseconds: -1))
                guard let last = runs[job], last < missed else { return nil }
                return ExaminationFinding(
                    "jobs", .warning, "\(job.rawValue) ran last at \(last.rfc3339).",
                    remedy: "onboard jobs run \(job.rawValue)")
            }
        }
    }
}
