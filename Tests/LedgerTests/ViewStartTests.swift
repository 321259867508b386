import EventLog
import Foundation
import LogTestSupport
import Onboarding
import SQLite
import TestSupport
import Testing

@testable import OnboardingLedger
@testable import ReadModels

/// What opening does with the read models that it finds (ReadModels/DESIGN.md, invariants 1 to 4).
@Suite("Views at start", .timeLimit(.minutes(5))) struct ViewStartTests {
    /// A closed ledger with a past, and what its models carry.
    private func makeClosed() async throws -> (TestLedger, [ViewReport]) {
        let home = try TestLedger()
        try await home.playPast()
        let reports = try await home.ledger.viewReports()
        home.ledger.close()
        return (home, reports)
    }

    private func expectSameViews(
        _ home: TestLedger, _ reports: [ViewReport], at source: SourceLocation = #_sourceLocation
    ) async throws {
        let again = try TestLedger(home.home, clock: home.clock)
        try await expectEqual(
            again.ledger.viewReports(), reports, in: source.fileID, at: source.line)
        try await again.verify()
        try await again.append("After", to: .loan(1))
        try await again.verify()
    }

    @Test func `three models have a row for each of their streams`() async throws {
        let (home, reports) = try await makeClosed()
        expectEqual(reports.map(\.view), [.session, .tenant, .profile])
        expectEqual(reports.map(\.rowCount), [8, 1, 1])
        try await expectSameViews(home, reports)
    }

    @Test(arguments: [0, 1, 7, 20])
    func `events that were folded already change nothing when folded again`(
        checkpoint: Int
    ) async throws {
        let (home, reports) = try await makeClosed()
        try home.tamperViews("UPDATE view SET checkpoint = \(checkpoint)")
        try await expectSameViews(home, reports)
    }

    @Test func `views of an earlier moment catch up`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        // As after a crash between the log's commits and theirs.
        let image = try home.home.copy()
        try await home.playMore()
        let reports = try await home.ledger.viewReports()
        home.ledger.close()
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: home.directory.viewsFile + suffix)
            try FileManager.default.copyItem(
                atPath: image.directory.viewsFile + suffix,
                toPath: home.directory.viewsFile + suffix)
        }
        try await expectSameViews(home, reports)
    }

    @Test func `missing views are made anew`() async throws {
        let (home, reports) = try await makeClosed()
        ViewFile.remove(home.directory.viewsFile)
        try await expectSameViews(home, reports)
    }

    @Test func `what a start made anew is reported with when that began (L9)`() async throws {
        let (home, _) = try await makeClosed()
        ViewFile.remove(home.directory.viewsFile)
        let (clock, began) = (home.clock, home.clock.now())
        let options = LedgerOptions(directory: home.directory, clock: clock)
        let ledger = try Ledger(options) { _, _ in clock.advance(seconds: 60) }
        defer { ledger.close() }
        let report = try required(try await ledger.rebuildStatus.outcome)
        expectTrue(clock.now() > began)
        expectTrue(report.reason == .missing && report.startedAt == began)
    }

    @Test(arguments: [0, 10, 100, 5000])
    func `a views file of other bytes is made anew`(count: Int) async throws {
        let (home, reports) = try await makeClosed()
        try Files.write(Data(repeating: 0x5A, count: count), home.directory.viewsFile)
        try await expectSameViews(home, reports)
    }

    @Test func `a views file cut short is made anew`() async throws {
        let (home, reports) = try await makeClosed()
        try Files.truncate(home.directory.viewsFile, to: 8192)
        try await expectSameViews(home, reports)
    }

    @Test func `a views file that cannot take what it lacks is made anew`() async throws {
        let (home, reports) = try await makeClosed()
        try home.tamperViews("UPDATE view SET checkpoint = checkpoint - 5")
        try Files.spoilPage(of: "session", home.directory.viewsFile)
        try await expectSameViews(home, reports)
    }

    @Test func `an unfinished erasure does not end at a damaged views file`() async throws {
        let (home, reports) = try await makeClosed()
        try TestLedger.tamperLog(
            home.home, "INSERT INTO ledger_fact (name, value) VALUES ('unscrubbed', x'01')")
        try Files.spoilPage(of: "journey_part", home.directory.viewsFile)
        try await expectSameViews(home, reports)
    }

    @Test func `a views file that lacks a table is made anew`() async throws {
        let (home, reports) = try await makeClosed()
        try home.tamperViews("DROP TABLE profile")
        try await expectSameViews(home, reports)
    }

    @Test func `a views file that cannot be opened for now is left as it is`() async throws {
        let (home, reports) = try await makeClosed()
        let number = try fileNumber(home)
        let holder = try SQLiteConnection.open(path: home.directory.viewsFile, mode: .readWrite)
        try holder.execute(
            """
            PRAGMA locking_mode = EXCLUSIVE;
            BEGIN IMMEDIATE; UPDATE view SET checkpoint = checkpoint; COMMIT
            """)
        let failure = #expect(throws: LogFailure.self) {
            _ = try TestLedger(home.home, clock: home.clock)
        }
        expectEqual(failure?.code, .inUse)
        _ = consume holder
        try expectEqual(fileNumber(home), number)
        try await expectSameViews(home, reports)
        try expectEqual(fileNumber(home), number)
    }

    private func fileNumber(_ home: TestLedger) throws -> UInt64 {
        let attributes = try FileManager.default.attributesOfItem(
            atPath: home.directory.viewsFile)
        return try required(attributes[.systemFileNumber] as? NSNumber).uint64Value
    }

    @Test(arguments: [false, true])
    func `active sessions are found by an index, also in a file that was made without`(isOld: Bool)
        async throws
    {
        let (home, reports) = try await makeClosed()
        if isOld { try home.tamperViews("DROP INDEX session_active") }
        try await expectSameViews(home, reports)
        let views = try ViewReader(directory: home.directory)
        let plan = try views.connection.prepare(
            "EXPLAIN QUERY PLAN " + ViewReader.activeSessionsSQL)
        var steps: [String] = []
        while try plan.step() { steps.append(plan.text(3)) }
        expectEqual(steps, ["SEARCH session USING INDEX session_active (flow=?)"])
    }

    @Test func `views of another format are made anew`() async throws {
        let (home, reports) = try await makeClosed()
        try home.tamperViews("PRAGMA user_version = 99", "DELETE FROM session")
        try await expectSameViews(home, reports)
    }

    @Test(arguments: ViewName.allCases)
    func `a model whose definition changed serves until it is made anew (L9)`(view: ViewName)
        async throws
    {
        let (home, reports) = try await makeClosed()
        try home.tamperViews(
            "UPDATE view SET definition = definition + 1 WHERE name = '\(view.rawValue)'",
            "UPDATE \(view.rawValue) SET state = '{}'")
        let again = try TestLedger(home.home, clock: home.clock)
        try await again.append("Meanwhile", to: .loan(1))
        try await expectEqual(again.row(.session, .loan(1))?.version, 5)
        await again.ledger.whileNothingIsRebuilt {}
        let status = try await again.ledger.rebuildStatus
        expectTrue(status.running == nil && status.failure == nil)
        let report = try required(status.outcome)
        expectTrue(report.reason == .definition && report.target == .models([view]))
        let difference = try required(report.differences.first { $0.view == view })
        expectTrue(difference.count != 0)
        try await expectEqual(again.ledger.viewReports().map(\.rowCount), reports.map(\.rowCount))
        try await again.verify()
        again.ledger.close()
        let last = try TestLedger(home.home, clock: home.clock)
        try await expectNil(last.ledger.rebuildStatus.running, "nothing is outdated any more")
        try await last.verify()
    }

    @Test func `closing ends a rebuild that the start began, and the next start begins it again`()
        async throws
    {
        let (home, reports) = try await makeClosed()
        try home.tamperViews("UPDATE view SET definition = definition + 1")
        for _ in 0..<20 { try TestLedger(home.home, clock: home.clock).ledger.close() }
        let again = try TestLedger(home.home, clock: home.clock)
        await again.ledger.whileNothingIsRebuilt {}
        try await expectEqual(again.ledger.viewReports(), reports)
        try await again.verify()
    }

    @Test func `a model that is missing altogether is made anew`() async throws {
        let (home, reports) = try await makeClosed()
        try home.tamperViews("DELETE FROM view WHERE name = 'profile'", "DELETE FROM profile")
        try await expectSameViews(home, reports)
    }

    @Test func `views ahead of the log are made anew`() async throws {
        let (home, reports) = try await makeClosed()
        try home.tamperViews(
            "UPDATE view SET checkpoint = checkpoint + 1", "UPDATE session SET state = '{}'")
        try await expectSameViews(home, reports)
    }

    @Test func `a declared flow changes the definition of sessions`() async throws {
        let (home, _) = try await makeClosed()
        let again = try TestLedger(home.home, clock: home.clock)
        let file =
            """
            {"flow":"loan","stages":[{"name":"begun","on":["Step0"]},
            {"name":"done","on":["Step2"]}]}
            """
        _ = try await again.ledger.declareFlow(Array(file.utf8), TestSignUps.facts)
        let row = try required(try await again.row(.session, .loan(0)))
        expectNotNil(row.stage)
        try await again.verify()
        let reports = try await again.ledger.viewReports()
        again.ledger.close()
        try await expectSameViews(again, reports)
    }
}

extension TestLedger {
    /// Some more events, to streams old and new.
    func playMore() async throws {
        for number in 0..<30 { try await append("More", to: .loan(number % 8)) }
    }
}
