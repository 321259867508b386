import EventLog
import Onboarding
import Testing
import Time

@testable import OnboardingLedger

/// The funnel's finer rules, each by one journey (contract D1).
@Suite("Funnel rules", .timeLimit(.minutes(5))) struct FunnelRuleTests {
    private static let flow = """
        {"flow":"rule","stages":[{"name":"a","on":["A"]},{"name":"b","on":["B"],"optional":true},
        {"name":"c","on":["C"]}],"exits":[{"name":"left","on":["Left"]}],
        "attributes":["colour"],"expiry":"PT10M"}
        """

    /// Counts one subject's events, given as types and seconds; asked five minutes later.
    private func report(
        _ events: [(String, Int64)], window: Int64? = nil, asOf: Int64 = 300
    ) async throws -> FunnelReport {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.flow.utf8), TestSignUps.facts)
        let stream = StreamID(category: "rule", id: "1")
        for (type, second) in events {
            try await home.append(type, to: stream, occurredAt: noon.adding(seconds: second - 3600))
        }
        var query = FunnelQuery(flow: "rule")
        query.windowMilliseconds = window
        query.asOf = noon.adding(seconds: asOf - 3600)
        return try await home.ledger.funnel(query)
    }

    @Test func `an optional stage may be skipped`() async throws {
        let report = try await report([("A", 0), ("C", 5)])
        #expect(report.stages.map(\.subjects) == [1, 0, 1])
        #expect(report.stages[2].medianSeconds == 5)
    }

    @Test func `the window's last millisecond counts, the next does not`() async throws {
        #expect(try await report([("A", 0), ("C", 60)], window: 60_000).stages[2].subjects == 1)
        #expect(try await report([("A", 0), ("C", 60)], window: 59_999).stages[2].subjects == 0)
    }

    @Test func `a later start that gets as far takes over the times`() async throws {
        let report = try await report([("A", 0), ("C", 50), ("A", 60), ("C", 70)])
        #expect(report.subjects == 1 && report.stages[2].medianSeconds == 10)
    }

    @Test func `a later start that gets less far takes nothing away`() async throws {
        let report = try await report([("A", 0), ("C", 50), ("A", 60)])
        #expect(report.stages[2].subjects == 1 && report.stages[2].medianSeconds == 50)
    }

    @Test func `of two starts in one instant the later position counts`() async throws {
        let report = try await report([("A", 0), ("B", 0), ("A", 0), ("B", 5), ("C", 6)])
        #expect(report.stages[2].medianSeconds == 1)
    }

    @Test func `an exit in the instant of a start but before it does not end the journey`()
        async throws
    {
        let before = try await report([("Left", 0), ("A", 0)])
        #expect(before.exits.map(\.subjects) == [0] && before.stages[0].open == 1)
        let after = try await report([("A", 0), ("Left", 0)])
        #expect(after.exits.map(\.subjects) == [1] && after.stages[0].lost == 1)
    }

    @Test func `who may still go on is open until the time is over`() async throws {
        #expect(try await report([("A", 0)], asOf: 600).stages[0].open == 1)
        #expect(try await report([("A", 0)], asOf: 601).stages[0].lost == 1)
    }

    @Test func `a value that the state lost groups nobody`() async throws {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.flow.utf8), TestSignUps.facts)
        let stream = StreamID(category: "rule", id: "1")
        var query = FunnelQuery(flow: "rule")
        query.by = ["colour"]
        try await home.append("A", to: stream, attributes: ["colour": "red"])
        #expect(try await home.ledger.funnel(query).groups?.map(\.key) == ["red"])
        let taken = NewEvent(
            type: EventType("Taken"), data: Array(#"{"attributes":{"colour":null}}"#.utf8))
        try await home.append(taken, to: stream)
        #expect(try await home.ledger.funnel(query).groups?.map(\.key) == [nil])
    }
}
