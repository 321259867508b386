import EventLog
import JSON
import Onboarding
import TestSupport
import Testing
import Time

@testable import OnboardingLedger
@testable import ReadModels

/// Numbers are right by definition: a slow reference that follows every start gives the same
/// (contracts D1, D6).
@Suite("Funnel reference", .timeLimit(.minutes(5))) struct FunnelReferenceTests {
    /// 10,000 histories in all; in two halves, so that both cores count.
    @Test(arguments: [0..<5, 5..<10])
    func `random histories count as the reference counts them`(numbers: Range<Int>) async throws {
        var random = SeededRandom.announced("Funnel")
        let home = try TestLedger()
        var flows: [FlowDeclaration] = []
        for number in numbers {
            let file = Self.flowFile("flow\(number)", &random)
            flows.append(try await home.ledger.declareFlow(Array(file.utf8), TestSignUps.facts))
        }
        for flow in flows { try await Self.play(flow, 1000, home, &random) }
        for flow in flows {
            let name = flow.flow
            let histories = try await home.ledger.read { reader in
                try FunnelReference.histories(of: name, reader)
            }
            expectTrue(histories.count > 900)
            for _ in 0..<12 {
                try await Self.compare(flow, histories, home, &random)
            }
        }
    }

    /// Asks one random question and looks at the numbers, at the list behind them and at the ways.
    private static func compare(
        _ flow: FlowDeclaration, _ histories: [FunnelReference.History], _ home: TestLedger,
        _ random: inout SeededRandom
    ) async throws {
        var query = query(flow, &random)
        var report = try await home.ledger.funnel(query)
        FunnelReference(flow, query, histories, head: noon).expect(report)
        if let group = report.groups?.randomElement(using: &random) {
            query.key = group.key ?? "(none)"
            report = try await home.ledger.funnel(query)
            expectTrue(report.subjects == group.subjects && report.stages == group.stages)
        }
        let reference = FunnelReference(flow, query, histories, head: noon)
        reference.expect(report)
        var list = DropoffQuery(query)
        list.stage = random.next(2) == 0 ? nil : flow.stages[random.next(flow.stages.count)].name
        list.state = [nil, .open, .lost][random.next(3)]
        let page = try await home.ledger.dropoff(list)
        reference.expect(page, of: list)
        let bars = report.stages.filter { list.stage ?? $0.stage == $0.stage }.reduce(0) {
            $0 + (list.state == .lost ? 0 : $1.open) + (list.state == .open ? 0 : $1.lost)
        }
        expectTrue(page.total == bars && page.subjects.count == bars, "a bar is its list's length")
        (query.by, query.key, query.cohort) = ([], nil, nil)
        let from = random.next(flow.stages.count)
        let paths = try await home.ledger.paths(query, from: flow.stages[from].name)
        FunnelReference(flow, query, histories, head: noon).expect(paths, from: from)
    }

    @Test func `an index that is asked as the log grows agrees with a fresh one`() async throws {
        var random = SeededRandom.announced("Funnel.growing")
        let home = try TestLedger()
        let file = Self.flowFile("grow", &random)
        let flow = try await home.ledger.declareFlow(Array(file.utf8), TestSignUps.facts)
        for round in 0..<24 {
            try await Self.play(flow, 10, home, &random, first: round % 6)
            for order in StageOrder.allCases {
                var query = FunnelQuery(flow: "grow")
                (query.by, query.order) = (["colour"], order)
                let report = try await home.ledger.funnel(query)
                let asked = query
                let fresh = try await home.ledger.read { reader in
                    try JourneyIndex(flow).funnel(asked, reader.log, try reader.views())
                }
                expectEqual(report, fresh)
                let histories = try await home.ledger.read { reader in
                    try FunnelReference.histories(of: "grow", reader)
                }
                FunnelReference(flow, query, histories, head: noon).expect(report)
            }
        }
    }

    @Test func `as of a position the funnel is as it stood there`() async throws {
        var random = SeededRandom.announced("Funnel.past")
        let home = try TestLedger()
        let file = Self.flowFile("past", &random)
        let flow = try await home.ledger.declareFlow(Array(file.utf8), TestSignUps.facts)
        try await Self.play(flow, 60, home, &random)
        let head = try await home.ledger.head().size.rawValue
        for _ in 0..<12 {
            let position = 1 + Int64(random.next(Int(head)))
            var query = Self.query(flow, &random)
            query.position = GlobalPosition(rawValue: position)
            let report = try await home.ledger.funnel(query)
            let histories = try await home.ledger.read { reader in
                try FunnelReference.histories(of: "past", reader, through: position)
            }
            FunnelReference(flow, query, histories, head: noon).expect(report)
            expectEqual(report.head, position)
        }
        var query = FunnelQuery(flow: "past")
        query.position = GlobalPosition(rawValue: head + 1)
        let asked = query
        await #expect(throws: FunnelRefusal.unknownPosition(head: head)) {
            try await home.ledger.funnel(asked)
        }
    }

    @Test func `the same question on the same head is answered byte for byte`() async throws {
        let home = try TestLedger()
        try await home.playPast()
        var query = FunnelQuery(flow: "signup")
        query.by = ["plan"]
        var answers: Set<[UInt8]> = []
        for _ in 0..<3 {
            let report = try await home.ledger.funnel(query)
            answers.insert(JSONWriter.encode { report.write(to: &$0) })
        }
        let again = try home.reopen()
        let report = try await again.ledger.funnel(query)
        answers.insert(JSONWriter.encode { report.write(to: &$0) })
        expectEqual(answers.count, 1)
    }

    @Test func `an unknown flow or attribute and a reversed range are refused`() async throws {
        let home = try TestLedger()
        await #expect(throws: FunnelRefusal.self) {
            try await home.ledger.funnel(FunnelQuery(flow: "none"))
        }
        var query = FunnelQuery(flow: "signup")
        query.by = ["colour"]
        await #expect(throws: FunnelRefusal.self) { try await home.ledger.funnel(query) }
        query.by = []
        (query.since, query.until) = (noon, noon)
        await #expect(throws: FunnelRefusal.reversedRange) {
            try await home.ledger.funnel(query)
        }
    }

    @Test func `a funnel of nobody is all zeros`() async throws {
        let home = try TestLedger()
        let report = try await home.ledger.funnel(FunnelQuery(flow: "signup"))
        expectTrue(report.subjects == 0 && report.head == 0)
        expectTrue(report.stages.allSatisfy { $0.subjects == 0 && $0.medianSeconds == nil })
    }

    // MARK: Random flows, histories and questions

    /// Two to six stages, each but the first optional or not, up to two exits, perhaps with a way
    /// back from one of them, perhaps an expiry.
    private static func flowFile(_ name: String, _ random: inout SeededRandom) -> String {
        let stageCount = 2 + random.next(5)
        let stages = (0..<stageCount).map { index in
            let optional = index > 0 && random.next(3) == 0 ? #","optional":true"# : ""
            return #"{"name":"s\#(index)","on":["E\#(index)"]\#(optional)}"#
        }
        let exits = (0..<random.next(3)).map { #"{"name":"x\#($0)","on":["X\#($0)"]}"# }
        var expiry = random.next(2) == 0 ? #","expiry":"PT20M""# : ""
        if !exits.isEmpty, random.next(2) == 0 {
            let (from, to) = (random.next(exits.count), random.next(stageCount))
            expiry += #","transitions":[{"from":"x\#(from)","to":"s\#(to)"}]"#
        }
        return """
            {"flow":"\(name)","stages":[\(stages.joined(separator: ","))],
            "exits":[\(exits.joined(separator: ","))],"attributes":["colour","size"]\(expiry)}
            """
    }

    /// Appends events of `count` subjects in random order of subjects; `first` tells sets apart.
    private static func play(
        _ flow: FlowDeclaration, _ count: Int, _ home: TestLedger, _ random: inout SeededRandom,
        first: Int = 0
    ) async throws {
        let days = (0..<count).map { _ in [0, 0, 0, 0, 1, 2, 30, 40][random.next(8)] }
        var rows: [(Int, NewEvent)] = []
        for _ in 0..<(count * 6) {
            let subject = random.next(count)
            rows.append((subject, event(flow, daysAgo: days[subject], &random)))
        }
        for start in stride(from: 0, to: rows.count, by: 1000) {
            let batch = Array(rows[start..<min(start + 1000, rows.count)])
            try await home.ledger.perform { transaction in
                for (subject, event) in batch {
                    let stream = StreamID(category: flow.flow, id: "\(first)_\(subject)")
                    let append = StreamAppend(to: stream, expected: .any, events: [event])
                    try transaction.append([append], metadata: .test)
                }
            }
        }
    }

    /// Few minutes, so that ties are many; earlier stages more often than later ones. Half come in
    /// the order of time, as they do when nothing is imported.
    private static func event(
        _ flow: FlowDeclaration, daysAgo: Int, _ random: inout SeededRandom
    ) -> NewEvent {
        let stage = min(random.next(flow.stages.count), random.next(flow.stages.count + 1))
        var type = "E\(stage)"
        if random.next(12) == 0, !flow.exits.isEmpty { type = "X\(random.next(flow.exits.count))" }
        if random.next(15) == 0 { type = "Unnamed" }
        let minute = random.next(2) == 0 ? 39 - 4 * stage : random.next(30) + 10
        var attributes: [String: String] = [:]
        for (name, values) in [("colour", ["red", "green", ""]), ("size", ["s", "m", ""])] {
            if random.next(3) == 0 { attributes[name] = values[random.next(values.count)] }
        }
        return .declared(
            type, attributes: attributes,
            occurredAt: noon.adding(seconds: -60 * Int64(minute) - 86_400 * Int64(daysAgo)))
    }

    private static func query(_ flow: FlowDeclaration, _ random: inout SeededRandom) -> FunnelQuery
    {
        func minute() -> Timestamp { noon.adding(seconds: 60 * Int64(random.next(44) - 42)) }
        var query = FunnelQuery(flow: flow.flow)
        query.order = StageOrder.allCases[random.next(3)]
        if random.next(3) == 0 { query.since = minute() }
        if random.next(3) == 0 { query.until = minute() }
        if let since = query.since, let until = query.until, until <= since { query.until = nil }
        // Odd milliseconds beside whole minutes: the window's edge is inclusive.
        if random.next(2) == 0 {
            query.windowMilliseconds = Int64(random.next(30)) * 60_000 + Int64(random.next(3) - 1)
            if query.windowMilliseconds.map({ $0 < 0 }) == true { query.windowMilliseconds = 0 }
        }
        if random.next(2) == 0 { query.asOf = minute() }
        query.by = [[], ["colour"], ["size", "colour"], []][random.next(4)]
        query.cohort = [nil, nil, .day, .week, .month][random.next(5)]
        query.zone = ["UTC", "Asia/Tokyo", "America/Los_Angeles"][random.next(3)]
        query.filters =
            [
                [], [], [AttributeFilter("colour", "red")],
                [AttributeFilter("size", "s"), AttributeFilter("size", "")],
                [AttributeFilter("size", "m"), AttributeFilter("colour", "green")],
            ][random.next(5)]
        return query
    }
}
