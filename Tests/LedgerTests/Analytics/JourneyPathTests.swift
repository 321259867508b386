import EventLog
import JSON
import Onboarding
import ReadModels
import TestSupport
import Testing
import Time

@testable import OnboardingLedger

/// Ways to completion and to loss, variants, and what a drop-off list says beside its numbers.
@Suite("Journeys", .timeLimit(.minutes(5))) struct JourneyPathTests {
    private static let flow = """
        {"flow":"rule","stages":[{"name":"a","on":["A"]},{"name":"b","on":["B"],"optional":true},
        {"name":"c","on":["C"]},{"name":"d","on":["D"]}],"exits":[{"name":"left","on":["Left"]}],
        "attributes":["colour"],"expiry":"PT10M","variants":{"x":50,"y":50}}
        """

    private func ledger(_ journeys: [(String, [String])]) async throws -> TestLedger {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.flow.utf8), TestSignUps.facts)
        for (id, types) in journeys {
            for (second, type) in types.enumerated() {
                try await home.append(
                    type, to: StreamID(category: "rule", id: id),
                    occurredAt: noon.adding(seconds: Int64(second) - 3600))
            }
        }
        return home
    }

    @Test func `ways are counted from a stage to completion and to loss`() async throws {
        let home = try await ledger([
            ("1", ["A", "B", "C", "D"]), ("2", ["A", "C", "D"]), ("3", ["A", "B", "C", "D"]),
            ("4", ["A", "B", "B", "A", "B", "Left"]), ("5", ["A"]), ("6", ["B"]),
            ("7", ["A", "B", "C", "B", "C", "D"]),
        ])
        let report = try await home.ledger.paths(FunnelQuery(flow: "rule"))
        expectTrue(report.subjects == 6 && report.open == 0)
        expectTrue(report.completed.subjects == 4 && report.completed.pathCount == 3)
        expectEqual(
            report.completed.paths.map(\.steps),
            [
                ["a", "b", "c", "d"], ["a", "b", "c", "b", "c", "d"], ["a", "c", "d"],
            ])
        expectEqual(report.completed.paths.map(\.subjects), [2, 1, 1])
        expectEqual(report.lost.paths.map(\.steps), [["a"], ["a", "b", "left"]])
        let late = try await home.ledger.paths(FunnelQuery(flow: "rule"), from: "c")
        expectEqual(late.subjects, 4)
        expectEqual(late.completed.paths.map(\.steps), [["c", "d"], ["c", "b", "c", "d"]])
        await #expect(throws: FunnelRefusal.self) {
            try await home.ledger.paths(FunnelQuery(flow: "rule"), from: "z")
        }
    }

    @Test func `a way is that of the start which came to its end`() async throws {
        let home = try await ledger([
            ("1", ["A", "B", "C", "D", "A"]), ("2", ["A", "C", "A", "D"]),
            ("3", ["A", "B", "C", "A"]), ("4", ["A", "B", "A", "C", "D"]),
        ])
        let report = try await home.ledger.paths(FunnelQuery(flow: "rule"))
        expectEqual(
            report.completed.paths.map(\.steps),
            [
                ["a", "b", "c", "d"], ["a", "c", "a", "d"], ["a", "c", "d"],
            ])
        expectEqual(report.lost.paths.map(\.steps), [["a", "b", "c", "a"]])
        let late = try await home.ledger.paths(FunnelQuery(flow: "rule"), from: "b")
        expectEqual(late.completed.paths.map(\.steps), [["b", "a", "c", "d"], ["b", "c", "d"]])
    }

    @Test func `at one instant a way goes by position, as the funnel does`() async throws {
        let home = try TestLedger()
        _ = try await home.ledger.declareFlow(Array(Self.flow.utf8), TestSignUps.facts)
        for (id, entered) in [
            ("1", [("B", 0), ("A", 0), ("C", 10)]), ("2", [("A", 0), ("C", 10), ("A", 10)]),
        ] {
            for (type, second) in entered {
                try await home.append(
                    type, to: StreamID(category: "rule", id: id),
                    occurredAt: noon.adding(seconds: Int64(second) - 3600))
            }
        }
        let report = try await home.ledger.paths(FunnelQuery(flow: "rule"))
        expectEqual(report.lost.paths.map(\.steps), [["a", "c"], ["a", "c", "a"]])
        let late = try await home.ledger.paths(FunnelQuery(flow: "rule"), from: "c")
        expectEqual(late.lost.paths.map(\.steps), [["c"], ["c", "a"]])
    }

    @Test func `what was entered behind completion is no way to it`() async throws {
        let home = try await ledger([
            ("1", ["A", "C", "D", "B"]), ("2", ["A", "C", "D", "A", "B"]),
            ("3", ["A", "B", "C", "D"]),
        ])
        let late = try await home.ledger.paths(FunnelQuery(flow: "rule"), from: "b")
        expectEqual(late.completed.paths.map(\.steps), [["b"], ["b", "c", "d"]])
        expectEqual(late.completed.paths.map(\.subjects), [2, 1])
    }

    @Test func `in any order the way goes to what made the flow complete`() async throws {
        let home = try await ledger([("1", ["A", "D", "B", "C"])])
        var query = FunnelQuery(flow: "rule")
        query.order = .any
        let report = try await home.ledger.paths(query)
        expectEqual(report.completed.paths.map(\.steps), [["a", "d", "b", "c"]])
        let late = try await home.ledger.paths(query, from: "d")
        expectEqual(late.completed.paths.map(\.steps), [["d", "b", "c"]])
    }

    @Test func `a strict way does not depend on the order in which events were recorded`()
        async throws
    {
        let home = try await ledger([("1", ["A", "Note", "B", "C"])])
        for (type, second) in [("B", 2), ("A", 0), ("C", 3), ("Note", 1)] {
            try await home.append(
                type, to: StreamID(category: "rule", id: "2"),
                occurredAt: noon.adding(seconds: Int64(second) - 3600))
        }
        var query = FunnelQuery(flow: "rule")
        query.order = .strict
        let report = try await home.ledger.paths(query)
        expectTrue(report.lost.paths.map(\.steps) == [["a"]] && report.lost.subjects == 2)
        // Of several starts it is the one that came furthest.
        let again = try await ledger([("1", ["A", "B", "A", "C", "D"])])
        let ways = try await again.ledger.paths(query).completed.paths
        expectEqual(ways.map(\.steps), [["a", "c", "d"]])
        // A later start that came part of the way takes no stage out.
        let later = try await ledger([("1", ["A", "B", "C", "D", "A", "B"])])
        let whole = try await later.ledger.paths(query).completed.paths
        expectEqual(whole.map(\.steps), [["a", "b", "c", "d"]])
        // From a stage that only an earlier start reached, all that came since is told.
        let earlier = try await ledger([("1", ["A", "B", "A", "C", "D"])])
        let from = try await earlier.ledger.paths(query, from: "b").completed.paths
        expectEqual(from.map(\.steps), [["b", "a", "c", "d"]])
    }

    @Test func `an erasure moves no number and nobody's last action (L14)`() async throws {
        let home = try await ledger([("1", ["A", "B"]), ("2", ["A", "B"])])
        try await home.append(
            NewEvent(
                type: EventType("Note"), data: Array("{}".utf8),
                personal: Array(#"{"email":"ada@example.com"}"#.utf8)),
            to: StreamID(category: "rule", id: "1"))
        func answers() async throws -> (FrictionReport, DropoffPage) {
            var query = DropoffQuery(FunnelQuery(flow: "rule"))
            query.funnel.asOf = noon.adding(seconds: 86_400)
            query.idleMilliseconds = 1000
            return (
                try await home.ledger.friction(FrictionQuery(flow: "rule")),
                try await home.ledger.dropoff(query)
            )
        }
        let before = try await answers()
        _ = try await home.ledger.erase(
            ErasureRequest(
                subject: "rule-1", reason: "asked", actor: EventActor(kind: .admin, id: "root"),
                requestID: "request-9"))
        let events = try await home.ledger.events(of: StreamID(category: "rule", id: "1"), limit: 9)
        expectEqual(events.last?.type.name, "PersonalDataErased")
        let after = try await answers()
        expectEqual(after.0.steps, before.0.steps)
        expectTrue(after.1.subjects == before.1.subjects && after.1.total == 2)
    }

    @Test func `variants are told apart by their bytes, and only so many are compared`()
        async throws
    {
        let home = try await ledger([])
        for (id, colour) in ["caf\u{E9}", "cafe\u{301}", "(none)"].enumerated() {
            try await home.append(
                "A", to: StreamID(category: "rule", id: "\(id)"), attributes: ["colour": colour])
        }
        let query = FunnelQuery(flow: "rule")
        let report = try await home.ledger.experiment(query, attribute: "colour")
        expectEqual(report.variants.map(\.subjects), [1, 1, 1])
        expectTrue(report.variants.contains { $0.variant == "(none)" })
        for id in 3...50 {
            try await home.append(
                "A", to: StreamID(category: "rule", id: "\(id)"), attributes: ["colour": "\(id)"])
        }
        await #expect(throws: FunnelRefusal.tooManyVariants(max: 50)) {
            try await home.ledger.experiment(query, attribute: "colour")
        }
    }

    @Test func `the drawing's links add up to the ways`() async throws {
        let home = try await ledger([
            ("1", ["A", "C", "D"]), ("2", ["A", "C", "D"]), ("3", ["A", "Left"]),
        ])
        let report = try await home.ledger.paths(FunnelQuery(flow: "rule"))
        let json = try JSONValue(parsing: JSONWriter.encode { report.write(to: &$0) })
        let links = json["sankey"]?["links"]?.arrayValue ?? []
        let fromFirst = links.filter { $0["source"] == 0 }
        expectEqual(fromFirst.reduce(0) { $0 + ($1["value"]?.intValue ?? 0) }, 3)
        expectTrue(
            links.allSatisfy { ($0["source"]?.intValue ?? 9) < ($0["target"]?.intValue ?? 0) })
    }

    @Test func `a list says where each went instead`() async throws {
        let home = try await ledger([
            ("1", ["A", "Left"]), ("2", ["A", "C", "A"]), ("3", ["A"]),
        ])
        let page = try await home.ledger.dropoff(DropoffQuery(FunnelQuery(flow: "rule")))
        let subjects = Dictionary(uniqueKeysWithValues: page.subjects.map { ($0.stream.name, $0) })
        expectEqual(subjects["rule-1"]?.instead, .exit("left"))
        expectEqual(subjects["rule-1"]?.lastEvent, "Left")
        expectEqual(subjects["rule-2"]?.instead, .restart(noon.adding(seconds: -3598), stream: nil))
        expectTrue(subjects["rule-2"]?.stage == "c" && subjects["rule-3"]?.instead == nil)
    }

    @Test func `what a job did to end it is nobody's last action (D2)`() async throws {
        let home = try await ledger([("1", ["A", "B"]), ("2", ["A"]), ("3", ["A", "C"])])
        let job = EventMetadata(actor: EventActor(kind: .job, id: "expiry"), correlationID: "night")
        for (id, types) in [
            ("1", ["Left", "Note"]), ("2", ["Left"]), ("3", ["B"]), ("4", ["A", "Left"]),
        ] {
            let append = StreamAppend(
                to: StreamID(category: "rule", id: id), expected: .any,
                events: types.map { NewEvent.declared($0) })
            _ = try await home.ledger.perform { transaction in
                try transaction.append([append], metadata: job)
            }
        }
        let page = try await home.ledger.dropoff(DropoffQuery(FunnelQuery(flow: "rule")))
        let subjects = Dictionary(uniqueKeysWithValues: page.subjects.map { ($0.stream.name, $0) })
        expectTrue(subjects["rule-1"]?.lastEvent == "B" && subjects["rule-1"]?.exit == "left")
        expectEqual(subjects["rule-1"]?.lastEventAt, noon.adding(seconds: -3599))
        expectEqual(subjects["rule-2"]?.lastEvent, "A")
        // What a job did within the flow counts.
        expectEqual(subjects["rule-3"]?.lastEvent, "B")
        expectEqual(subjects["rule-4"]?.lastEvent, "A")
    }

    @Test func `what a provider told is nobody's last action, unless it brought them on (D2)`()
        async throws
    {
        let home = try await ledger([("1", ["A"]), ("2", ["A"])])
        for (id, type, actor) in [
            ("1", "Note", EventActor(kind: .webhook, id: "stripe")),
            ("1", "Note", .reconciliation), ("2", "B", EventActor(kind: .webhook, id: "stripe")),
        ] {
            let append = StreamAppend(
                to: StreamID(category: "rule", id: id), expected: .any,
                events: [NewEvent.declared(type)])
            _ = try await home.ledger.perform { transaction in
                try transaction.append(
                    [append], metadata: EventMetadata(actor: actor, correlationID: "told"))
            }
        }
        let page = try await home.ledger.dropoff(DropoffQuery(FunnelQuery(flow: "rule")))
        let last = Dictionary(
            uniqueKeysWithValues: page.subjects.map { ($0.stream.name, $0.lastEvent) })
        expectEqual(last, ["rule-1": "A", "rule-2": "B"])
    }

    @Test func `a list is paged without gaps, and bounded by how long nothing was heard`()
        async throws
    {
        let home = try await ledger((0..<25).map { ("\($0)", ["A"]) })
        var query = DropoffQuery(FunnelQuery(flow: "rule"))
        query.limit = 10
        var found: [String] = []
        repeat {
            let page = try await home.ledger.dropoff(query)
            expectEqual(page.total, 25)
            found += page.subjects.map(\.stream.name)
            query.after = page.next
        } while query.after != nil
        expectTrue(found.count == 25 && Set(found).count == 25)
        query.idleMilliseconds = 3_600_000
        try await expectEqual(home.ledger.dropoff(query).total, 25)
        query.idleMilliseconds = 3_600_001
        try await expectEqual(home.ledger.dropoff(query).total, 0)
    }

    @Test func `a flow's own split is recorded in the first event and stays`() async throws {
        let home = try await ledger((0..<400).map { ("\($0)", ["A", "C"]) })
        let report = try await home.ledger.experiment(FunnelQuery(flow: "rule"))
        expectEqual(report.variants.map(\.variant), ["x", "y"])
        expectEqual(report.variants.reduce(0) { $0 + $1.subjects }, 400)
        expectEqual(report.isRatioSound, true)
        let first = try await home.ledger.events(of: StreamID(category: "rule", id: "7"), limit: 2)
        let given = try first.map {
            try JSONValue(parsing: $0.data)["attributes"]?["variant"]?.stringValue
        }
        expectTrue(given[0] != nil && given[1] == nil)
        // Declared anew with another split: who has a variant keeps it.
        let other = Self.flow.replacing("\"x\":50,\"y\":50", with: "\"x\":1,\"z\":99")
        _ = try await home.ledger.declareFlow(Array(other.utf8), TestSignUps.facts)
        let again = try await home.ledger.experiment(FunnelQuery(flow: "rule"))
        expectEqual(again.variants.map(\.variant), ["x", "y"])
        expectEqual(again.variants.map(\.subjects), report.variants.map(\.subjects))
        expectTrue(again.variants.map(\.isDeclared) == [true, false] && again.pValue == nil)
    }
}
