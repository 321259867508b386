import EventLog
import Foundation
import Onboarding
import Synchronization
import TestSupport
import Testing

@testable import OnboardingLedger
@testable import ReadModels

/// Making the read models anew while everything goes on (contract L9; invariants 5 and 6).
@Suite("Rebuild", .timeLimit(.minutes(5))) struct RebuildTests {
    private func litter(_ home: TestLedger) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: home.directory.path)
            .filter { $0.contains(".new") }
    }

    @Test func `a rebuild comes to what was there, reports it and leaves no litter`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        let before = try await home.ledger.viewReports()
        let report = try await home.ledger.rebuild()
        expectTrue(report.views == before && report.replaced == before)
        expectEqual(report.eventCount, home.ledger.bell.head.rawValue)
        try await expectEqual(home.ledger.viewReports(), before)
        try expectTrue(litter(home).isEmpty)
        try await home.append("After", to: .loan(1))
        try await home.verify()
    }

    @Test func `a rebuild repairs what was changed`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        let before = try await home.ledger.viewReports()
        home.ledger.close()
        try home.tamperViews(
            "UPDATE session SET state = '{}', version = 9", "DELETE FROM profile",
            "UPDATE view SET row_count = 77")
        let again = try TestLedger(home.home, clock: home.clock)
        _ = try await again.ledger.rebuild()
        try await expectEqual(again.ledger.viewReports(), before)
        try await again.verify()
    }

    // MARK: Report, dry run, one model

    @Test func `the report names what differs, and is kept (L9)`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        let before = try await home.ledger.viewReports()
        home.ledger.close()
        try home.tamperViews(
            "UPDATE session SET stage = 'x' WHERE name = 'loan-3'", "DELETE FROM profile",
            "INSERT INTO tenant SELECT 9999, 'tenant-x', flow, stage, status, version, updated_at, "
                + "search, state FROM tenant LIMIT 1")
        let again = try TestLedger(home.home, clock: home.clock)
        let report = try await again.ledger.rebuild()
        let session = try required(report.differences.first { $0.view == .session })
        expectTrue((session.added, session.removed, session.changed) == (0, 0, 1))
        expectTrue(
            session.first.map(\.stream) == ["loan-3"] && session.first[0].fields == ["stage"])
        let profile = try required(report.differences.first { $0.view == .profile })
        expectTrue((profile.added, profile.removed, profile.changed) == (1, 0, 0))
        let tenant = try required(report.differences.first { $0.view == .tenant })
        expectTrue((tenant.added, tenant.removed, tenant.changed) == (0, 1, 0))
        expectEqual(tenant.first.first?.stream, "tenant-x")
        expectTrue(report.views == before && report.pauseMilliseconds != nil)
        expectEqual(RebuildReportFile.read(home.directory), report)
        try await expectEqual(again.ledger.rebuildStatus.outcome, report)
        try await expectEqual(again.ledger.rebuild().differenceCount, 0)
    }

    @Test func `a rebuild whose report cannot be kept is done, and says so (L9)`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        home.ledger.close()
        try home.tamperViews("UPDATE session SET state = '{}' WHERE name = 'loan-3'")
        let again = try TestLedger(home.home, clock: home.clock)
        try FileManager.default.createDirectory(
            atPath: home.directory.path + "/rebuild.json.new", withIntermediateDirectories: false)
        let report = try await again.ledger.rebuild()
        expectTrue(report.differenceCount == 1 && report.note != nil)
        try await again.verify()
        let status = try await again.ledger.rebuildStatus
        expectTrue(status.outcome == report && status.failure == nil)
    }

    @Test func `a dry run switches nothing`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        home.ledger.close()
        try home.tamperViews("UPDATE session SET state = '{}' WHERE name = 'loan-3'")
        let again = try TestLedger(home.home, clock: home.clock)
        let before = try await again.ledger.viewReports()
        let report = try await again.ledger.rebuild(RebuildRequest(isDryRun: true))
        expectTrue(report.isDryRun && report.pauseMilliseconds == nil)
        expectEqual(report.differenceCount, 1)
        try await expectEqual(again.row(.session, .loan(3))?.state, Array("{}".utf8))
        try await expectEqual(again.ledger.viewReports(), before)
        try expectTrue(litter(home).isEmpty)
    }

    @Test func `one model is made anew and the others are taken over as they are`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        home.ledger.close()
        try home.tamperViews(
            "UPDATE session SET state = '{}' WHERE name = 'loan-3'",
            "UPDATE profile SET state = '{}'")
        let again = try TestLedger(home.home, clock: home.clock)
        let report = try await again.ledger.rebuild(RebuildRequest(.models([.session])))
        expectEqual(report.target, .models([.session]))
        expectEqual(report.differences.map(\.count), [1, 0, 0])
        let row = try required(try await again.row(.session, .loan(3)))
        expectTrue(row.state != Array("{}".utf8))
        expectEqual(
            report.views, report.replaced, "a digest tells nothing of what was written past it")
        try await again.append("After", to: .loan(1))
        #expect(throws: ViewDefect.self) {
            _ = try LedgerVerification.run(home.directory)
        }
        _ = try await again.ledger.rebuild(RebuildRequest(.models([.profile])))
        try await again.verify()
    }

    @Test func `a second rebuild is refused while one runs, and a key begins it once`() async throws
    {
        let home = try TestLedger()
        try await home.playPast()
        let isHeld = Flag()
        let goOn = Flag()
        let holder = Task {
            await home.ledger.whileNothingIsRebuilt {
                isHeld.raise()
                await until { goOn.isRaised }
            }
        }
        await until { isHeld.isRaised }
        await #expect(throws: WorkIsRunning.self) {
            try await home.ledger.startRebuild(RebuildRequest())
        }
        goOn.raise()
        await holder.value
        let key = IdempotencyKey(scope: "t", key: "1", fingerprint: .zero)
        let first = try await home.ledger.startRebuild(RebuildRequest(), idempotency: key)
        await home.ledger.whileNothingIsRebuilt {}
        let report = try required(try await home.ledger.rebuildStatus.outcome)
        home.clock.advance(seconds: 60)
        let second = try await home.ledger.startRebuild(RebuildRequest(), idempotency: key)
        expectTrue(second.isReplay && second.value == first.value)
        await home.ledger.whileNothingIsRebuilt {}
        try await expectEqual(home.ledger.rebuildStatus.outcome, report)
    }

    @Test func `progress goes through every phase and ends whole`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        let steps = Mutex<[RebuildStep]>([])
        _ = try await home.ledger.rebuild { step in steps.withLock { $0.append(step) } }
        let seen = steps.withLock { $0 }
        expectEqual(Set(seen.map(\.phase)), Set(RebuildPhase.allCases))
        for phase in [RebuildPhase.folding, .comparing] {
            let last = try required(seen.last { $0.phase == phase })
            expectTrue(last.done == last.total && last.total != 0)
        }
    }

    // MARK: Anything else

    @Test func `one that is stopped as its fold ends lets go of what it made`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        home.ledger.close()
        let rebuild = ViewRebuild(directory: home.directory, upcasting: .domain)
        #expect(throws: CancellationError.self) {
            try rebuild.run { done, all in if done == all { throw CancellationError() } }
        }
        try expectTrue(litter(home).isEmpty)
        try expectTrue(Self.open(in: home.directory.path).isEmpty)
    }

    /// The files below `path` that this process has open, also those that are removed.
    private static func open(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
            .compactMap {
                try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")
            }
            .filter { $0.hasPrefix(path + "/") }
    }

    @Test func `an empty ledger can be rebuilt`() async throws {
        let home = try TestLedger()
        let report = try await home.ledger.rebuild()
        expectTrue(report.eventCount == 0 && report.views.allSatisfy { $0.rowCount == 0 })
        try await home.append("First", to: .loan(1))
        try await home.verify()
    }

    /// Streams that come back after they were written out, in every size of memory.
    @Test func `states given up early are folded again to the same rows`() async throws {
        var random = SeededRandom.announced("Rebuild.eviction")
        let home = try TestLedger()
        for _ in 0..<12 {
            let picks = (0..<50).map { _ in (random.next(30), random.next(4), random.next(1000)) }
            try await home.ledger.perform { transaction in
                for (stream, type, minutes) in picks {
                    // Times go to and fro, so that recency is not the order of positions.
                    let text = String(repeating: "x", count: minutes % 5 == 0 ? 3000 : 1)
                    let event = NewEvent.declared(
                        "T\(type)", attributes: ["a": "\(minutes)", "text": text],
                        occurredAt: noon.adding(seconds: -60 * Int64(minutes)))
                    try transaction.append(
                        [StreamAppend(to: .loan(stream), expected: .any, events: [event])],
                        metadata: .test)
                }
            }
        }
        let expected = try await home.ledger.viewReports()
        for (heldMax, chunkSize) in [(1, 1), (2, 1), (2, 3), (3, 100), (7, 2), (29, 5), (30, 30)] {
            let fresh = try home.freshReports(heldMax: heldMax, chunkSize: chunkSize)
            expectEqual(fresh, expected, "held \(heldMax), chunks of \(chunkSize)")
        }
        for excessMax in [0, 1500, 20_000] {
            let fresh = try home.freshReports(excessMax: excessMax)
            expectEqual(fresh, expected, "\(excessMax) bytes beyond the usual")
        }
        try await home.verify()
    }

    @Test func `commands and their reads go on while rebuilds run`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        let isDone = Flag()
        let writers = (0..<4).map { writer in
            Task {
                var version: Int64 = 0
                while !isDone.isRaised {
                    try await home.append("More", to: .loan(100 + writer))
                    version += 1
                    // Read your own write, whichever file is in place (contract L5).
                    let row = try await home.row(.session, .loan(100 + writer))
                    expectEqual(row?.version, version)
                }
                return version
            }
        }
        for _ in 0..<12 { _ = try await home.ledger.rebuild() }
        isDone.raise()
        for writer in writers { try await expectTrue(writer.value > 0) }
        try await home.verify()
        try expectTrue(litter(home).isEmpty)
    }

    @Test func `rebuilds that are asked for at once take turns`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        let expected = try await home.ledger.viewReports()
        let reports = try await withThrowingTaskGroup(of: RebuildReport.self) { group in
            for _ in 0..<6 { group.addTask { try await home.ledger.rebuild() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        expectTrue(reports.allSatisfy { $0.views == expected })
        try await home.append("After", to: .loan(1))
        try await home.verify()
    }

    @Test func `a rebuild that cannot be put in place leaves the old models`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        let unfinished = Unfinished(
            ViewRebuild(directory: home.directory, upcasting: .domain))
        await #expect(throws: LogFailure.self) {
            try await onThread {
                try home.ledger.lane.performOnViews { try $0.adopt(unfinished.rebuild) }
            }
        }
        try await home.append("After", to: .loan(1))
        try await expectEqual(home.row(.session, .loan(1))?.version, 5)
        try await home.verify()
    }

    /// Rows that say whether the old or the new model made them, read by many who open the files
    /// again and again while they are swapped.
    @Test func `whoever reads or opens finds the old models or the new ones, never both (L9)`()
        async throws
    {
        let home = try TestLedger()
        for number in 0..<40 { try await home.append("A", to: .loan(number)) }
        home.ledger.close()
        try home.tamperViews("UPDATE session SET search = 'old'")
        let again = try TestLedger(home.home, clock: home.clock)
        let isDone = Flag()
        let readers = (0..<4).map { number in
            Task {
                var seen: Set<Set<String>> = []
                while !isDone.isRaised {
                    let rows =
                        if number % 2 == 0 {
                            try await onThread { try Self.rows(again) }
                        } else {
                            try await again.ledger.read {
                                try $0.views().list(.session, .all).rows
                            }
                        }
                    expectEqual(rows.count, 40)
                    seen.insert(Set(rows.map(\.search)))
                }
                return seen
            }
        }
        for _ in 0..<8 { _ = try await again.ledger.rebuild() }
        isDone.raise()
        for reader in readers { try await expectTrue(reader.value.isSubset(of: [["old"], [""]])) }
        try await again.verify()
    }

    /// The rows as another process finds them.
    private static func rows(_ home: TestLedger) throws -> [ViewRow] {
        try ViewReader(directory: home.directory).list(.session, .all).rows
    }

    @Test func `a reader keeps the snapshot that it began with`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        let reader = try ViewReader(directory: home.directory)
        let counts = try await {
            let before = try reader.reports()
            try await home.append("More", to: .loan(50))
            _ = try await home.ledger.rebuild()
            try await home.append("More", to: .loan(51))
            return (before, try ViewReader(directory: home.directory).reports())
        }()
        expectEqual(counts.0[0].rowCount + 2, counts.1[0].rowCount)
        // The old file is still whole for whoever had it open.
        try expectEqual(reader.reports()[0].rowCount, counts.0[0].rowCount + 1)
        try await home.verify()
    }
}

extension RebuildReport {
    /// How many rows differ from those before.
    fileprivate var differenceCount: Int64 { differences.reduce(0) { $0 + $1.count } }
}

extension ViewReader.Query {
    fileprivate static var all: Self {
        var query = Self()
        query.limit = 1000
        return query
    }
}

/// Hands a rebuild that nobody else uses to the writer's thread.
///
/// `@unchecked Sendable`: one thread has it at a time.
private final class Unfinished: @unchecked Sendable {
    let rebuild: ViewRebuild

    init(_ rebuild: ViewRebuild) { self.rebuild = rebuild }
}
