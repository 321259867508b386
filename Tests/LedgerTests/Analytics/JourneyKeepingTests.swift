import Dispatch
import EventLog
import Onboarding
import TestSupport
import Testing
import Time

@testable import OnboardingLedger
@testable import ReadModels

/// The journeys that the views' file keeps are a beginning: what follows gives the numbers of a
/// fresh index (contract D1, and the room's invariants 1 and 4).
@Suite("Journey keeping", .timeLimit(.minutes(5))) struct JourneyKeepingTests {
    private static let flow = """
        {"flow":"keep","stages":[{"name":"a","on":["A"]},{"name":"b","on":["B"]},
        {"name":"c","on":["C"]}],"exits":[{"name":"left","on":["Left"]}],"attributes":["colour"]}
        """

    private func append(_ count: Int, from first: Int, to home: TestLedger) async throws {
        try await home.ledger.perform { transaction in
            for number in first..<(first + count) {
                let type = ["A", "B", "A", "C", "Left"][number % 5]
                let event = NewEvent.declared(
                    type, attributes: ["colour": "c\(number % 3)"],
                    occurredAt: noon.adding(seconds: Int64(number) - 9000))
                let stream = StreamID(category: "keep", id: "\(number % 400)")
                try transaction.append(
                    [StreamAppend(to: stream, expected: .any, events: [event])], metadata: .test)
            }
        }
    }

    private func declared() async throws -> TestLedger {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.flow.utf8), TestSignUps.facts)
        return home
    }

    private static let query: FunnelQuery = {
        var query = FunnelQuery(flow: "keep")
        query.by = ["colour"]
        return query
    }()

    /// What a fresh index and one that begins with what is kept come to.
    private func reports(_ home: TestLedger) async throws -> (
        fresh: FunnelReport, kept: FunnelReport?
    ) {
        try await home.ledger.read { reader in
            let flow = try reader.flow("keep")
            let fresh = try JourneyIndex(flow).funnel(
                Self.query, reader.log, try reader.views())
            let index = JourneyIndex(flow)
            guard try index.begin(with: try reader.views()) else { return (fresh, nil) }
            expectTrue(index.position > 0)
            return (fresh, try index.funnel(Self.query, reader.log, try reader.views()))
        }
    }

    @Test func `what was kept at the end is where the next start begins`() async throws {
        var home = try await declared()
        for round in 0..<4 {
            try await append(1500, from: round * 1500, to: home)
            let asked = try await home.ledger.funnel(Self.query)
            home = try home.reopen()
            let (fresh, kept) = try await reports(home)
            expectTrue(kept == fresh && fresh == asked)
        }
    }

    @Test(arguments: [1, 700, 1499])
    func `a question given up after some events is answered in full, and keeps nothing half read`(
        eventCount: Int
    ) async throws {
        var home = try await declared()
        try await append(1500, from: 0, to: home)
        let ledger = home.ledger
        await #expect(throws: CancellationError.self) {
            try await ledger.readThroughout { reader in
                var left = eventCount
                reader.log.checkInterest = {
                    left -= 1
                    if left < 0 { throw CancellationError() }
                }
                defer { reader.log.checkInterest = {} }
                return try reader.funnel(Self.query, ledger.journeys)
            }
        }
        home = try home.reopen()
        let fresh = try await reports(home).fresh
        try await expectEqual(home.ledger.funnel(Self.query), fresh)
        try await home.verify()
    }

    @Test
    func `forgetting waits for no question, and what was handed over before is not kept (L14)`()
        async throws
    {
        let home = try await declared()
        try await append(1500, from: 0, to: home)
        let asked = try await home.ledger.funnel(Self.query)
        let (ledger, isAnswering, gate) = (home.ledger, Flag(), DispatchSemaphore(value: 0))
        let question = Task {
            try await ledger.readThroughout { reader in
                try ledger.journeys.withIndex("keep", reader) { _ in
                    isAnswering.raise()
                    gate.wait()
                }
            }
        }
        await until { isAnswering.isRaised }
        ledger.journeys.forgetAll()
        gate.signal()
        try await question.value
        try await expectEqual(ledger.funnel(Self.query), asked)
        let isHeld = Flag()
        let holder = Task {
            try await ledger.perform { _ in
                isHeld.raise()
                gate.wait()
            }
        }
        await until { isHeld.isRaised }
        ledger.journeys.keep("keep", in: ledger.lane, eventsMin: 1)
        expectTrue(ledger.queuedCommandCount > 0)
        ledger.journeys.forgetAll()
        gate.signal()
        try await holder.value
        try await append(1, from: 1500, to: home)
        try await expectNil(reports(home).kept)
    }

    @Test func `what came after it is followed`() async throws {
        var home = try await declared()
        try await append(1500, from: 0, to: home)
        _ = try await home.ledger.funnel(Self.query)
        home = try home.reopen()
        try await append(700, from: 1500, to: home)
        let (fresh, kept) = try await reports(home)
        expectEqual(kept, fresh)
        try await expectEqual(home.ledger.funnel(Self.query), fresh)
    }

    @Test func `a rebuild makes them anew with the rows, and keeps only what somebody asked for`()
        async throws
    {
        var home = try await declared()
        try await append(1500, from: 0, to: home)
        try await expectTrue(home.ledger.rebuild().journeys.isEmpty)
        _ = try await home.ledger.funnel(Self.query)
        home = try home.reopen()
        for target in [RebuildTarget.all, .models([.tenant])] {
            try await append(100, from: 1500, to: home)
            let report = try await home.ledger.rebuild(RebuildRequest(target))
            expectEqual(report.journeys.map(\.flow), ["keep"])
            expectEqual(report.journeys.first?.subjectCount, 400)
            expectEqual(report.journeys.first?.position, home.ledger.bell.head)
            let (fresh, kept) = try await reports(home)
            expectEqual(kept, fresh)
            try await home.verify()
        }
        // A dry run leaves them as they were.
        let before = try await home.ledger.read { try $0.views().journeyReports() }
        _ = try await home.ledger.rebuild(RebuildRequest(isDryRun: true))
        try await expectEqual(home.ledger.read { try $0.views().journeyReports() }, before)
    }

    /// More subjects than a block of rows has, so that keeping what changed leaves some as it is.
    @Test func `what a rebuild kept is gone on from with its own numbers (L9, D1)`() async throws {
        let home = try await declared()
        func paint(_ subjects: Range<Int>, _ colour: String) async throws {
            try await home.ledger.perform { transaction in
                for number in subjects {
                    let event = NewEvent.declared("A", attributes: ["colour": colour])
                    try transaction.append(
                        [
                            StreamAppend(
                                to: StreamID(category: "keep", id: "\(number)"), expected: .any,
                                events: [event])
                        ], metadata: .test)
                }
            }
            _ = try await home.ledger.funnel(Self.query)
            home.ledger.journeys.keep("keep", in: home.ledger.lane, eventsMin: 1)
            // Behind the steps of keeping.
            try await home.ledger.perform { _ in }
        }
        let all = JourneyRows.blockRows + 100
        try await paint(0..<all, "red")
        try await paint(0..<all, "blue")
        try await expectEqual(home.ledger.rebuild().journeys.first?.position, home.ledger.bell.head)
        try await paint(all - 1..<all, "green")
        let (fresh, kept) = try await reports(home)
        expectTrue(fresh.groups?.map(\.key) == ["blue", "green"] && kept == fresh)
        try await expectEqual(home.ledger.funnel(Self.query), fresh)
        try await home.verify()
    }

    @Test
    func `funnels have the rows that a rebuild made, also when nothing happens after it (L9)`()
        async throws
    {
        var home = try await declared()
        try await append(30, from: 0, to: home)
        let asked = try await home.ledger.funnel(Self.query)
        home.ledger.close()
        try home.tamperViews(
            "DELETE FROM journey", "UPDATE session SET state = replace(state, 'c1', 'x1')")
        home = try TestLedger(home.home, clock: home.clock)
        try await expectTrue(home.ledger.funnel(Self.query) != asked)
        _ = try await home.ledger.rebuild()
        try await expectEqual(home.ledger.funnel(Self.query), asked)
    }

    @Test func `a new declaration begins anew`() async throws {
        var home = try await declared()
        try await append(1500, from: 0, to: home)
        _ = try await home.ledger.funnel(Self.query)
        home = try home.reopen()
        let other = Self.flow.replacing("\"on\":[\"C\"]", with: "\"on\":[\"C\",\"D\"]")
        _ = try await home.ledger.declareFlow(Array(other.utf8), TestSignUps.facts)
        let (declared, remade) = try await reports(home)
        expectEqual(remade, declared, "the rebuild that it starts makes them anew, too")
    }
}
