import JSON
import Onboarding
import TestSupport
import Testing

@testable import EventLog
@testable import OnboardingLedger
@testable import ReadModels

/// Declaring a team's own flow (contract X2) beside others who do the same.
@Suite(.timeLimit(.minutes(5))) struct FlowDeclarationTests {
    /// The flow's file, with a stage that it could do without or not.
    private static func file(trial: Bool, with member: String? = nil) -> [UInt8] {
        let more = member.map { ",\($0)" } ?? ""
        let stage = trial ? #"{"name":"trial","on":["TrialBegun"]},"# : ""
        return Array(
            """
            {"flow":"mini","stages":[{"name":"begun","on":["MiniBegun"]},\
            {"name":"about","on":["MiniAboutFilled"]},\(stage)\
            {"name":"joined","on":["MiniJoined"]}],\
            "steps":[{"name":"about","fields":{"a":{"type":"integer"}},"required":["a"]}]\(more)}
            """.utf8)
    }

    /// Declares the flow and leaves the read models as they are.
    private static func declaring(trial: Bool) throws
        -> @Sendable (CommandTransaction) throws -> Bool
    {
        let file = file(trial: trial)
        let declaration = try FlowDeclaration(declaring: file)
        let text = try JSONValue(parsing: file).encoded
        return { try Ledger.declare(declaration, text, .test, $0) }
    }

    @Test func `the same form twice in one batch is one event`() async throws {
        let home = try TestLedger()
        let declare = try Self.declaring(trial: true)
        let results = await home.batch([declare, declare])
        try expectEqual(results.map { try $0.get() }, [true, false])
        let stream = StreamID(category: "flow", id: "mini")
        try await expectEqual(home.ledger.events(of: stream, limit: 10).count, 1)
    }

    @Test func `a form that breaks one of the same batch is refused once there are subjects`()
        async throws
    {
        let home = try TestLedger()
        let (long, short) = (try Self.declaring(trial: true), try Self.declaring(trial: false))
        let begin: @Sendable (CommandTransaction) throws -> Bool = { transaction in
            try transaction.append(
                [
                    StreamAppend(
                        to: StreamID(category: "mini", id: "1"), expected: .none,
                        events: [.declared("MiniBegun")])
                ], metadata: .test)
            return true
        }
        let results = await home.batch([long, short, long, begin, short])
        try expectEqual(results.prefix(4).map { try $0.get() }, [true, true, true, true])
        #expect(throws: UnsafeFlowChange.self) { _ = try results[4].get() }
    }

    @Test func `a stage put between leaves what was counted as it was, or is refused (X2, D1)`()
        async throws
    {
        let home = try TestLedger()
        try await home.ledger.declareFlow(Self.file(trial: false), TestSignUps.facts)
        let journeys = [
            ["MiniBegun", "MiniAboutFilled", "MiniJoined"], ["MiniBegun", "MiniAboutFilled"],
            ["MiniBegun"], ["MiniAboutFilled", "MiniBegun", "MiniBegun", "MiniJoined"],
        ]
        for (number, types) in journeys.enumerated() {
            let stream = StreamID(category: "mini", id: String(number))
            for type in types { try await home.append(type, to: stream) }
        }
        var query = FunnelQuery(flow: "mini")
        query.position = GlobalPosition(rawValue: try await home.ledger.head().size.rawValue)
        func counted() async throws -> [[FunnelReport.Stage]] {
            var counted: [[FunnelReport.Stage]] = []
            for order in StageOrder.allCases {
                query.order = order
                let stages = try await home.ledger.funnel(query).stages
                counted.append(stages.filter { $0.stage != "trial" })
            }
            return counted
        }
        let before = try await counted()
        expectEqual(before[0].map(\.subjects), [4, 2, 1])
        await #expect(throws: UnsafeFlowChange.self) {
            try await home.ledger.declareFlow(Self.file(trial: true), TestSignUps.facts)
        }
        let optional = String(decoding: Self.file(trial: true), as: UTF8.self)
            .replacing(#"["TrialBegun"]"#, with: #"["TrialBegun"],"optional":true"#)
        try await home.ledger.declareFlow(Array(optional.utf8), TestSignUps.facts)
        try await expectEqual(home.ledger.funnel(FunnelQuery(flow: "mini")).stages.count, 4)
        try await expectEqual(counted(), before)
        try await home.verify()
    }

    @Test
    func `a flow of steps does not grow behind its end, so that who is through stays so (X2)`()
        async throws
    {
        let home = try TestLedger()
        func file(_ more: String, _ steps: String = "") -> [UInt8] {
            Array(
                (#"{"flow":"mini","stages":[{"name":"begun","on":["MiniBegun"]},"#
                    + #"{"name":"done","on":["MiniDone"]}\#(more)],"expiry":"P14D","#
                    + #""steps":[{"name":"about","fields":{"a":{}}}\#(steps)]}"#).utf8)
        }
        let grown = file(
            #",{"name":"post","on":["MiniPosted"]}"#, #",{"name":"post","fields":{"z":{}}}"#)
        for form in [grown, file("")] {
            try await home.ledger.declareFlow(form, TestSignUps.facts)
        }
        let flows = StepFlows(ledger: home.ledger)
        let request = StepFlows.PlacedRequest(
            place: .init(flow: "mini", userID: "ada"), facts: TestSignUps.facts)
        _ = try await flows.saveStep(0, ["a": 1], version: 0, request)
        try await expectTrue(flows.complete(request).value.isNew)
        let refused = await #expect(throws: UnsafeFlowChange.self) {
            try await home.ledger.declareFlow(grown, TestSignUps.facts)
        }
        expectEqual(refused?.problems.map(\.pointer), ["/stages/2"])
        try await home.ledger.declareFlow(
            file("", #",{"name":"gift","optional":true,"fields":{"z":{}}}"#), TestSignUps.facts)
        home.clock.advance(seconds: 15 * 86_400)
        _ = try await StepFlows.expireOverdue(in: home.ledger, TestSignUps.facts, limit: 10)
        try await expectEqual(flows.progress(at: request.place).status, .completed)
    }

    /// As when the process is killed once the declaration is committed (contract L9).
    @Test func `the same form again heals read models that a stop left behind`() async throws {
        let home = try TestLedger()
        try await home.append("MiniBegun", to: StreamID(category: "mini", id: "1"))
        _ = try await home.ledger.perform(try Self.declaring(trial: true))
        #expect(throws: ViewDefect.self) { try LedgerVerification.run(home.directory) }
        func views() -> ExaminationFinding? {
            LedgerExamination(home.directory, clock: home.clock).run()
                .first { $0.subject == "views" }
        }
        expectTrue(views()?.standing == .warning && views()?.remedy == "onboard rebuild")
        expectEqual(views()?.text.contains("session"), true)
        try await home.ledger.declareFlow(Self.file(trial: true), TestSignUps.facts)
        expectEqual(views()?.standing, .ok)
        try await home.verify()
    }

    /// A new form of the same stages and steps: what it adds is in the rows all the same.
    @Test func `attributes that a new form adds are filled from what was saved (L9, L18, D1)`()
        async throws
    {
        let home = try TestLedger()
        try await home.ledger.declareFlow(Self.file(trial: false), TestSignUps.facts)
        let flows = StepFlows(ledger: home.ledger)
        for (user, number) in [("ada", 7), ("bob", 9)] as [(String, JSONValue)] {
            let place = StepFlows.Place(flow: "mini", userID: user)
            _ = try await flows.saveStep(
                0, ["a": number], version: 0,
                StepFlows.PlacedRequest(place: place, facts: TestSignUps.facts))
        }
        var query = FunnelQuery(flow: "mini")
        try await home.ledger.declareFlow(
            Self.file(trial: false, with: #""attributes":["a"]"#), TestSignUps.facts)
        query.by = ["a"]
        try await expectEqual(home.ledger.funnel(query).groups?.map(\.key), ["7", "9"])
        try await home.verify()
        try await home.ledger.declareFlow(Self.file(trial: false), TestSignUps.facts)
        let row = try await home.row(.session, StreamID(category: "mini", id: "ada"))
        try expectNil(JSONValue(parsing: try required(row).state)["attributes"])
        try await home.verify()
    }

    @Test func `a split counts from its declaration on, and no longer than until the next (D4)`()
        async throws
    {
        let home = try TestLedger()
        func begin(_ id: String) async throws -> JSONValue? {
            let stream = StreamID(category: "mini", id: id)
            try await home.append("MiniBegun", to: stream)
            let first = try await home.ledger.events(of: stream, limit: 1).first
            return try JSONValue(parsing: try required(first).data)["attributes"]?["variant"]
        }
        try await home.ledger.declareFlow(Self.file(trial: false), TestSignUps.facts)
        try await expectNil(begin("1"))
        expectNil(home.ledger.gates.flows.flow("mini")?.variants)
        let split = Self.file(trial: false, with: #""variants":{"x":1,"y":1}"#)
        try await home.ledger.declareFlow(split, TestSignUps.facts)
        let given = try await begin("2")
        expectTrue(given == "x" || given == "y")
        expectEqual(home.ledger.gates.flows.flow("mini")?.variants, ["x": 1, "y": 1])
        try await home.ledger.declareFlow(Self.file(trial: false), TestSignUps.facts)
        try await expectNil(begin("3"))
        try await home.verify()
    }

    @Test func `several at once wait for one rebuild, and find the read models current`()
        async throws
    {
        let home = try TestLedger()
        let ledger = home.ledger
        try await home.append("MiniBegun", to: StreamID(category: "mini", id: "1"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try await ledger.declareFlow(Self.file(trial: true), TestSignUps.facts)
                    try await expectEqual(ledger.read { try $0.outdatedModels() }, [])
                }
            }
            try await group.waitForAll()
        }
        try await home.verify()
    }

    @Test func `a reader reads the flows again only when somebody declared one`() async throws {
        let home = try TestLedger()
        let reader = try LogReader(directory: home.directory)
        var known = KnownFlows()
        func stages() throws -> [String]? {
            try known.catalogue(reader).flow("mini")?.stages.map(\.name)
        }
        try expectNil(stages())
        try await home.ledger.declareFlow(Self.file(trial: false), TestSignUps.facts)
        try expectEqual(stages(), ["begun", "about", "joined"])
        try await home.ledger.declareFlow(Self.file(trial: true), TestSignUps.facts)
        try expectEqual(stages(), ["begun", "about", "trial", "joined"])
        home.ledger.close()
        try TestLedger.tamperLog(home.home, "UPDATE event SET data = '{}'")
        try expectEqual(stages()?.count, 4, "nothing is read again")
        #expect(throws: LogFailure.self) { try reader.flowCatalogue() }
    }

    // MARK: What no row holds

    /// The flow's file with the variants that it gives out, and nothing else that could differ.
    private static func splitting(_ variants: String) -> [UInt8] {
        let file = """
            {"flow":"mini","stages":[{"name":"begun","on":["MiniBegun"]}],\
            "attributes":["variant"]\(variants)}
            """
        return Array(file.utf8)
    }

    /// Declares, then begins ten subjects; answers the variants that they got.
    private func variants(_ home: TestLedger, _ variants: String, from first: Int) async throws
        -> Set<String?>
    {
        try await home.ledger.declareFlow(Self.splitting(variants), TestSignUps.facts)
        let streams = (first..<first + 10).map { StreamID(category: "mini", id: String($0)) }
        var given: Set<String?> = []
        for stream in streams {
            try await home.append("MiniBegun", to: stream)
            let event = try required(try await home.ledger.events(of: stream, limit: 1).first)
            given.insert(try GivenVariants.variant(in: event.data))
        }
        return given
    }

    @Test func `a flow that splits its subjects otherwise does so at once`() async throws {
        let home = try TestLedger()
        try await expectEqual(variants(home, "", from: 0), [nil])
        try await expectEqual(variants(home, #","variants":{"a":1,"b":1}"#, from: 10), ["a", "b"])
        try await expectEqual(variants(home, #","variants":{"x":1,"y":1}"#, from: 20), ["x", "y"])
        expectEqual(home.ledger.gates.flows.flow("mini")?.variants, ["x": 1, "y": 1])
        try await home.verify()
    }

    @Test func `a caller may ask for one of the split's variants, and for no other (D4)`()
        async throws
    {
        let home = try TestLedger()
        func given(_ asked: String, _ id: String) async throws -> String? {
            let stream = StreamID(category: "mini", id: id)
            var metadata = EventMetadata.test
            metadata.variant = asked
            try await home.ledger.perform { [metadata] transaction in
                _ = try transaction.append(
                    [
                        StreamAppend(
                            to: stream, expected: .none, events: [.declared("MiniBegun")])
                    ], metadata: metadata)
            }
            let event = try required(try await home.ledger.events(of: stream, limit: 1).first)
            return try GivenVariants.variant(in: event.data)
        }
        try await home.ledger.declareFlow(Self.splitting(""), TestSignUps.facts)
        try await expectEqual(given("blue", "0"), "blue")
        let split = Self.splitting(#","variants":{"a":1,"b":1}"#)
        try await home.ledger.declareFlow(split, TestSignUps.facts)
        for number in 1..<6 {
            try await expectEqual(given("b", "b\(number)"), "b")
            let own = FlowVariants.variant(["a": 1, "b": 1], flow: "mini", subject: "\(number)")
            try await expectEqual(given("blue", "\(number)"), own)
        }
    }

    @Test func `a field of a step that becomes an attribute is one of who saved it before`()
        async throws
    {
        let home = try TestLedger()
        let ledger = home.ledger
        try await ledger.declareFlow(Self.file(trial: false), TestSignUps.facts)
        var request = StepFlows.PlacedRequest(
            place: .init(flow: "mini", userID: "ada"), facts: TestSignUps.facts)
        request.expected = DemandedVersions([.empty])
        _ = try await StepFlows(ledger: ledger).saveStep(0, ["a": 5], version: 0, request)
        let file = String(decoding: Self.file(trial: false), as: UTF8.self)
            .replacing(#""steps""#, with: #""attributes":["a"],"steps""#)
        try await ledger.declareFlow(Array(file.utf8), TestSignUps.facts)
        try await home.verify()
        let stream = StreamID(category: "mini", id: "ada")
        guard case .declared(let state) = try await home.state(stream) else { throw Stop() }
        expectEqual(state.attributes["a"], 5)
    }
}
