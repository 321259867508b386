import Digest
import JSON
import Onboarding
import SQLite
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger

/// A5, A6 and A7 on a real ledger.
struct WizardTenantTests {
    private let test: TestWizards

    init() throws { test = try TestWizards() }

    @Test func `initializing makes a tenant that the user owns`() async throws {
        let made = try await test.initialize()
        expectTrue(made.isNew)
        try await expectEqual(
            test.types(.tenant(made.tenantID)),
            [
                "WorkspaceCreated", "CompanyInitialized",
            ])
        let progress = try await test.wizards.progress(of: "u1")
        expectTrue(progress.tenantID == made.tenantID && progress.status == .inProgress)
        expectEqual(progress.version, .empty)
    }

    @Test func `initializing twice answers the same tenant`() async throws {
        let made = try await test.initialize()
        let again = try await test.initialize()
        expectEqual(again, TenantOutcome(tenantID: made.tenantID, isNew: false, version: 2))
        try await expectEqual(test.ledger.version(of: .tenant(made.tenantID)), 2)
    }

    @Test func `two hundred that initialize at once find one tenant`() async throws {
        let ids = try await withThrowingTaskGroup(of: TenantOutcome.self) { group in
            for _ in 0..<200 { group.addTask { try await test.initialize() } }
            return try await group.reduce(into: [TenantOutcome]()) { $0.append($1) }
        }
        expectEqual(Set(ids.map(\.tenantID)).count, 1)
        expectEqual(ids.filter(\.isNew).count, 1)
    }

    @Test func `completing makes everything in one append and tells the provider`() async throws {
        let id = try await test.initialize().tenantID
        let completed = try await test.complete().value
        expectEqual(completed, TenantOutcome(tenantID: id, isNew: true, version: 6))
        let events = try await test.ledger.events(of: .tenant(id), limit: 100)
        expectEqual(
            events.map(\.type.name),
            [
                "WorkspaceCreated", "CompanyInitialized", "OnboardingCompleted",
                "ChartOfAccountsCreated", "FiscalYearOpened", "IdentitySynced",
            ])
        expectEqual(Set(events[2...4].map(\.recordedAt)).count, 1)
        expectEqual(test.identity.notices, [IdentityNotice(userID: "u1", tenantID: id)])
        try await expectEqual(test.wizards.status(of: "u1"), .completed)
        expectEqual(events.last?.actor, EventActor(kind: .system, id: "identity-sync"))
    }

    /// As `onboard show` looks for an email that no read model has.
    @Test func `who came with a token is found by its email`() async throws {
        var facts = RequestFacts(requestID: "request-7")
        facts.provenEmail = ProvenEmail("ada@example.org", saidAt: nil)
        _ = try await test.wizards.saveStep(
            Wizards.SaveRequest(
                userID: "u1", step: 0, data: ["entityName": "Engines"], version: 0, facts: facts))
        try await test.save(0, ["entityName": "Others"], version: 0, user: "u2")
        let id = try await test.initialize().tenantID
        let found = try await test.ledger.read { try $0.subjects(ofEmail: "ada@example.org") }
        expectEqual(found.map(\.name), ["wizard-u1", "tenant-\(id)"])
        let none = try await test.ledger.read { try $0.subjects(ofEmail: "eve@example.org") }
        expectEqual(none.map(\.name), [])
        _ = try await test.ledger.erase(
            ErasureRequest(
                subject: "ada@example.org", reason: "asked",
                actor: .init(kind: .admin, id: "admin-1"), requestID: "request-8"))
        let erased = try await test.ledger.read { try $0.subjects(ofEmail: "ada@example.org") }
        expectEqual(erased.map(\.name), [], "what is kept of it is for another erasure only")
    }

    /// Who asked may have been erased while the provider was told (L14).
    @Test func `the provider's answer is recorded without where the person asked from`()
        async throws
    {
        let id = try await test.initialize().tenantID
        let facts = RequestFacts(
            requestID: "request-9", ipAddress: "192.0.2.1", userAgent: "curl/8",
            traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        _ = try await test.wizards.complete(
            TenantRequest(actor: EventActor(kind: .user, id: "u1"), facts: facts))
        let events = try await test.ledger.events(of: .tenant(id), limit: 100)
        expectNotNil(events.first { $0.type.name == "OnboardingCompleted" }?.origin)
        let told = try required(events.last)
        expectTrue(told.type.name == "IdentitySynced" && told.origin == nil)
        expectEqual(told.correlationID, "request-9")
    }

    @Test func `completing twice tells nobody again`() async throws {
        let id = try await test.initialize().tenantID
        try await test.complete()
        try await expectEqual(
            test.complete().value, TenantOutcome(tenantID: id, isNew: false, version: 6))
        expectEqual(test.identity.callCount, 1)
    }

    @Test func `a failing provider puts the tenant back and a retry works`() async throws {
        let id = try await test.initialize().tenantID
        test.identity.failNext(1)
        await #expect(throws: WizardRejection.identitySyncFailed) { try await test.complete() }
        let failed = try await test.company(id)
        expectTrue(failed.onboardingStatus == .inProgress && failed.completedAt == nil)
        try await expectTrue(test.complete().value.isNew)
        let state = try await test.company(id)
        expectTrue(state.onboardingStatus == .completed && state.identitySync == .synced)
        try await expectEqual(
            test.types(.tenant(id)).dropFirst(2),
            [
                "OnboardingCompleted", "ChartOfAccountsCreated", "FiscalYearOpened",
                "IdentitySyncFailed", "OnboardingCompleted", "IdentitySynced",
            ])
    }

    @Test func `a key keeps the answer only once the provider took the news`() async throws {
        try await test.initialize()
        let key = IdempotencyKey(scope: "complete u1", key: "k", fingerprint: SHA256.hash([1]))
        test.identity.failNext(1)
        await #expect(throws: WizardRejection.identitySyncFailed) {
            try await test.complete(key: key)
        }
        let first = try await test.complete(key: key)
        expectTrue(!first.isReplay && first.value.isNew)
        let again = try await test.complete(key: key)
        expectTrue(again.isReplay && again.value == first.value)
        expectEqual(test.identity.callCount, 2)
    }

    @Test func `two hundred that complete at once share one call`() async throws {
        let id = try await test.initialize().tenantID
        let outcomes = try await withThrowingTaskGroup(of: TenantOutcome.self) { group in
            for _ in 0..<200 { group.addTask { try await test.complete().value } }
            return try await group.reduce(into: [TenantOutcome]()) { $0.append($1) }
        }
        expectEqual(outcomes.filter(\.isNew).count, 1)
        expectEqual(test.identity.callCount, 1)
        try await expectEqual(test.ledger.version(of: .tenant(id)), 6)
    }

    @Test func `only the owner completes, and only what was initialized`() async throws {
        await #expect(throws: WizardRejection.notInitialized) { try await test.complete() }
        let id = try await test.initialize().tenantID
        await #expect(throws: WizardRejection.tenantNotFound) {
            try await test.complete("u2", tenant: id)
        }
        try await test.join("u3", id)
        for name in [id, nil] {
            await #expect(throws: WizardRejection.notOwner) {
                try await test.complete("u3", tenant: name)
            }
        }
        await #expect(throws: WizardRejection.tenantNotFound) {
            try await test.complete(tenant: "nobody")
        }
        try await expectEqual(test.complete(tenant: id).value.tenantID, id)
    }

    @Test func `a completion that a stop cut short is told of at the next start`() async throws {
        let id = try await test.initialize().tenantID
        _ = try await test.ledger.perform { transaction in
            let tenant = try Wizards.tenant(id: id, transaction)
            return try Wizards.run(
                .complete(isOwner: true), tenant, .test, transaction
            ).count
        }
        let home = try test.home.reopen()
        let started = TestWizards(home)
        try await expectEqual(started.wizards.finishSyncs(TestWizards.facts), 1)
        expectEqual(started.identity.notices.map(\.tenantID), [id])
        try await expectEqual(started.wizards.finishSyncs(TestWizards.facts), 0)
        try await expectEqual(started.company(id).identitySync, .synced)
    }

    @Test func `rebuilding and restarting tell the provider nothing`() async throws {
        try await test.initialize()
        try await test.complete()
        _ = try await test.ledger.rebuild()
        let started = TestWizards(try test.home.reopen())
        _ = try await started.wizards.finishSyncs(TestWizards.facts)
        expectTrue(test.identity.callCount == 1 && started.identity.callCount == 0)
    }

    /// Completes a tenant's onboarding as before a stop: nobody is told.
    private func completeUntold() async throws -> String {
        let id = try await test.initialize().tenantID
        _ = try await test.ledger.perform { transaction in
            let tenant = try Wizards.tenant(id: id, transaction)
            return try Wizards.run(.complete(isOwner: true), tenant, .test, transaction).count
        }
        return id
    }

    @Test func `an import tells the provider nothing (L19), and its owner may`() async throws {
        let id = try await completeUntold()
        let other = try TestWizards()
        _ = try await other.ledger.restore(test.home.exportedLines(), firstLine: 1)
        try await other.ledger.finishRestore()
        try await expectEqual(other.wizards.finishSyncs(TestWizards.facts), 0)
        expectEqual(other.identity.callCount, 0)
        try await expectEqual(other.ledger.head(), test.ledger.head())
        try await expectEqual(other.complete().value.tenantID, id)
        expectEqual(other.identity.notices.map(\.tenantID), [id])
        try await other.home.verify()
    }

    @Test func `while an export is taken in, nobody is told`() async throws {
        _ = try await completeUntold()
        _ = try await test.ledger.restore(test.home.exportedLines(), firstLine: 1)
        try await expectEqual(test.wizards.finishSyncs(TestWizards.facts), 0)
        try await test.ledger.finishRestore()
        try await expectEqual(test.wizards.finishSyncs(TestWizards.facts), 1)
        try await expectEqual(test.effects.queuedCount(), 0)
    }

    @Test func `what is to be told waits in the queue, for nobody else`() async throws {
        _ = try await completeUntold()
        try await expectEqual(test.effects.queuedCount(), 1)
        try await expectEqual(test.effects.runDueEffects(now: .latest), 0)
        try await test.home.verify()
        try await test.complete()
        try await expectEqual(test.effects.queuedCount(), 0)
    }

    @Test func `an outcome that came another way ends what waits in the queue`() async throws {
        let id = try await completeUntold()
        _ = try await test.ledger.perform { transaction in
            let tenant = try Wizards.tenant(id: id, transaction)
            return try Wizards.run(.recordSync, tenant, .test, transaction).count
        }
        _ = try await test.wizards.finishSyncs(TestWizards.facts)
        try await expectEqual(test.effects.queuedCount(), 0)
        expectEqual(test.identity.callCount, 0)
        try await test.home.verify()
    }

    @Test func `an effect that is over and waits all the same is found`() async throws {
        let id = try await completeUntold()
        let events = try await test.ledger.events(of: .tenant(id), limit: 9)
        let cause = try required(events.first { $0.type.name == "OnboardingCompleted" }).position
        try await test.complete()
        try await test.ledger.perform { try $0.callFor(.identitySync, because: cause) }
        #expect(throws: EffectDefect.self) { try LedgerVerification.run(test.home.directory) }
    }

    /// As a ledger of format 4 is, which had no queue for it.
    @Test func `what was pending before the queue is told of, once`() async throws {
        let id = try await completeUntold()
        let told = try await test.initialize("u2").tenantID
        try await test.complete("u2")
        test.ledger.close()
        do {
            let file = try SQLiteConnection.open(
                path: test.home.directory.ledgerFile, mode: .readWrite)
            try file.execute("DELETE FROM effect; PRAGMA user_version = 4")
        }
        let started = TestWizards(try test.home.reopen())
        try await expectEqual(started.effects.queuedCount(), 1)
        try await expectEqual(started.wizards.finishSyncs(TestWizards.facts), 1)
        expectTrue(started.identity.notices.map(\.tenantID) == [id] && id != told)
        try await expectEqual(started.effects.queuedCount(), 0)
        try await started.home.verify()
    }

    @Test func `a completion after a failure is another one to the provider`() async throws {
        let id = try await test.initialize().tenantID
        test.identity.failNext(1)
        await #expect(throws: WizardRejection.identitySyncFailed) { try await test.complete() }
        try await expectEqual(test.effects.queuedCount(), 0)
        try await test.complete()
        expectEqual(test.identity.notices.map(\.idempotencyKey), ["onboarding_completed_\(id)_2"])
        expectEqual(
            IdentityNotice(userID: "u1", tenantID: id).idempotencyKey, "onboarding_completed_\(id)")
    }

    // MARK: A5

    @Test func `abandoned tenants are closed, with their wizards' saves kept`() async throws {
        try await test.save(2, ["a": 1], version: 0)
        let old = try await test.initialize("u1").tenantID
        let done = try await test.initialize("u2").tenantID
        try await test.complete("u2")
        test.home.clock.advance(seconds: 7 * 86_400)
        let young = try await test.initialize("u3").tenantID
        try await expectEqual(test.wizards.closeAbandoned(TestWizards.facts), [])
        test.home.clock.advance(seconds: 1)
        try await expectEqual(test.wizards.closeAbandoned(TestWizards.facts), [old])
        try await expectEqual(test.wizards.closeAbandoned(TestWizards.facts), [])
        try await expectTrue(test.company(old).isClosed)
        for id in [done, young] { try await expectFalse(test.company(id).isClosed) }
        try await expectEqual(test.wizards.progress(of: "u1").stepData, ["a": 1])
        let last = try await test.ledger.events(of: .tenant(old), limit: 9).last
        expectEqual(last?.actor, EventActor(kind: .job, id: "cleanup-abandoned-tenants"))
    }

    @Test func `an admin reopens a closed tenant, and it can be completed`() async throws {
        let id = try await test.initialize().tenantID
        test.home.clock.advance(seconds: 8 * 86_400)
        _ = try await test.wizards.closeAbandoned(TestWizards.facts)
        await #expect(throws: WizardRejection.tenantClosed) { try await test.complete() }
        let root = test.request("root", kind: .admin)
        let reopened = try await test.wizards.reopen(tenantID: id, reason: "asked", root)
        expectTrue(reopened.value.isNew)
        try await expectEqual(test.wizards.closeAbandoned(TestWizards.facts), [])
        try await expectTrue(test.complete().value.isNew)
        let again = try await test.wizards.reopen(tenantID: id, reason: nil, root)
        expectFalse(again.value.isNew)
        await #expect(throws: WizardRejection.tenantNotFound) {
            try await test.wizards.reopen(tenantID: "none", reason: nil, root)
        }
    }
}
