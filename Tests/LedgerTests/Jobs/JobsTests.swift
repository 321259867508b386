import JSON
import Onboarding
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger

/// When jobs run, and that missed runs are made up once.
struct JobsTests {
    private let test: TestWizards
    private let jobs: Jobs

    init() throws {
        test = try TestWizards()
        jobs = Self.jobs(test)
    }

    private static let everyMinute: [Job] = [
        .expireSessions, .finishIdentitySyncs, .retryEffects, .purgeExpired,
    ]

    private static func jobs(_ test: TestWizards) -> Jobs {
        Jobs(test.wizards, test.effects)
    }

    private func due(_ jobs: Jobs? = nil) async throws -> [Job] {
        try await (jobs ?? self.jobs).runDue(TestWizards.facts).map(\.job)
    }

    @Test func `all run at the first start, and then each when it is due`() async throws {
        // The test's clock stands at noon.
        try await expectEqual(due(), Job.allCases)
        try await expectEqual(due(), [])
        test.home.clock.advance(seconds: 60)
        try await expectEqual(due(), Self.everyMinute)
        test.home.clock.advance(seconds: 14 * 3600 - 61)
        try await expectEqual(due(), Self.everyMinute)
        test.home.clock.advance(seconds: 1)
        try await expectEqual(due(), Job.allCases)
        test.home.clock.advance(seconds: 3600)
        try await expectFalse(due().contains(.cleanupAbandonedTenants))
    }

    @Test(.timeLimit(.minutes(1)))
    func `a rebuild that runs holds up no job, and what waits for its end is made up (L14)`()
        async throws
    {
        let ledger = test.home.ledger
        try await ledger.lane.performBetweenBatches { desk in
            try desk.log.begin()
            desk.log.beginCommand()
            try desk.log.markUnscrubbed()
            try desk.log.keepCommand()
            try desk.log.commit()
        }
        await ledger.rebuilds.turn.take()
        try await expectEqual(due(), Job.allCases)
        try await expectTrue(ledger.read { try $0.log.isUnscrubbed() })
        ledger.rebuilds.turn.giveBack()
        test.home.clock.advance(seconds: 60)
        try await expectEqual(due(), Self.everyMinute)
        try await expectFalse(ledger.read { try $0.log.isUnscrubbed() })
    }

    @Test func `after a stop over three nights the daily job runs once at the start`()
        async throws
    {
        _ = try await due()
        test.home.clock.advance(seconds: 3 * 86_400)
        let started = TestWizards(try test.home.reopen())
        let jobs = Self.jobs(started)
        try await expectTrue(due(jobs).contains(.cleanupAbandonedTenants))
        try await expectEqual(due(jobs), [])
        let again = TestWizards(try started.home.reopen())
        try await expectEqual(due(Self.jobs(again)), [])
    }

    @Test func `a run by hand counts`() async throws {
        _ = try await due()
        test.home.clock.advance(seconds: 15 * 3600)
        _ = try await jobs.run(.cleanupAbandonedTenants, TestWizards.facts)
        try await expectFalse(due().contains(.cleanupAbandonedTenants))
    }

    @Test func `a clock that was set back owes a run`() {
        let schedule = JobSchedule.daily(hour: 2)
        expectTrue(schedule.isDue(at: noon, lastRun: noon.adding(seconds: 86_400)))
        expectFalse(schedule.isDue(at: noon, lastRun: noon.adding(seconds: -3600)))
        expectTrue(schedule.isDue(at: noon, lastRun: noon.adding(seconds: -11 * 3600)))
        expectEqual(schedule.nextDue(after: noon), noon.adding(seconds: 14 * 3600))
    }

    @Test func `a moved clock makes what is due every minute due now`() async throws {
        _ = try await due()
        let reports = try await jobs.runDue(TestWizards.facts, afterMove: true)
        expectEqual(reports.map(\.job), Self.everyMinute)
    }

    @Test func `two hundred looks at once run each job once`() async throws {
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<200 { group.addTask { try await due().count } }
            return try await group.reduce(into: [Int]()) { $0.append($1) }
        }
        expectEqual(counts.reduce(0, +), Job.allCases.count)
    }

    @Test func `the daily job names the tenants that it closed`() async throws {
        let id = try await test.initialize().tenantID
        _ = try await due()
        test.home.clock.advance(seconds: 8 * 86_400)
        let reports = try await jobs.runDue(TestWizards.facts)
        let report = try required(reports.first { $0.job == .cleanupAbandonedTenants })
        try expectEqual(report.outcome.get(), JobOutcome(count: 1, subjects: [id]))
    }

    @Test func `a completion that a stop cut short is told of by the minute's job`() async throws {
        let id = try await test.initialize().tenantID
        _ = try await test.ledger.perform { transaction in
            let tenant = try Wizards.tenant(id: id, transaction)
            return try Wizards.run(.complete(isOwner: true), tenant, .test, transaction).count
        }
        _ = try await due()
        expectEqual(test.identity.notices.map(\.tenantID), [id])
    }

    @Test func `last runs can be read beside a server`() async throws {
        try await expectEqual(test.ledger.read { try $0.lastJobRuns() }, [:])
        _ = try await due()
        let runs = try LedgerReader(directory: test.home.directory).lastJobRuns()
        expectTrue(runs.count == Job.allCases.count && runs.values.allSatisfy { $0 == noon })
    }
}
