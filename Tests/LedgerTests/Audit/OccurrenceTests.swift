import JSON
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger
@testable import ReadModels

/// What is asked by when it occurred, not by when it was recorded (contracts L2, L6, L8).
@Suite("Occurrence") struct OccurrenceTests {
    /// Minutes before the log began.
    private func before(_ minutes: Int64) -> Timestamp { noon.adding(seconds: -60 * minutes) }

    /// Recorded in the order A, C, B, D; A, B, C occurred 30, 20 and 10 minutes before, D now.
    private func lateLoan() async throws -> TestLedger {
        let home = try TestLedger()
        for (type, minutes) in [("A", 30), ("C", 10), ("B", 20)] as [(String, Int64)] {
            try await home.append(
                type, to: .loan(1), attributes: ["by": type], occurredAt: before(minutes))
        }
        try await home.append("D", to: .loan(1))
        return home
    }

    @Test func `a filter by occurrence finds what was recorded later, in any order and page`()
        async throws
    {
        let home = try await lateLoan()
        try await home.append("Elsewhere", to: .loan(2), occurredAt: before(15))
        var filter = EventFilter()
        (filter.occurredSince, filter.occurredUntil) = (before(20), before(10))
        func types(_ order: EventOrder, beyond position: GlobalPosition? = nil) async throws
            -> [String]
        {
            try await home.ledger.events(
                matching: filter, beyond: position, order: order, limit: 9
            ).map(\.type.name)
        }
        try await expectEqual(types(.oldestFirst), ["B", "Elsewhere"])
        try await expectEqual(types(.newestFirst), ["Elsewhere", "B"])
        try await expectEqual(types(.oldestFirst, beyond: 3), ["Elsewhere"])
        filter.stream = .loan(1)
        try await expectEqual(types(.oldestFirst), ["B"])
        // What does not say when it occurred did when it was recorded.
        (filter.occurredSince, filter.occurredUntil) = (noon, nil)
        try await expectEqual(types(.oldestFirst), ["D"])
        filter.since = noon.adding(milliseconds: 1)
        try await expectTrue(types(.oldestFirst).isEmpty)
    }

    @Test func `a state by occurrence has what had occurred by then, in the log's order`()
        async throws
    {
        let home = try await lateLoan()
        func state(_ time: Timestamp) async throws -> (StreamState, LoanFacts) {
            let state = try required(try await home.ledger.state(of: .loan(1), at: .occurred(time)))
            return (state, try LoanFacts(state))
        }
        let (none, _) = try await state(before(31))
        expectTrue(none.version == .empty && none.leftOutCount == 0)
        let (first, a) = try await state(before(30))
        expectTrue(first.version == 1 && a.lastEvent == "A" && a.events == 1)
        let (second, b) = try await state(before(20))
        expectTrue(second.version == 3 && b.lastEvent == "B" && b.events == 2)
        expectEqual(second.leftOutCount, 1, "C occurred later")
        let (all, _) = try await state(noon)
        expectEqual(all, (try await home.ledger.state(of: .loan(1))))
    }

    @Test func `a difference by occurrence is that of the two states`() async throws {
        let home = try await lateLoan()
        func changes(_ from: StreamMoment, _ to: StreamMoment) async throws -> [String: String]? {
            try await home.ledger.difference(of: .loan(1), from: from, to: to)?.changes
                .reduce(into: [:]) { texts, change in
                    texts[change.field] =
                        [change.before, change.after].map { bytes in
                            bytes.map { String(decoding: $0, as: UTF8.self) } ?? "-"
                        }.joined(separator: " ") + " \(change.setBy.type)"
                }
        }
        let found = try required(
            try await changes(.occurred(before(30)), .occurred(before(20))))
        expectEqual(found["events"], "1 2 B")
        expectEqual(found["attributes.by"], #""A" "B" B"#)
        expectNil(found["startedAt"])
        // C is recorded between the two that both have.
        let between = try required(
            try await changes(.occurred(before(20)), .occurred(before(10))))
        expectEqual(between["events"], "2 3 B")
        expectNil(between["attributes.by"])
        try await expectNil(changes(.occurred(before(10)), .occurred(before(20))))
        let none = try await changes(.occurred(before(19)), .occurred(before(11)))
        expectEqual(none, [:])
    }

    @Test func `blame knows both times`() async throws {
        let home = try await lateLoan()
        let history = try required(
            try await home.ledger.history(of: "attributes.by", in: .loan(1)))
        expectEqual(history.map(\.at), [before(30), before(10), before(20)])
        expectTrue(history.allSatisfy { $0.recordedAt == noon })
    }

    @Test func `blame and a field's history are told as of a version`() async throws {
        let home = try await lateLoan()
        let blames = try required(
            try await home.ledger.blame(of: .loan(1), at: .version(2)))
        expectEqual(blames.map(\.version).max(), 2)
        let history = try required(
            try await home.ledger.history(
                of: "attributes.by", in: .loan(1), through: .version(2)))
        expectEqual(history.map(\.at), [before(30), before(10)])
    }
}

/// What the tests look at in a loan's state.
private struct LoanFacts {
    let lastEvent: String?
    let events: Int64?

    init(_ state: StreamState) throws {
        let json = try JSONValue(parsing: state.state)
        lastEvent = json["lastEvent"]?.stringValue
        events = json["events"]?.int64Value
    }
}
