import EventLog
import JSON
import Onboarding
import TestSupport
import Testing
import Time

@testable import OnboardingLedger
@testable import ReadModels

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
        expectEqual(report.stages.map(\.subjects), [1, 0, 1])
        expectEqual(report.stages[2].medianSeconds, 5)
    }

    @Test func `the window's last millisecond counts, the next does not`() async throws {
        try await expectEqual(report([("A", 0), ("C", 60)], window: 60_000).stages[2].subjects, 1)
        try await expectEqual(report([("A", 0), ("C", 60)], window: 59_999).stages[2].subjects, 0)
    }

    @Test func `a later start that gets as far takes over the times`() async throws {
        let report = try await report([("A", 0), ("C", 50), ("A", 60), ("C", 70)])
        expectTrue(report.subjects == 1 && report.stages[2].medianSeconds == 10)
    }

    @Test func `a later start that gets less far takes nothing away`() async throws {
        let report = try await report([("A", 0), ("C", 50), ("A", 60)])
        expectTrue(report.stages[2].subjects == 1 && report.stages[2].medianSeconds == 50)
    }

    @Test func `of two starts in one instant the later position counts`() async throws {
        let report = try await report([("A", 0), ("B", 0), ("A", 0), ("B", 5), ("C", 6)])
        expectEqual(report.stages[2].medianSeconds, 1)
    }

    @Test func `an exit in the instant of a start but before it does not end the journey`()
        async throws
    {
        let before = try await report([("Left", 0), ("A", 0)])
        expectTrue(before.exits.map(\.subjects) == [0] && before.stages[0].open == 1)
        let after = try await report([("A", 0), ("Left", 0)])
        expectTrue(after.exits.map(\.subjects) == [1] && after.stages[0].lost == 1)
    }

    @Test func `who may still go on is open until the time is over`() async throws {
        try await expectEqual(report([("A", 0)], asOf: 600).stages[0].open, 1)
        try await expectEqual(report([("A", 0)], asOf: 601).stages[0].lost, 1)
    }

    @Test func `a value that the state lost groups nobody`() async throws {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.flow.utf8), TestSignUps.facts)
        let stream = StreamID(category: "rule", id: "1")
        var query = FunnelQuery(flow: "rule")
        query.by = ["colour"]
        try await home.append("A", to: stream, attributes: ["colour": "red"])
        try await expectEqual(home.ledger.funnel(query).groups?.map(\.key), ["red"])
        let taken = NewEvent(
            type: EventType("Taken"), data: Array(#"{"attributes":{"colour":null}}"#.utf8))
        try await home.append(taken, to: stream)
        try await expectEqual(home.ledger.funnel(query).groups?.map(\.key), [nil])
    }

    @Test func `an attribute is no member of the state that is called the same`() async throws {
        let home = try TestLedger()
        let flow = Self.flow.replacing("colour", with: "status")
        _ = try await home.ledger.declareFlow(Array(flow.utf8), TestSignUps.facts)
        try await home.append(
            "A", to: StreamID(category: "rule", id: "1"), attributes: ["status": "gold"])
        try await home.append("A", to: StreamID(category: "rule", id: "2"))
        var query = FunnelQuery(flow: "rule")
        query.by = ["status"]
        try await expectEqual(home.ledger.funnel(query).groups?.map(\.key), ["gold", nil])
        var friction = FrictionQuery(flow: "rule")
        friction.by = "status"
        try await expectEqual(home.ledger.friction(friction).groups?.map(\.key), [nil, "gold"])
    }

    @Test func `a code that proves a verified sign-up again enters no stage (K1)`() async throws {
        let (home, email) = (try TestSignUps(), "ada@example.com")
        _ = try await home.readySession(email, plan: "professional")
        func stages() async throws -> [String: Int] {
            let stages = try await home.ledger.funnel(FunnelQuery(flow: "signup")).stages
            return Dictionary(uniqueKeysWithValues: stages.map { ($0.stage, $0.subjects) })
        }
        let before = try await stages()
        expectTrue(before["payment_pending"] == 1 && before["identity_pending"] == 0)
        home.home.clock.advance(seconds: 60)
        let other = try await home.start(email, plan: "professional").value.sessionToken
        _ = try await home.signUps.sendCode(home.request(other))
        try await home.verify(other, code: home.code(email))
        home.home.clock.advance(seconds: 3600)
        _ = try await home.signUps.cancel(home.request(other))
        try await expectEqual(stages(), before)
        let friction = try await home.ledger.friction(FrictionQuery(flow: "signup")).steps
        expectEqual(friction.first { $0.name == "identity_pending" }?.subjects, 0)
        expectEqual(friction.first { $0.name == "payment_pending" }?.medianSeconds, 60)
        // A fold from the beginning says the same.
        try await home.home.verify()
        let copy = try TestLedger(try home.home.home.copy(), clock: home.home.clock)
        let again = try await copy.ledger.funnel(FunnelQuery(flow: "signup")).stages
        expectEqual(again.first { $0.stage == "identity_pending" }?.subjects, 0)
    }

    @Test func `who goes back by a move is counted at what follows (K1)`() async throws {
        let (home, email) = (try TestSignUps(), "ada@example.com")
        let token = try await home.readySession(email)
        _ = try await home.start(email, plan: "professional", token: token)
        let session = String(try home.stream(token).id)
        let paid = TestDelivery.checkout(user: session, plan: nil, amount: 9900)
        let body = Array(
            paid.body.replacing(
                "\"user_id\":null",
                with: """
                    "onboarding_session_id":"\(session)","plan_id":"plan_professional"
                    """
            ).utf8)
        _ = try await home.stripe.take(
            try StripeDelivery(parsing: body), body: body, TestSignUps.facts)
        let stages = try await home.ledger.funnel(FunnelQuery(flow: "signup")).stages
        expectEqual(stages.first { $0.stage == "payment_pending" }?.subjects, 1)
        expectEqual(stages.first { $0.stage == "payment_confirmed" }?.subjects, 1)
        let friction = try await home.ledger.friction(FrictionQuery(flow: "signup")).steps
        expectEqual(friction.first { $0.name == "payment_confirmed" }?.subjects, 1)
    }

    @Test func `a bar's key names its group and no other (D2)`() async throws {
        let home = try TestLedger()
        let flow = Self.flow.replacing(#"["colour"]"#, with: #"["p","q"]"#)
        _ = try await home.ledger.declareFlow(Array(flow.utf8), TestSignUps.facts)
        let values = [
            (#"a,b"#, "c"), ("a", "b,c"), (#"a\,b"#, "c"), (#"a\"#, "b,c"), ("(none)", "c"),
            (nil, "c"), (#"\(none)"#, "c"), (#"\\(none)"#, "c"),
        ]
        for (number, (p, q)) in values.enumerated() {
            var attributes = ["q": q]
            attributes["p"] = p
            try await home.append(
                "A", to: StreamID(category: "rule", id: "\(number)"), attributes: attributes)
        }
        for by in [["p"], ["p", "q"]] {
            var list = DropoffQuery(FunnelQuery(flow: "rule"))
            list.funnel.by = by
            let groups = try required(try await home.ledger.funnel(list.funnel).groups)
            expectEqual(groups.map(\.subjects).reduce(0, +), values.count)
            expectEqual(Set(groups.map(\.key)).count, groups.count)
            for group in groups {
                list.funnel.key = group.key ?? "(none)"
                try await expectEqual(home.ledger.dropoff(list).total, group.subjects, "\(by)")
            }
        }
        // Friction calls its groups the same, so that the two reports can be joined (D3, D5).
        var (funnel, friction) = (FunnelQuery(flow: "rule"), FrictionQuery(flow: "rule"))
        (funnel.by, friction.by) = (["p"], "p")
        let (counted, hard) = (
            try await home.ledger.funnel(funnel), try await home.ledger.friction(friction)
        )
        let keys = try required(hard.groups?.map(\.key))
        expectEqual(Set(keys).count, keys.count)
        expectEqual(Set(keys), Set(try required(counted.groups?.map(\.key))))
        func names(_ table: CSVWriter) -> Set<Substring?> {
            Set(
                String(decoding: table.bytes, as: UTF8.self).split(separator: "\r\n").dropFirst()
                    .map { $0.split(separator: ",", omittingEmptySubsequences: false).first })
        }
        expectEqual(names(hard.csv), names(counted.csv))
    }

    @Test func `a group beyond fifty can be asked for by its key (D1, D2)`() async throws {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.flow.utf8), TestSignUps.facts)
        for number in 0..<60 {
            try await home.append(
                "A", to: StreamID(category: "rule", id: "\(number)"),
                attributes: ["colour": "colour-\(number)"])
        }
        var list = DropoffQuery(FunnelQuery(flow: "rule"))
        list.funnel.by = ["colour"]
        let keys = try await home.ledger.funnel(list.funnel).groups?.compactMap(\.key) ?? []
        expectTrue(keys.count == 51 && keys.last == "other")
        let hidden = try required((0..<60).map { "colour-\($0)" }.first { !keys.contains($0) })
        for (key, subjects) in [(keys[0], 1), (hidden, 1), ("other", 10), ("colour-60", 0)] {
            list.funnel.key = key
            let report = try await home.ledger.funnel(list.funnel)
            expectEqual(report.subjects, subjects, "\(key)")
            expectEqual(report.groups?.map(\.key), subjects > 0 ? [key] : [], "\(key)")
            try await expectEqual(home.ledger.dropoff(list).total, subjects, "\(key)")
        }
    }

    @Test func `an empty text is no value, in every report (D1 to D5)`() async throws {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.flow.utf8), TestSignUps.facts)
        for (number, colour) in ["red", "", nil].enumerated() {
            try await home.append(
                "A", to: StreamID(category: "rule", id: "\(number)"),
                attributes: colour.map { ["colour": $0] } ?? [:])
        }
        var list = DropoffQuery(FunnelQuery(flow: "rule"))
        for by in ["colour", "colour:5"] {
            list.funnel.by = [by]
            let groups = try await home.ledger.funnel(list.funnel).groups
            expectTrue(groups?.map(\.key) == [nil, "red"] && groups?.map(\.subjects) == [2, 1])
        }
        list.funnel.key = "(none)"
        try await expectEqual(home.ledger.dropoff(list).total, 2)
        var (funnel, friction) = (FunnelQuery(flow: "rule"), FrictionQuery(flow: "rule"))
        friction.by = "colour"
        try await expectEqual(home.ledger.friction(friction).groups?.map(\.subjects), [2, 1])
        funnel.filters = [AttributeFilter("colour", "")]
        friction.filters = funnel.filters
        try await expectEqual(home.ledger.funnel(funnel).subjects, 2)
        try await expectEqual(home.ledger.friction(friction).groups?.map(\.key), [nil])
        let compared = try await home.ledger.experiment(
            FunnelQuery(flow: "rule"), attribute: "colour")
        expectEqual(compared.variants.map(\.variant), ["red"])
    }

    @Test(arguments: ["-5", "0", "abc", "", "inf"])
    func `bands of a width that is none are refused for the width`(width: String) async throws {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.flow.utf8), TestSignUps.facts)
        var query = FunnelQuery(flow: "rule")
        query.by = ["colour:\(width)"]
        let asked = query
        await #expect(throws: FunnelRefusal.wrongBandWidth("colour", width: width)) {
            try await home.ledger.funnel(asked)
        }
    }

    @Test func `what takes an exit back is nothing between stages, in any form of a journey`()
        async throws
    {
        let home = try TestLedger()
        let moves = """
            "transitions":[{"from":"a","to":"b","on":"B"},{"from":"b","to":"c","on":"C"},
            {"from":"left","to":"b","on":"B"}],"attributes"
            """
        let flow = Self.flow.replacing(#""attributes""#, with: moves)
        _ = try await home.ledger.declareFlow(Array(flow.utf8), TestSignUps.facts)
        for (id, types) in [("1", ["A", "B", "C"]), ("2", ["C", "A", "B", "C"])] {
            for (second, type) in types.enumerated() {
                try await home.append(
                    type, to: StreamID(category: "rule", id: id),
                    occurredAt: noon.adding(seconds: Int64(second) - 60))
            }
        }
        var query = FunnelQuery(flow: "rule")
        query.order = .strict
        try await expectEqual(home.ledger.funnel(query).stages.map(\.subjects), [2, 2, 2])
        try await home.append(
            "Left", "B", to: StreamID(category: "rule", id: "1"), occurredAt: noon)
        try await expectEqual(home.ledger.funnel(query).exits.map(\.subjects), [0])
    }

    /// X3, D2: whoever is asked, the same subjects have left.
    @Test func `an exit stays until a move that is declared from that very exit`() async throws {
        let home = try TestLedger()
        let exits = #"[{"name":"left","on":["Left"]},{"name":"paused","on":["Paused"]}]"#
        let moves =
            #""transitions":[{"from":"a","to":"b","on":"B"},"#
            + #"{"from":"paused","to":"b","on":"B"}],"attributes""#
        let flow = Self.flow.replacing(#""attributes""#, with: moves)
            .replacing(#"[{"name":"left","on":["Left"]}]"#, with: exits)
            .replacing(#","expiry":"PT10M""#, with: "")
        let declared = try await home.ledger.declareFlow(Array(flow.utf8), TestSignUps.facts)
        let journeys: [(types: [String], exit: String?)] = [
            (["A", "Left", "B"], "left"), (["A", "Paused", "B"], nil),
            (["A", "Paused", "Left", "B"], "left"), (["A", "Left", "Paused", "B"], nil),
            (["A", "Left", "A"], nil), (["A", "B", "Paused"], "paused"),
            (["A", "Paused", "B", "Left", "B"], "left"),
        ]
        for (number, journey) in journeys.enumerated() {
            let stream = StreamID(category: "rule", id: "\(number)")
            for type in journey.types { try await home.append(type, to: stream) }
        }
        let report = try await home.ledger.funnel(FunnelQuery(flow: "rule"))
        expectEqual(report.exits.map(\.subjects), [3, 1])
        let page = try await home.ledger.dropoff(DropoffQuery(FunnelQuery(flow: "rule")))
        for (number, journey) in journeys.enumerated() {
            let stream = StreamID(category: "rule", id: "\(number)")
            let listed = try required(page.subjects.first { $0.stream == stream })
            expectTrue(
                listed.exit == journey.exit && (listed.state == .lost) == (journey.exit != nil))
            guard case .declared(let state) = try await home.state(stream) else { throw Stop() }
            expectTrue(
                state.exit == journey.exit && state.stage == listed.stage, "\(journey.types)")
            let row = try required(try await home.row(.session, stream))
            try expectEqual(JSONValue(parsing: row.state)["status"]?.stringValue, state.status)
            expectEqual(state.status, journey.exit ?? "active")
            let owed = DeclaredRequirements.of(state, in: declared, at: noon)
            expectEqual(owed.disabledReason, journey.exit)
            expectEqual(DeclaredStanding(state).end(in: declared, at: noon), journey.exit)
        }
        try await home.verify()
    }

    @Test func `texts are told apart by their bytes, in whatever order they come (D1, D2)`()
        async throws
    {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.flow.utf8), TestSignUps.facts)
        let spellings = ["Orl\u{E9}ans", "Orle\u{301}ans"]
        for (number, spelling) in (spellings + spellings.suffix(1)).enumerated() {
            try await home.append(
                "A", to: StreamID(category: "rule", id: "\(number)"),
                attributes: ["colour": spelling])
        }
        var list = DropoffQuery(FunnelQuery(flow: "rule"))
        list.funnel.by = ["colour"]
        let keys = try await home.ledger.funnel(list.funnel).groups?.map {
            Array(($0.key ?? "").utf8)
        }
        expectEqual(keys, [Array(spellings[1].utf8), Array(spellings[0].utf8)])
        for (spelling, count) in zip(spellings, 1...) {
            list.funnel.key = spelling
            try await expectEqual(home.ledger.dropoff(list).total, count)
            var friction = FrictionQuery(flow: "rule")
            friction.filters = [AttributeFilter("colour", spelling)]
            friction.by = "colour"
            try await expectEqual(home.ledger.friction(friction).groups?.map(\.subjects), [count])
        }
    }

    @Test func `of several values any holds, and an empty one is to have none (D1, D3)`()
        async throws
    {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.flow.utf8), TestSignUps.facts)
        for (number, colour) in ["red", "blue", "green", nil].enumerated() {
            try await home.append(
                "A", to: StreamID(category: "rule", id: "\(number)"),
                attributes: colour.map { ["colour": $0] } ?? [:])
        }
        for (values, count) in [
            (["red"], 1), (["red", "blue"], 2), ([""], 1), (["", "green"], 2), (["mauve"], 0),
        ] {
            var (funnel, friction) = (FunnelQuery(flow: "rule"), FrictionQuery(flow: "rule"))
            funnel.filters = values.map { AttributeFilter("colour", $0) }
            friction.filters = funnel.filters
            try await expectEqual(home.ledger.funnel(funnel).subjects, count, "\(values)")
            try await expectEqual(home.ledger.friction(friction).subjects, count, "\(values)")
        }
    }

    @Test func `bands of a fraction are called by its multiples`() async throws {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.flow.utf8), TestSignUps.facts)
        for (number, text) in ["0.3", "5000", "0x10", "0.29", "-0.05"].enumerated() {
            try await home.append(
                "A", to: StreamID(category: "rule", id: "\(number)"), attributes: ["colour": text])
        }
        var query = FunnelQuery(flow: "rule")
        query.by = ["colour:0.1"]
        let keys = try await home.ledger.funnel(query).groups?.compactMap(\.key).sorted()
        expectEqual(keys, ["-0.1-0", "0.2-0.3", "0.3-0.4", "0x10", "5000-5000.1"])
    }

    @Test func `the last action is the one that happened last, whenever it was told (D2)`()
        async throws
    {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.flow.utf8), TestSignUps.facts)
        let times = ["A": noon.adding(seconds: -3600), "B": noon.adding(seconds: -60)]
        for (id, types) in [("1", ["A", "B"]), ("2", ["B", "A"])] {
            for type in types {
                try await home.append(
                    type, to: StreamID(category: "rule", id: id), occurredAt: times[type])
            }
        }
        var list = DropoffQuery(FunnelQuery(flow: "rule"))
        try await expectEqual(home.ledger.dropoff(list).subjects.map(\.lastEvent), ["B", "B"])
        list.idleMilliseconds = 61_000
        try await expectEqual(home.ledger.dropoff(list).total, 0)
        list.funnel.asOf = noon.adding(seconds: 1)
        try await expectEqual(home.ledger.dropoff(list).total, 2)
    }

    /// Folding the subject anew for each event takes hours for so many.
    @Test func `a subject that is told of from its end to its beginning is read once`() async throws
    {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.flow.utf8), TestSignUps.facts)
        let count = 5000
        try await home.ledger.perform { transaction in
            let events = (0..<count).map { number in
                NewEvent.declared(
                    number == 0 ? "C" : number == count - 1 ? "A" : "Other",
                    occurredAt: noon.adding(seconds: -Int64(number)))
            }
            try transaction.append(
                [
                    StreamAppend(
                        to: StreamID(category: "rule", id: "1"), expected: .any, events: events)
                ], metadata: .test)
        }
        let report = try await home.ledger.funnel(FunnelQuery(flow: "rule"))
        expectEqual(report.stages[2].medianSeconds, Double(count - 1))
    }

    @Test func `an event that could not be read is taken when it can be`() async throws {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.flow.utf8), TestSignUps.facts)
        try await home.append("A", "C", to: StreamID(category: "rule", id: "1"))
        home.ledger.close()
        func reader() throws -> LedgerReader { try LedgerReader(directory: home.directory) }
        let index = JourneyIndex(try reader().flow("rule"))
        let book = FrictionBook(try reader().flow("rule"))
        let rename = "UPDATE event_type SET id = 4000 - id WHERE name = 'C'"
        try TestLedger.tamperLog(home.home, rename)
        let broken = try reader()
        #expect(throws: (any Error).self) { try index.catchUp(broken.log, try broken.views()) }
        #expect(throws: (any Error).self) { try book.catchUp(broken.log, try broken.views()) }
        try TestLedger.tamperLog(home.home, rename)
        let whole = try reader()
        let report = try index.funnel(FunnelQuery(flow: "rule"), whole.log, try whole.views())
        expectEqual(report.stages[2].subjects, 1)
        let query = FrictionQuery(flow: "rule")
        let fresh = FrictionBook(try whole.flow("rule"))
        try expectEqual(
            book.friction(query, whole.log, try whole.views()),
            fresh.friction(query, whole.log, try whole.views()))
    }
}
