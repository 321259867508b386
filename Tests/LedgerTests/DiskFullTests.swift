import Foundation
import JSON
import LogTestSupport
import Onboarding
import TestSupport
import Testing

@testable import EventLog
@testable import OnboardingLedger
@testable import ReadModels

/// A full disk is a clean no: reads go on, nothing is lost, and commands work again with space.
@Suite("Disk full", .serialized, .timeLimit(.minutes(5))) struct DiskFullTests {
    private static let big = NewEvent.declared(
        "Big", attributes: ["x": String(repeating: "x", count: 30_000)])

    private func limitLog(_ home: TestLedger, addingPages count: Int64) async throws {
        try await home.ledger.perform { transaction in
            let pages = try transaction.log.connection.integer("PRAGMA page_count") ?? 0
            try transaction.log.connection.execute("PRAGMA max_page_count = \(pages + count)")
        }
    }

    private func limitViews(_ home: TestLedger, addingPages count: Int64) async throws {
        try await onThread {
            try home.ledger.lane.performOnViews { views in
                guard let file = views.openFile else { throw Stop() }
                let pages = try file.connection.integer("PRAGMA page_count") ?? 0
                try file.connection.execute("PRAGMA max_page_count = \(pages + count)")
            }
        }
    }

    private func expectDiskFull(_ home: TestLedger, _ stream: StreamID) async {
        let failure = await #expect(throws: LogFailure.self) {
            try await home.append(Self.big, to: stream)
        }
        expectTrue(failure?.code == .diskFull && failure?.isRetryable == true)
    }

    @Test func `what sqlite undoes by itself between batches is undone in memory too`()
        async throws
    {
        let home = try TestLedger()
        try await home.playPast()
        let before = try await home.verify()
        await #expect(throws: LogFailure.self) {
            try await home.ledger.lane.performBetweenBatches { desk in
                try desk.log.begin()
                desk.log.beginCommand()
                _ = try desk.log.append(
                    [StreamAppend(to: .loan(100), expected: .none, events: [Self.big])],
                    metadata: .test, recordedAt: desk.now
                ) { _, _, _, _ in }
                try desk.log.connection.execute("ROLLBACK")
                throw LogFailure(.diskFull, "made up")
            }
        }
        expectNil(home.ledger.failure)
        try await expectEqual(home.verify(), before)
        try await home.append(Self.big, to: .loan(100))
        try await expectEqual(home.verify().eventCount, before.eventCount + 1)
    }

    @Test(arguments: ["log", "views"])
    func `a full file refuses commands, answers reads, and recovers`(file: String) async throws {
        let home = try TestLedger()
        try await home.playPast()
        let before = try await home.verify()
        let limit = { (count: Int64) in
            if file == "log" {
                try await limitLog(home, addingPages: count)
            } else {
                try await limitViews(home, addingPages: count)
            }
        }
        try await limit(0)
        for attempt in 0..<3 {
            await expectDiskFull(home, .loan(100 + attempt))
            expectNil(home.ledger.failure)
            try await expectEqual(home.row(.session, .loan(3))?.version, 4)
            try await expectEqual(home.ledger.version(of: .loan(100)), 0)
        }
        try await expectEqual(home.verify(), before)
        try await limit(10_000)
        try await home.append(Self.big, to: .loan(100))
        try await home.append("After", to: .loan(3), expected: .exactly(4))
        try await expectEqual(home.verify().eventCount, before.eventCount + 2)
    }

    @Test func `everyone in the batch is told, and small commands go on`() async throws {
        let home = try TestLedger()
        try await home.append("First", to: .loan(1))
        try await limitLog(home, addingPages: 2)
        let small: @Sendable (CommandTransaction) throws -> Void = { transaction in
            try transaction.append(
                [StreamAppend(to: .loan(1), expected: .any, events: [.declared("Small")])],
                metadata: .test)
        }
        let large: @Sendable (CommandTransaction) throws -> Void = { transaction in
            try transaction.append(
                [StreamAppend(to: .loan(2), expected: .any, events: [Self.big])], metadata: .test)
        }
        let results = await home.batch([small, large, small])
        for result in results {
            let failure = #expect(throws: LogFailure.self) { try result.get() }
            expectEqual(failure?.code, .diskFull)
        }
        try await expectEqual(home.ledger.version(of: .loan(1)), 1)
        try await home.append("Small", to: .loan(1), expected: .exactly(1))
        try await expectEqual(home.verify().eventCount, 2)
    }

    /// Space runs out at every moment of a commit: in the log's write, in the views', between them.
    @Test(.enabled(if: SmallDisk.canBeMade, "only root can mount a small disk"))
    func `a disk that fills up at any moment loses nothing`() async throws {
        let disk = try SmallDisk(kibibytes: 4096)
        let home = try TestLedger(
            TestDirectory(existing: DataDirectory(path: disk.path + "/data")))
        var appended = 0
        var codes: [LogFailure.Code: Int] = [:]
        for pages in 0..<24 {
            try await home.append("Before", to: .loan(1))
            appended += 1
            disk.fill(leaving: pages * 4096)
            for _ in 0..<12 {
                let event = NewEvent.declared(
                    "Try", attributes: ["x": String(repeating: "x", count: 3000)])
                do {
                    try await home.append(event, to: .loan(appended % 5))
                    appended += 1
                } catch let failure as LogFailure {
                    codes[failure.code, default: 0] += 1
                    // A plain no means no; unknown means that the events are there.
                    if failure.code == .outcomeUnknown { appended += 1 }
                }
                let head = try await home.ledger.head().size.rawValue
                expectEqual(head, Int64(appended), "\(codes)")
            }
            expectNil(home.ledger.failure)
            disk.makeSpace()
        }
        print("DiskFull: \(codes)")
        expectNotNil(codes[.diskFull])
        try await home.append("After", to: .loan(1))
        try await expectEqual(home.verify().eventCount, Int64(appended + 1))
        home.ledger.close()
        let again = try TestLedger(home.home, clock: home.clock)
        try await expectEqual(again.verify().eventCount, Int64(appended + 1))
    }

    @Test(.enabled(if: SmallDisk.canBeMade, "only root can mount a small disk"))
    func `a rebuild that does not fit leaves the old models`() async throws {
        let disk = try SmallDisk(kibibytes: 8192)
        let home = try TestLedger(
            TestDirectory(existing: DataDirectory(path: disk.path + "/data")))
        try await home.playPast()
        for number in 0..<8 { try await home.append(Self.big, to: .loan(200 + number)) }
        let before = try await home.ledger.viewReports()
        disk.fill(leaving: 100_000)
        let failure = await #expect(throws: (any Error).self) { try await home.ledger.rebuild() }
        expectEqual((failure as? LogFailure)?.code, .diskFull)
        try await expectEqual(home.ledger.viewReports(), before)
        expectFalse(FileManager.default.fileExists(atPath: home.directory.viewsFile + ".new"))
        disk.makeSpace()
        _ = try await home.ledger.rebuild()
        try await home.verify()
    }
}
