import Foundation
import JSON
import Onboarding
import SQLite
import TestSupport
import Testing

@testable import EventLog
@testable import OnboardingLedger
@testable import ReadModels

/// A ledger of an older schema set and file format goes through upgrade, audit, rebuild and
/// verification (contract L10).
@Suite("Golden ledger") struct GoldenLedgerTests {
    private static let place = ProcessInfo.processInfo.environment["ONBOARD_GOLDEN_LEDGER"]

    @Test(.enabled(if: place != nil, "a new golden ledger is made on request"))
    func `a new golden ledger is made`() async throws {
        try await GoldenLedger.make(at: try required(Self.place))
    }

    /// The opened stream whose start was recorded as version 1.
    private func start(_ home: TestLedger, _ email: String) async throws -> RecordedEvent {
        var filter = EventFilter()
        filter.types = ["SignUpStarted"]
        let events = try await home.ledger.events(matching: filter, limit: 100)
        return try required(
            events.first {
                $0.personal.map { String(decoding: $0, as: UTF8.self) }?.contains(email) == true
            })
    }

    @Test func `the file is of format 1, and all its events can be read before it is upgraded`()
        throws
    {
        let home = try GoldenLedger.copy()
        let file = try SQLiteConnection.open(path: home.directory.ledgerFile, mode: .readOnly)
        try expectEqual(file.integer("PRAGMA user_version"), 1)
        let report = try LedgerSchemas.check(home.directory)
        expectTrue(report.defects.isEmpty)
        let start = report.types.first { $0.type.name == "SignUpStarted" }
        expectEqual(start?.type.schemaVersion, 1)
        expectEqual(start?.newestVersion, 2)
        expectEqual(start?.eventCount, 3)
        // It has no queue of effects, and so nothing in it.
        let log = try LogReader(directory: home.directory)
        try expectTrue(log.queuedEffects().isEmpty && log.queuedEffectCount() == 0)
        try expectEqual(log.stuckEffectCount(attemptsMin: 0, dueBefore: .latest), 0)
    }

    @Test func `it is upgraded, and its hashes, root and views hold`() async throws {
        let directory = try GoldenLedger.copy()
        let before = try LogReader(directory: directory.directory).head()
        let home = try TestLedger(directory)
        let head = try await home.ledger.head()
        expectTrue(head.size == before.position && head.hash == before.hash)
        let verified = try await home.verify()
        expectEqual(verified.root, head.root)
        let rebuilt = try await home.ledger.rebuild()
        expectEqual(rebuilt.views, rebuilt.replaced)
        expectTrue(rebuilt.views.map(\.rowCount).allSatisfy { $0 > 0 })
    }

    @Test func `the audit shows an event as it was recorded, and states as they are today`()
        async throws
    {
        let home = try TestLedger(try GoldenLedger.copy())
        let start = try await start(home, "done@example.com")
        expectEqual(start.type, EventType("SignUpStarted", schemaVersion: 1))
        try expectNil(JSONValue(parsing: start.data)["planId"])
        let state = try required(try await home.ledger.state(of: start.stream, at: .version(1)))
        try expectEqual(JSONValue(parsing: state.state)["planId"], "plan_starter")
        let blame = try await home.ledger.blame(of: start.stream)
        let planID = try required(blame?.first { $0.field == "planId" })
        expectTrue(planID.type == "SignUpStarted" && planID.position == start.position)
        let difference = try await home.ledger.difference(
            of: start.stream, from: .version(0), to: .version(1))
        expectEqual(difference?.changes.contains { $0.field == "planId" }, true)
    }

    @Test func `an open sign-up goes on, and a taken email is taken`() async throws {
        let home = try TestLedger(try GoldenLedger.copy())
        let signUps = TestSignUps(home)
        let size = try await home.ledger.head().size
        let started = try await signUps.start("open@example.com", plan: "professional").value
        let stream = try await start(home, "open@").stream
        try expectEqual(signUps.stream(started.sessionToken), stream)
        try await expectEqual(home.ledger.head().size, size, "it is resumed as it was")
        await #expect(throws: SignUpRejection.emailAlreadyRegistered) {
            try await signUps.start("done@example.com")
        }
    }
}
