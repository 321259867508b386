import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// The way through a flow whose steps ask for less than they did, or may be left out (X2).
struct StepWayTests {
    /// Three steps that lead to a stage each, ahead of the end.
    private func flow(required: String = #"["a", "b"]"#, optional: Bool = false) throws
        -> FlowDeclaration
    {
        try FlowDeclaration(
            parsing: Array(
                """
                {"flow": "tour", "stages": [{"name": "begun", "on": ["TB"]},
                {"name": "one", "on": ["T1"]}, {"name": "two", "on": ["T2"]},
                {"name": "three", "on": ["T3"]}, {"name": "done", "on": ["TD"]}],
                "steps": [
                {"name": "one", "fields": {"a": {}, "b": {}}, "required": \(required)},
                {"name": "two", "fields": {"c": {}}, "required": ["c"], "optional": \(optional)},
                {"name": "three", "fields": {"d": {}}, "required": ["d"]}]}
                """.utf8))
    }

    private func state(
        _ stage: String?, _ data: JSONObject, in flow: FlowDeclaration
    ) throws -> DeclaredState {
        var subject = SubjectState(category: "tour", flows: FlowCatalogue.builtIn.adding([flow]))
        let types = stage.flatMap { name in
            flow.stages.firstIndex { $0.name == name }.map { flow.stages[...$0].map { $0.on[0] } }
        }
        for type in types ?? [] { try subject.apply(type, "{}") }
        for (number, step) in flow.steps.enumerated() {
            var saved = FlowStepSaved(
                step: number, name: step.name, fields: [:], personalFields: [:])
            for (name, value) in data where step.field(name) != nil { saved.fields[name] = value }
            guard !saved.fields.isEmpty else { continue }
            let encoded = EncodedEvent(DeclaredEvent.stepSaved(saved))
            try subject.apply(encoded.type, String(decoding: encoded.data, as: UTF8.self))
        }
        guard case .declared(let state) = subject else { throw StepRejection.invalidUser }
        return state
    }

    private func entered(
        _ command: StepCommand, _ state: DeclaredState, in flow: FlowDeclaration
    ) throws -> [String] {
        try StepFlow.decide(command, state, in: flow, at: noon).compactMap { outcome in
            if case .entered(let type, _) = outcome { type } else { nil }
        }
    }

    @Test func `a step that asks for less than it did holds nobody up`() throws {
        let (old, new) = (try flow(), try flow(required: #"["a"]"#))
        let before = try state("begun", ["a": 1], in: old)
        let fields = try StepFlow.fields(["c": 1], ofStep: 1, in: new)
        try expectEqual(
            entered(.save(fields, version: before.events), before, in: new), ["T1", "T2"])
        let through = try state("begun", ["a": 1, "c": 1, "d": 1], in: new)
        try expectEqual(entered(.complete, through, in: new), ["T1", "T2", "T3", "TD"])
    }

    @Test func `what is still missing holds up as before`() throws {
        let flow = try flow()
        let before = try state("begun", ["a": 1], in: flow)
        let fields = try StepFlow.fields(["c": 1], ofStep: 1, in: flow)
        #expect(throws: StepRejection.invalidMove(from: "begun", to: "two")) {
            try entered(.save(fields, version: before.events), before, in: flow)
        }
    }

    @Test func `a step that may be left out is passed by, though its stage is one of all`() throws {
        let flow = try flow(optional: true)
        let before = try state("one", ["a": 1, "b": 1], in: flow)
        let fields = try StepFlow.fields(["d": 1], ofStep: 2, in: flow)
        try expectEqual(
            entered(.save(fields, version: before.events), before, in: flow), ["T2", "T3"])
    }

    @Test func `what is recorded later than it happened takes nobody back`() throws {
        let flow = try flow()
        func fold(_ events: [(String, Int64)]) throws -> DeclaredState {
            var subject = SubjectState(
                category: "tour", flows: FlowCatalogue.builtIn.adding([flow]))
            for (type, minute) in events {
                try subject.apply(type, "{}", at: noon.adding(seconds: minute * 60))
            }
            guard case .declared(let state) = subject else { throw StepRejection.invalidUser }
            return state
        }
        try expectEqual(fold([("TB", 0), ("T1", 1), ("T2", 2)]).stage, "two")
        try expectEqual(fold([("T2", 2), ("T1", 1), ("TB", 0)]).stage, "two", "newest first")
        try expectTrue(fold([("T2", 2), ("TD", 9), ("TB", 0)]).isCompleted, "older history")
        try expectEqual(fold([("T2", 2), ("T1", 3)]).stage, "one", "who went back is back")
        try expectEqual(fold([("T1", 5), ("T2", 2)]).stage, "two", "and who went on went on")
        try expectEqual(fold([("T1", 5), ("T2", 2), ("TB", 3)]).stage, "two", "in any order")
    }

    @Test func `an exit that is told of late counts, unless it was taken back`() throws {
        let flow = try FlowDeclaration(
            parsing: Array(
                """
                {"flow": "tour", "stages": [{"name": "begun", "on": ["TB"]},
                {"name": "one", "on": ["T1"]}, {"name": "done", "on": ["TD"]}],
                "exits": [{"name": "declined", "on": ["Left"]}, {"name": "lost", "on": ["Lost"]}],
                "expiry": "PT1H", "steps": [{"name": "one", "fields": {"a": {}}}]}
                """.utf8))
        func exit(_ events: [(String, Int64)]) throws -> String? {
            var subject = SubjectState(
                category: "tour", flows: FlowCatalogue.builtIn.adding([flow]))
            for (type, minute) in events {
                let isOver = type == "FlowExpired"
                let data = isOver ? EncodedEvent(DeclaredEvent.expired(FlowExpired())) : nil
                try subject.apply(
                    type, data.map { String(decoding: $0.data, as: UTF8.self) } ?? "{}",
                    at: noon.adding(seconds: minute * 60))
            }
            guard case .declared(let state) = subject else { throw StepRejection.invalidUser }
            return state.exit
        }
        try expectEqual(exit([("TB", 0), ("T1", 5), ("Left", 2)]), "declined")
        try expectNil(exit([("TB", 5), ("Left", 2)]), "who began anew since is back")
        try expectEqual(exit([("Left", 5), ("TB", 2)]), "declined", "and who left since is out")
        try expectEqual(exit([("TB", 0), ("Left", 5), ("Lost", 2)]), "declined", "newest first")
        try expectEqual(exit([("TB", 9), ("FlowExpired", 2)]), "expired")
        let back = [("TB", Int64(0)), ("Left", 2), ("TB", 5), ("T1", 6)]
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [0, 2, 3, 1], [0, 1, 3, 2], [2, 0, 3, 1]] {
            try expectNil(exit(order.map { back[$0] }), "\(order)")
        }
    }

    @Test func `of two exits the later counts, also where it was taken back, in any order`() throws
    {
        let flow = try FlowDeclaration(
            parsing: Array(
                """
                {"flow": "tour", "stages": [{"name": "begun", "on": ["TB"]},
                {"name": "one", "on": ["T1"]}, {"name": "done", "on": ["TD"]}],
                "exits": [{"name": "declined", "on": ["Left"]}, {"name": "lost", "on": ["Lost"]}],
                "transitions": [{"from": "begun", "to": "one", "on": "T1"},
                {"from": "one", "to": "done", "on": "TD"},
                {"from": "begun", "to": "declined", "on": "Left"},
                {"from": "begun", "to": "lost", "on": "Lost"},
                {"from": "lost", "to": "one", "on": "T1"}]}
                """.utf8))
        func exit(_ events: [(String, Int64)]) throws -> String? {
            var subject = SubjectState(
                category: "tour", flows: FlowCatalogue.builtIn.adding([flow]))
            for (type, minute) in events {
                try subject.apply(type, "{}", at: noon.adding(seconds: minute * 60))
            }
            guard case .declared(let state) = subject else { throw StepRejection.invalidUser }
            return state.exit
        }
        let later = [("Left", Int64(1)), ("Lost", 2), ("T1", 3)]
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            try expectNil(exit([("TB", 0)] + order.map { later[$0] }), "\(order)")
        }
        try expectEqual(exit([("TB", 0), ("T1", 3), ("Left", 4), ("Lost", 2)]), "declined")
    }

    @Test func `what is seldom meant is hinted at`() throws {
        try expectEqual(flow().hints, [])
        let odd = try FlowDeclaration(
            parsing: Array(
                """
                {"flow": "odd", "stages": [{"name": "a", "on": ["A"]}, {"name": "b", "on": ["B"]},
                {"name": "c", "on": ["C"]}, {"name": "d", "on": ["D"]}],
                "steps": [{"name": "c", "fields": {"x": {}}}, {"name": "bb", "fields": {"y": {}}},
                {"name": "a", "fields": {"z": {}}}]}
                """.utf8))
        expectEqual(
            odd.hints,
            [
                "The step \"bb\" leads to no stage: name it like one, or give it an event.",
                "The step \"a\" comes behind \"c\", and leads to an earlier stage.",
                "No step leads to the stage \"b\": it waits for an event from elsewhere.",
            ])
    }
}
