import EventLog
import Synchronization
import Time

/// Runs the jobs, and knows when each ran last.
///
/// The last runs are kept in the vault, so that a run that a stop of the program fell upon is made
/// up at the next start: once, however many were missed.
public final class Jobs: Sendable {
    /// How many sessions one round of the expiry looks at.
    private static let roundCount = 1000

    public let ledger: Ledger
    private let wizards: Wizards
    private let effects: Effects
    private let turn = Turn()
    /// Nil until they are read from the vault.
    private let lastRuns = Mutex<[Job: Timestamp]?>(nil)

    /// - Parameter wizards: the ledger of these is the one that the jobs work on.
    public init(_ wizards: Wizards, _ effects: Effects) {
        ledger = wizards.ledger
        (self.wizards, self.effects) = (wizards, effects)
    }

    /// What became of a job that was due.
    public struct Report: Sendable {
        public let job: Job
        public let outcome: Result<JobOutcome, any Error>
    }

    // MARK: Running

    /// Runs the jobs that are due, one after the other; a job that fails is due again and keeps
    /// none of the others from running. None runs while an export is taken in.
    ///
    /// - Parameter isMoved: the clock was moved by hand: what is due every minute is due now.
    public func runDue(_ facts: RequestFacts, afterMove isMoved: Bool = false) async throws
        -> [Report]
    {
        try await turn.run {
            if try await ledger.isBeingRestored() { return [] }
            let known = try await knownRuns()
            let now = ledger.clock.now()
            var reports: [Report] = []
            for job in Job.allCases where !Task.isCancelled {
                let isDue = job.schedule.isDue(at: now, lastRun: known[job])
                guard isDue || (isMoved && job.schedule == .everyMinute) else { continue }
                let dueAt = job.schedule.lastDue(at: now)
                reports.append(Report(job: job, outcome: await outcome(of: job, dueAt, facts)))
            }
            try await note(reports.filter(\.isDone).map(\.job), at: now)
            return reports
        }
    }

    /// Runs one job now, due or not.
    public func run(_ job: Job, _ facts: RequestFacts, idempotency: IdempotencyKey? = nil)
        async throws -> Once<JobOutcome>
    {
        if let kept = try await ledger.keptOutcome(idempotency, JobOutcome.self) {
            return Once(value: kept, isReplay: true)
        }
        let now = ledger.clock.now()
        let outcome = try await perform(job, ledger.now, facts)
        try await note([job], at: now)
        return try await ledger.performOnce(idempotency) { _ in outcome }
    }

    /// A failure as a value: one job's must not end the round.
    private func outcome(
        of job: Job, _ dueAt: Timestamp, _ facts: RequestFacts
    ) async -> Result<JobOutcome, any Error> {
        do { return .success(try await perform(job, dueAt, facts)) } catch {
            return .failure(error)
        }
    }

    /// - Parameter dueAt: when the run was due, which may be hours ago: what a daily run does is
    ///   what it would have done then, however late it comes.
    private func perform(_ job: Job, _ dueAt: Timestamp, _ facts: RequestFacts) async throws
        -> JobOutcome
    {
        switch job {
        case .expireSessions: return JobOutcome(count: try await expireSessions(facts))
        case .cleanupAbandonedTenants:
            let closed = try await wizards.closeAbandoned(asOf: dueAt, facts)
            return JobOutcome(count: closed.count, subjects: closed)
        case .finishIdentitySyncs: return JobOutcome(count: try await wizards.finishSyncs(facts))
        case .retryEffects:
            return JobOutcome(count: try await effects.runDueEffects(now: ledger.now))
        case .purgeExpired:
            try await ledger.purgeExpired()
            return JobOutcome()
        }
    }

    private func expireSessions(_ facts: RequestFacts) async throws -> Int {
        let limit = Self.roundCount
        let signUps = try await inRounds {
            try await SignUps.expireOverdue(in: ledger, facts, limit: limit)
        }
        return try await signUps
            + inRounds { try await StepFlows.expireOverdue(in: ledger, facts, limit: limit) }
    }

    /// Until a round is not full or the task is cancelled; answers how many there were in all.
    private func inRounds(_ round: () async throws -> Int) async throws -> Int {
        var count = 0
        while !Task.isCancelled {
            let expired = try await round()
            count += expired
            if expired < Self.roundCount { break }
        }
        return count
    }

    // MARK: Last runs

    /// When each job ran last; those that never did are absent.
    public func runs() async throws -> [Job: Timestamp] { try await knownRuns() }

    /// From memory, or from the vault the first time.
    private func knownRuns() async throws -> [Job: Timestamp] {
        if let known = lastRuns.withLock({ $0 }) { return known }
        let stored = try await ledger.read { try $0.lastJobRuns() }
        return lastRuns.withLock { known in
            // A run by hand meanwhile is newer than what is stored.
            let merged = stored.merging(known ?? [:]) { max($0, $1) }
            known = merged
            return merged
        }
    }

    /// Remembers the runs and keeps them in the vault.
    private func note(_ jobs: [Job], at time: Timestamp) async throws {
        if jobs.isEmpty { return }
        _ = try await knownRuns()
        lastRuns.withLock { known in
            for job in jobs { known?[job] = time }
        }
        try await ledger.perform { transaction in
            try transaction.writeVault { vault in
                for job in jobs {
                    try vault.put(.job, Array(job.rawValue.utf8), time.vaultBytes)
                }
            }
        }
    }
}

extension Jobs.Report {
    fileprivate var isDone: Bool {
        if case .success = outcome { true } else { false }
    }
}

extension LedgerReader {
    /// When each job ran last; those that never did are absent.
    package func lastJobRuns() throws -> [Job: Timestamp] {
        var runs: [Job: Timestamp] = [:]
        for (key, value) in try log.vaultEntries(.job) {
            guard let job = Job(rawValue: String(decoding: key, as: UTF8.self)) else { continue }
            runs[job] = Timestamp(vaultBytes: value)
        }
        return runs
    }
}
