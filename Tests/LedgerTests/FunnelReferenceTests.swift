import EventLog
import JSON
import Onboarding
import Testing
import Time

@testable import OnboardingLedger
@testable import ReadModels

/// Numbers are right by definition: a slow reference that follows every start gives the same
/// (contracts D1, D6).
@Suite("Funnel reference", .timeLimit(.minutes(2))) struct FunnelReferenceTests {
    @Test func `random histories count as the reference counts them`() async throws {
        var random = SeededRandom.announced("Funnel")
        let home = try TestLedger()
        var flows: [FlowDeclaration] = []
        for number in 0..<6 {
            let file = Self.flowFile("flow\(number)", &random)
            flows.append(try await home.ledger.declareFlow(Array(file.utf8), TestSignUps.facts))
        }
        var histories: [String: [[ReferenceEvent]]] = [:]
        for (index, flow) in flows.enumerated() {
            // One flow has more subjects than are read one by one.
            let count = index == 0 ? 2100 : 300
            histories[flow.flow] = try await Self.play(flow, count, home, &random)
        }
        for flow in flows {
            for _ in 0..<25 {
                let query = Self.query(flow, &random)
                let report = try await home.ledger.funnel(query)
                let reference = FunnelReference(flow, query, histories[flow.flow] ?? [])
                reference.expect(report)
            }
        }
    }

    @Test func `a book that is asked as the log grows agrees with a fresh one`() async throws {
        var random = SeededRandom.announced("Funnel.growing")
        let home = try TestLedger()
        let file = Self.flowFile("grow", &random)
        let flow = try await home.ledger.declareFlow(Array(file.utf8), TestSignUps.facts)
        var query = FunnelQuery(flow: "grow")
        query.by = "colour"
        for _ in 0..<15 {
            _ = try await Self.play(flow, 10, home, &random)
            let report = try await home.ledger.funnel(query)
            let asked = query
            let fresh = try await home.ledger.read { reader in
                try JourneyBook(flow).funnel(asked, reader.log, try reader.views())
            }
            #expect(report == fresh)
        }
    }

    @Test func `the same question on the same head is answered byte for byte`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        var query = FunnelQuery(flow: "signup")
        query.by = "plan"
        var answers: Set<[UInt8]> = []
        for _ in 0..<3 {
            let report = try await home.ledger.funnel(query)
            answers.insert(JSONWriter.encode { report.write(to: &$0) })
        }
        let again = try home.reopen()
        let report = try await again.ledger.funnel(query)
        answers.insert(JSONWriter.encode { report.write(to: &$0) })
        #expect(answers.count == 1)
    }

    @Test func `an unknown flow or attribute and a reversed range are refused`() async throws {
        let home = try TestLedger()
        await #expect(throws: FunnelRefusal.self) {
            try await home.ledger.funnel(FunnelQuery(flow: "none"))
        }
        var query = FunnelQuery(flow: "signup")
        query.by = "colour"
        await #expect(throws: FunnelRefusal.self) { try await home.ledger.funnel(query) }
        query.by = nil
        (query.since, query.until) = (noon, noon)
        await #expect(throws: FunnelRefusal.reversedRange) {
            try await home.ledger.funnel(query)
        }
    }

    @Test func `a funnel of nobody is all zeros`() async throws {
        let home = try TestLedger()
        let report = try await home.ledger.funnel(FunnelQuery(flow: "signup"))
        #expect(report.subjects == 0 && report.head == 0)
        #expect(report.stages.allSatisfy { $0.subjects == 0 && $0.medianSeconds == nil })
    }

    // MARK: Random flows, histories and questions

    /// Two to six stages, each but the first optional or not, up to two exits, perhaps an expiry.
    private static func flowFile(_ name: String, _ random: inout SeededRandom) -> String {
        let stages = (0..<(2 + random.next(5))).map { index in
            let optional = index > 0 && random.next(3) == 0 ? #","optional":true"# : ""
            return #"{"name":"s\#(index)","on":["E\#(index)"]\#(optional)}"#
        }
        let exits = (0..<random.next(3)).map { #"{"name":"x\#($0)","on":["X\#($0)"]}"# }
        let expiry = random.next(2) == 0 ? #","expiry":"PT20M""# : ""
        return """
            {"flow":"\(name)","stages":[\(stages.joined(separator: ","))],
            "exits":[\(exits.joined(separator: ","))],"attributes":["colour"]\(expiry)}
            """
    }

    /// Appends `count` subjects' events in random order of subjects; answers each one's history.
    private static func play(
        _ flow: FlowDeclaration, _ count: Int, _ home: TestLedger, _ random: inout SeededRandom
    ) async throws -> [[ReferenceEvent]] {
        let first = random.next(1 << 30)
        var histories = Array(repeating: [ReferenceEvent](), count: count)
        var rows: [(Int, ReferenceEvent)] = []
        for _ in 0..<(count * 5) {
            let subject = random.next(count)
            let event = event(flow, &random)
            histories[subject].append(event)
            rows.append((subject, event))
        }
        for start in stride(from: 0, to: rows.count, by: 1000) {
            let batch = Array(rows[start..<min(start + 1000, rows.count)])
            try await home.ledger.perform { transaction in
                for (subject, event) in batch {
                    let stream = StreamID(category: flow.flow, id: "\(first)_\(subject)")
                    let append = StreamAppend(
                        to: stream, expected: .any,
                        events: [
                            .declared(
                                event.type, attributes: event.colour.map { ["colour": $0] } ?? [:],
                                occurredAt: event.time)
                        ])
                    try transaction.append([append], metadata: .test)
                }
            }
        }
        return histories.filter { !$0.isEmpty }
    }

    /// Few minutes, so that ties are many; earlier stages more often than later ones.
    private static func event(_ flow: FlowDeclaration, _ random: inout SeededRandom)
        -> ReferenceEvent
    {
        let stage = min(random.next(flow.stages.count), random.next(flow.stages.count + 1))
        var type = "E\(stage)"
        if random.next(12) == 0, !flow.exits.isEmpty { type = "X\(random.next(flow.exits.count))" }
        if random.next(15) == 0 { type = "Unnamed" }
        let colours = [nil, nil, nil, "red", "green"]
        return ReferenceEvent(
            type: type, time: noon.adding(seconds: 60 * Int64(random.next(30) - 40)),
            colour: colours[random.next(5)])
    }

    private static func query(_ flow: FlowDeclaration, _ random: inout SeededRandom) -> FunnelQuery
    {
        func minute() -> Timestamp { noon.adding(seconds: 60 * Int64(random.next(44) - 42)) }
        var query = FunnelQuery(flow: flow.flow)
        if random.next(3) == 0 { query.since = minute() }
        if random.next(3) == 0 { query.until = minute() }
        if let since = query.since, let until = query.until, until <= since { query.until = nil }
        // Odd milliseconds beside whole minutes: the window's edge is inclusive.
        if random.next(2) == 0 {
            query.windowMilliseconds = Int64(random.next(30)) * 60_000 + Int64(random.next(3) - 1)
            if query.windowMilliseconds.map({ $0 < 0 }) == true { query.windowMilliseconds = 0 }
        }
        if random.next(2) == 0 { query.asOf = minute() }
        if random.next(2) == 0 { query.by = "colour" }
        return query
    }
}
