import EventLog
import Onboarding
import SQLite
import TestSupport
import Testing

@testable import OnboardingLedger
@testable import ReadModels

/// Verification finds what differs from a fresh fold and names it (contract L18).
@Suite("View verification", .timeLimit(.minutes(5))) struct ViewVerificationTests {
    private func makeClosed() async throws -> TestLedger {
        let home = try TestLedger()
        try await home.playPast()
        home.ledger.close()
        return home
    }

    private func defect(after sql: String...) async throws -> ViewDefect? {
        let home = try await makeClosed()
        for statement in sql { try home.tamperViews(statement) }
        do {
            _ = try LedgerVerification.run(home.directory)
            return nil
        } catch let defect as ViewDefect { return defect }
    }

    @Test func `untouched views verify`() async throws {
        try await expectNil(defect())
    }

    @Test(arguments: [
        "state = replace(state, 'Step', 'Leap')", "version = version + 1", "search = 'x'",
        "stage = 'x'", "status = 'completed'", "flow = 'other'", "updated_at = updated_at - 1",
    ])
    func `a changed row is named with its last event`(assignment: String) async throws {
        let defect = try await defect(
            after: "UPDATE session SET \(assignment) WHERE name = 'loan-3'")
        expectTrue(defect?.view == .session && defect?.stream == "loan-3")
        let home = try await makeClosed()
        let last = try LogReader(directory: home.directory).events(of: .loan(3), limit: 99).last
        expectEqual(defect?.position, last?.position)
    }

    @Test func `an event of a type that stands for nothing is damage`() async throws {
        let home = try await makeClosed()
        try TestLedger.tamperLog(home.home, "UPDATE event SET type = -1 WHERE position = 3")
        let failure = #expect(throws: LogFailure.self) {
            try LedgerVerification.run(
                home.directory, VerificationRequest(isViewsOnly: true))
        }
        expectEqual(failure?.code, .damaged)
    }

    @Test func `an event of a stream that stands for nothing is damage to a funnel`() async throws {
        let home = try await makeClosed()
        try TestLedger.tamperLog(
            home.home, "UPDATE event SET stream = -1, version = 1 WHERE position = 3")
        let reader = ReadOnlyLedger(home.directory)
        let failure = #expect(throws: LogFailure.self) {
            for flow in try reader.flows().flows {
                var query = FunnelQuery(flow: flow.flow)
                query.position = try reader.head().size
                _ = try reader.funnel(query)
            }
        }
        expectEqual(failure?.code, .damaged)
    }

    @Test(arguments: ["-1", "9223372036854775000 + position - 6"])
    func `an event of a stream that no log comes to is damage to a rebuild`(stream: String)
        async throws
    {
        let home = try await makeClosed()
        try TestLedger.tamperLog(
            home.home,
            "UPDATE event SET stream = \(stream), version = position WHERE position >= 6")
        let failure = #expect(throws: LogFailure.self) { try home.freshReports() }
        expectEqual(failure?.code, .damaged)
    }

    @Test func `a removed row is named with its first event`() async throws {
        let defect = try await defect(after: "DELETE FROM session WHERE name = 'loan-3'")
        expectTrue(defect?.stream == "loan-3" && defect?.explanation.contains("no row") == true)
        expectNotNil(defect?.position)
    }

    @Test func `a removed row is named although the sums were made to fit`() async throws {
        let home = try await makeClosed()
        let stream = try LogReader(directory: home.directory).internedID(of: .loan(3)) ?? 0
        let row = try required(
            try ViewReader(directory: home.directory).row(.session, streamID: stream))
        var digest = try required(
            try ViewReader(directory: home.directory).reports().first { $0.view == .session }
        ).digest
        digest.remove(row.digest)
        try home.tamperViews(
            "DELETE FROM session WHERE name = 'loan-3'",
            """
            UPDATE view SET row_count = row_count - 1, digest = x'\(digest.hex)'
            WHERE name = 'session'
            """
        )
        let defect = #expect(throws: ViewDefect.self) {
            _ = try LedgerVerification.run(home.directory)
        }
        expectEqual(defect?.stream, "loan-3")
    }

    @Test func `an added row is named`() async throws {
        let columns = "name, flow, stage, status, version, updated_at, search, state"
        let defect = try await defect(
            after: """
                INSERT INTO session (stream, \(columns))
                SELECT 9999, 'loan-ghost', flow, stage, status, version, updated_at, search, state
                FROM session WHERE name = 'loan-3'
                """)
        expectEqual(defect?.stream, "loan-ghost")
    }

    @Test func `a true row in another model's table is named`() async throws {
        let defect = try await defect(
            after: "INSERT INTO tenant SELECT * FROM session WHERE name = 'loan-3'")
        expectTrue(defect?.view == .tenant && defect?.stream == "loan-3")
    }

    @Test func `a changed sum is found`() async throws {
        let defect = try await defect(
            after: "UPDATE view SET digest = zeroblob(32) WHERE name = 'profile'")
        expectTrue(defect?.view == .profile && defect?.explanation.contains("digest") == true)
    }

    @Test func `verification beside a running ledger finds nothing wrong`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        let (isDone, isWritten) = (Flag(), Flag())
        let writing = Task {
            var number = 0
            while !isDone.isRaised {
                try await home.append("More", to: .loan(number % 40))
                number += 1
                if number == 60 { isWritten.raise() }
            }
        }
        // A busy machine writes slowly: as many rounds as it takes to meet sixty writes.
        var rounds = 0
        while rounds < 60 || (!isWritten.isRaised && rounds < 6000) {
            try await onThread { _ = try LedgerVerification.run(home.directory) }
            rounds += 1
        }
        isDone.raise()
        try await writing.value
        expectTrue(isWritten.isRaised)
    }
}
