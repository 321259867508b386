import EventLog
import Onboarding
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
            #expect(index.position > 0)
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
            #expect(kept == fresh && fresh == asked)
        }
    }

    @Test func `what came after it is followed`() async throws {
        var home = try await declared()
        try await append(1500, from: 0, to: home)
        _ = try await home.ledger.funnel(Self.query)
        home = try home.reopen()
        try await append(700, from: 1500, to: home)
        let (fresh, kept) = try await reports(home)
        #expect(kept == fresh)
        #expect(try await home.ledger.funnel(Self.query) == fresh)
    }

    @Test func `a rebuild and a new declaration begin anew`() async throws {
        var home = try await declared()
        try await append(1500, from: 0, to: home)
        _ = try await home.ledger.funnel(Self.query)
        home = try home.reopen()
        _ = try await home.ledger.rebuild()
        #expect(try await reports(home).kept == nil)
        try await append(1200, from: 1500, to: home)
        _ = try await home.ledger.funnel(Self.query)
        home = try home.reopen()
        let (fresh, kept) = try await reports(home)
        #expect(kept == fresh)
        let other = Self.flow.replacing("\"on\":[\"C\"]", with: "\"on\":[\"C\",\"D\"]")
        _ = try await home.ledger.declareFlow(Array(other.utf8), TestSignUps.facts)
        #expect(try await reports(home).kept == nil)
    }
}
