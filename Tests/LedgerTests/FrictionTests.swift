import EventLog
import JSON
import Onboarding
import TestSupport
import Testing
import Time

@testable import OnboardingLedger
@testable import ReadModels

/// How hard each step was: by examples, and on random histories as a slow reference counts it
/// (contracts D3, D6).
@Suite("Friction", .timeLimit(.minutes(5))) struct FrictionTests {
    private static let codes = [
        "request.invalid_body", "request.version_conflict", "request.precondition_failed",
        "onboarding.save_rate_limited",
    ]
    private static let fields = ["/email", "/name", "/data/size"]
    private static let stages = ["a", "b", "c", "d"]

    private static let file =
        #"{"flow":"staged","stages":[{"name":"a","on":["A"]},{"name":"b","on":["B"]},"#
        + #"{"name":"c","on":["C"]},{"name":"d","on":["D"]}],"#
        + #""exits":[{"name":"x","on":["X"]}],"attributes":["colour"]}"#

    // MARK: Histories

    private static func fact(_ random: inout SeededRandom, isNumbered: Bool) -> FrictionFact {
        let time = noon.milliseconds + Int64(random.next(40)) * 500
        let step: Int? = random.next(4) == 0 ? nil : random.next(4)
        switch random.next(8) {
        case 0 where !isNumbered: return FrictionFact(time: time, step: nil, what: .left)
        case 0...3:
            let fields = fields.filter { _ in random.next(3) == 0 }
            return FrictionFact(
                time: time, step: step,
                what: .refused(codes[random.next(codes.count)], fields: fields))
        default:
            // Of a team's own flow everything is taken for a person's doing.
            return FrictionFact(
                time: time, step: isNumbered ? step ?? 0 : step,
                what: .kept(isPersons: !isNumbered || random.next(5) > 0))
        }
    }

    private static func append(
        _ facts: [FrictionFact], to subject: StreamID, colour: String, isNumbered: Bool,
        _ home: TestLedger
    ) async throws {
        let beside = try required(Refusal.stream(of: subject))
        try await home.ledger.perform { transaction in
            for fact in facts {
                let (stream, event) = Self.event(fact, subject, beside, colour, isNumbered)
                let kind: EventActor.Kind =
                    fact.what == .kept(isPersons: false) ? .webhook : .user
                try transaction.append(
                    [StreamAppend(to: stream, expected: .any, events: [event])],
                    metadata: EventMetadata(
                        actor: EventActor(kind: kind, id: "ada"), correlationID: "request-1"))
            }
        }
    }

    private static func event(
        _ fact: FrictionFact, _ subject: StreamID, _ beside: StreamID, _ colour: String,
        _ isNumbered: Bool
    ) -> (StreamID, NewEvent) {
        let time = Timestamp(milliseconds: fact.time)
        switch fact.what {
        case .refused(let code, let fields):
            var event = NewEvent(
                EncodedEvent(
                    TallyEvent(
                        CommandRefused(
                            command: "save", code: code,
                            step: fact.step.map { isNumbered ? String($0) : stages[$0] },
                            fields: fields))))
            event.occurredAt = time
            return (beside, event)
        case .left: return (subject, .declared("X", occurredAt: time))
        case .kept:
            guard isNumbered else {
                let type = fact.step.map { stages[$0].uppercased() } ?? "Noted"
                return (
                    subject, .declared(type, attributes: ["colour": colour], occurredAt: time)
                )
            }
            var event = NewEvent(
                EncodedEvent(
                    WizardEvent.stepSaved(
                        StepSaved(step: fact.step ?? 0, data: ["at": .string(time.rfc3339)]))))
            event.occurredAt = time
            return (subject, event)
        }
    }

    // MARK: The reference

    @Test(arguments: ["staged", "wizard"])
    func `random histories count as the reference counts them`(flow: String) async throws {
        var random = SeededRandom.announced("Friction.\(flow)")
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.file.utf8), TestSignUps.facts)
        let isNumbered = flow == "wizard"
        var references: [(colour: String, FrictionReference)] = []
        for round in 0..<4 {
            for number in 0..<100 {
                var facts = [
                    FrictionFact(
                        time: noon.milliseconds, step: 0, what: .kept(isPersons: true))
                ]
                for _ in 0..<random.next(14) {
                    facts.append(Self.fact(&random, isNumbered: isNumbered))
                }
                let colour = ["red", "green", "blue", ""][random.next(4)]
                let subject = StreamID(category: flow, id: "\(round)-\(number)")
                try await Self.append(
                    facts, to: subject, colour: colour, isNumbered: isNumbered, home)
                references.append((colour, FrictionReference(isNumbered: isNumbered, facts)))
            }
            // Asked as the log grows.
            var query = FrictionQuery(flow: flow)
            if !isNumbered { query.by = "colour" }
            let report = try await home.ledger.friction(query)
            expectEqual(report.subjects, references.count)
            FrictionSums.expect(report.steps, references.map(\.1))
            for group in report.groups ?? [] {
                FrictionSums.expect(
                    group.steps, references.filter { $0.colour == group.key ?? "" }.map(\.1))
            }
            if isNumbered { continue }
            query.by = nil
            query.filters = [AttributeFilter("colour", "red")]
            let red = try await home.ledger.friction(query)
            FrictionSums.expect(red.steps, references.filter { $0.colour == "red" }.map(\.1))
            let again = try await home.ledger.read { [query] in try $0.friction(query) }
            expectEqual(again, red, "a fresh book says the same")
        }
    }

    @Test func `beyond fifty values a breakdown counts together`() async throws {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.file.utf8), TestSignUps.facts)
        let kept = FrictionFact(
            time: noon.milliseconds, step: 0, what: .kept(isPersons: true))
        // One value of two subjects, one that is called as the rest is, and fifty others.
        let colours = ["red", "red", "other", "other"] + (1...50).map { "colour-\($0)" }
        for (number, colour) in colours.enumerated() {
            let subject = StreamID(category: "staged", id: "\(number)")
            try await Self.append([kept], to: subject, colour: colour, isNumbered: false, home)
        }
        var query = FrictionQuery(flow: "staged")
        query.by = "colour"
        let report = try await home.ledger.friction(query)
        let groups = try required(report.groups)
        expectTrue(groups.count == 50 && groups.first?.key == "red")
        expectEqual(groups.map(\.subjects).reduce(0, +), colours.count)
        let others = try required(groups.last)
        expectTrue(others.key == "other" && others.values == 3 && others.subjects == 4)
        expectEqual(others.steps.first?.saves, 4)
        expectTrue(groups.dropLast().allSatisfy { $0.values == nil && $0.key != "other" })
        query.by = nil
        query.filters = [AttributeFilter("colour", "other")]
        try await expectEqual(home.ledger.friction(query).subjects, 2, "asked for by its name")
    }

    // MARK: Examples

    @Test func `a sign-up's wrong codes, rate limits and times stand at their stages`()
        async throws
    {
        let test = try TestSignUps()
        let token = try await test.start("ada@example.com").value.sessionToken
        _ = try await test.signUps.sendCode(test.request(token))
        test.home.clock.advance(seconds: 30)
        let wrong = VerifyRequest(
            code: "abcdef", firstName: "Ada", lastName: "Byron", password: "correct horse")
        for _ in 1...2 {
            await #expect(throws: RecordedRejection(rejection: .invalidOTP)) {
                try await test.signUps.verify(wrong, test.request(token))
            }
        }
        test.home.clock.advance(seconds: 30)
        _ = try await test.signUps.signInWithGoogle(code: "ada@example.com", test.request(token))
        let report = try await test.ledger.friction(FrictionQuery(flow: "signup"))
        let step = try required(report.steps.first { $0.name == "identity_pending" })
        expectEqual(step.subjects, 1)
        expectEqual(step.rejections, [.init(name: "onboarding.invalid_otp", count: 2)])
        expectEqual(step.retries, 2)
        expectEqual(step.medianSeconds, 60)
        expectEqual(report.steps.map(\.name), SignUpFlow.declaration.stages.map(\.name))
    }

    @Test func `after an exit a refusal stands at the step that it names, or that was left`()
        async throws
    {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.file.utf8), TestSignUps.facts)
        func fact(_ step: Int?, _ what: FrictionFact.What) -> FrictionFact {
            FrictionFact(time: noon.milliseconds, step: step, what: what)
        }
        let late = FrictionFact.What.refused("onboarding.session_expired", fields: [])
        let kept = FrictionFact.What.kept(isPersons: true)
        let ways: [String: [FrictionFact]] = [
            "gone": [
                fact(0, kept), fact(2, kept), fact(nil, .left), fact(2, late), fact(nil, late),
            ],
            // Who never was at a stage is in no funnel either.
            "never": [fact(nil, .left), fact(nil, kept), fact(nil, late)],
        ]
        for (id, facts) in ways {
            let subject = StreamID(category: "staged", id: id)
            try await Self.append(facts, to: subject, colour: "red", isNumbered: false, home)
        }
        var query = FrictionQuery(flow: "staged")
        query.by = "colour"
        let report = try await home.ledger.friction(query)
        expectTrue(report.subjects == 1 && report.groups?.map(\.subjects) == [1])
        expectEqual(report.steps.map(\.subjects), [1, 0, 1, 0])
        expectEqual(report.steps[0].rejections, [])
        expectEqual(
            report.steps[2].rejections, [.init(name: "onboarding.session_expired", count: 2)])
        let funnel = try await home.ledger.funnel(FunnelQuery(flow: "staged"))
        expectEqual(funnel.subjects, report.subjects)
    }

    /// A team's own events may say anything there, and cannot be changed afterwards.
    @Test func `a step that is no whole number names none`() async throws {
        let home = try TestLedger()
        let file = """
            {"flow":"own","stages":[{"name":"a","on":["A"]},{"name":"b","on":["B"]}],
            "steps":[{"name":"s","fields":{"x":{}}},{"name":"b"}]}
            """
        _ = try await home.ledger.declareFlow(Array(file.utf8), TestSignUps.facts)
        let subject = StreamID(category: "own", id: "ada")
        for step in ["1.5", "1e30", "12345678901234567890", "\"1\"", "7", "1"] {
            let data = Array("{\"step\":\(step)}".utf8)
            try await home.append(NewEvent(type: EventType("A"), data: data), to: subject)
        }
        let report = try await home.ledger.friction(FrictionQuery(flow: "own"))
        expectEqual(report.steps.map(\.saves), [0, 1])
    }

    /// Neither may they be called so, but an earlier program may have taken them in.
    @Test func `what a team's own event calls omitted is not added up`() async throws {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.file.utf8), TestSignUps.facts)
        let subject = StreamID(category: "staged", id: "ada")
        try await home.append("A", to: subject)
        for _ in 1...2 {
            let data = Array(#"{"count":9223372036854775807}"#.utf8)
            try await home.append(
                NewEvent(type: EventType("RefusalsOmitted"), data: data), to: subject)
        }
        let omitted = NewEvent(EncodedEvent(TallyEvent.refusalsOmitted(RefusalsOmitted(count: 7))))
        try await home.append(omitted, to: try required(Refusal.stream(of: subject)))
        let report = try await home.ledger.friction(FrictionQuery(flow: "staged"))
        expectEqual(report.omitted, 7)
    }

    @Test func `since and until are about when a subject began`() async throws {
        let home = try TestLedger()
        for (id, hours) in [("early", Int64(0)), ("late", 5)] {
            try await Self.append(
                [
                    FrictionFact(
                        time: noon.milliseconds + hours * 3_600_000, step: 1,
                        what: .kept(isPersons: true))
                ], to: StreamID(category: "wizard", id: id), colour: "", isNumbered: true, home)
        }
        var query = FrictionQuery(flow: "wizard")
        query.since = noon.adding(seconds: 3600)
        try await expectEqual(home.ledger.friction(query).subjects, 1)
        (query.since, query.until) = (nil, noon.adding(seconds: 3600))
        try await expectEqual(home.ledger.friction(query).subjects, 1)
        query.since = noon.adding(seconds: 7200)
        await #expect(throws: FunnelRefusal.reversedRange) {
            try await home.ledger.friction(query)
        }
    }

    @Test func `who was known before entering the flow begins at the entry`() async throws {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.file.utf8), RequestFacts(requestID: "r"))
        let ada = StreamID(category: "staged", id: "ada")
        try await Self.append(
            [
                FrictionFact(time: noon.milliseconds, step: nil, what: .left),
                FrictionFact(
                    time: noon.milliseconds + 7_200_000, step: 0, what: .kept(isPersons: true)),
            ], to: ada, colour: "", isNumbered: false, home)
        var query = FrictionQuery(flow: "staged")
        query.since = noon.adding(seconds: 3600)
        try await expectEqual(home.ledger.friction(query).subjects, 1)
        query.since = noon.adding(seconds: 9000)
        try await expectEqual(home.ledger.friction(query).subjects, 0)
    }

    @Test func `what is asked of no flow or attribute names those there are`() async throws {
        let home = try TestLedger()
        await #expect(throws: FunnelRefusal.self) {
            try await home.ledger.friction(FrictionQuery(flow: "none"))
        }
        var query = FrictionQuery(flow: "signup")
        query.filters = [AttributeFilter("shoe", "42")]
        await #expect(
            throws: FunnelRefusal.unknownAttribute(
                "shoe", known: SignUpFlow.declaration.attributes.map(\.name))
        ) {
            try await home.ledger.friction(query)
        }
        // A wizard's country stands in the tenant's row, not in the wizard's.
        var linked = FrictionQuery(flow: "wizard")
        linked.by = "country"
        await #expect(throws: FunnelRefusal.unknownAttribute("country", known: ["variant"])) {
            try await home.ledger.friction(linked)
        }
    }
}
