import EventLog
import Foundation
import Onboarding
import Testing

@testable import OnboardingLedger
@testable import ReadModels

/// Making the read models anew while everything goes on (contract L9; invariants 5 and 6).
@Suite("Rebuild", .timeLimit(.minutes(1))) struct RebuildTests {
    private func litter(_ home: TestLedger) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: home.directory.path)
            .filter { $0.contains(".new") }
    }

    @Test func `a rebuild comes to what was there, reports it and leaves no litter`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        let before = try await home.ledger.viewReports()
        let report = try await home.ledger.rebuild()
        #expect(report.views == before && report.replaced == before)
        #expect(report.eventCount == home.ledger.bell.head.rawValue)
        #expect(try await home.ledger.viewReports() == before)
        #expect(try litter(home).isEmpty)
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
        #expect(try await again.ledger.viewReports() == before)
        try await again.verify()
    }

    @Test func `an empty ledger can be rebuilt`() async throws {
        let home = try TestLedger()
        let report = try await home.ledger.rebuild()
        #expect(report.eventCount == 0 && report.views.allSatisfy { $0.rowCount == 0 })
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
                    let event = NewEvent.declared(
                        "T\(type)", attributes: ["a": "\(minutes)"],
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
            #expect(fresh == expected, "held \(heldMax), chunks of \(chunkSize)")
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
                    #expect(row?.version == version)
                }
                return version
            }
        }
        for _ in 0..<12 { _ = try await home.ledger.rebuild() }
        isDone.raise()
        for writer in writers { #expect(try await writer.value > 0) }
        try await home.verify()
        #expect(try litter(home).isEmpty)
    }

    @Test func `rebuilds that are asked for at once take turns`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        let expected = try await home.ledger.viewReports()
        let reports = try await withThrowingTaskGroup(of: RebuildReport.self) { group in
            for _ in 0..<6 { group.addTask { try await home.ledger.rebuild() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(reports.allSatisfy { $0.views == expected })
        try await home.append("After", to: .loan(1))
        try await home.verify()
    }

    @Test func `a rebuild that cannot be put in place leaves the old models`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        let rebuild = ViewRebuild(directory: home.directory, upcasting: .domain)
        await #expect(throws: LogFailure.self) {
            let unfinished = Unfinished(rebuild)
            try await home.ledger.lane.performOnViews { try $0.adopt(unfinished.rebuild) }
        }
        try await home.append("After", to: .loan(1))
        #expect(try await home.row(.session, .loan(1))?.version == 5)
        try await home.verify()
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
        #expect(counts.0[0].rowCount + 2 == counts.1[0].rowCount)
        // The old file is still whole for whoever had it open.
        #expect(try reader.reports()[0].rowCount == counts.0[0].rowCount + 1)
        try await home.verify()
    }
}

/// Hands a rebuild that nobody else uses to the writer's thread.
///
/// `@unchecked Sendable`: one thread has it at a time.
private final class Unfinished: @unchecked Sendable {
    let rebuild: ViewRebuild

    init(_ rebuild: ViewRebuild) { self.rebuild = rebuild }
}
