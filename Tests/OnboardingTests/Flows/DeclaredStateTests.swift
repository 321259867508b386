import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// Streams of flows that have no code (X2).
struct DeclaredStateTests {
    private static let flows = FlowCatalogue.builtIn.adding([
        FlowDeclaration(
            flow: "loan", category: "loan",
            stages: [FlowStage("submitted", on: ["A"]), FlowStage("accepted", on: ["B", "C"])],
            exits: [FlowExit("declined", on: ["D"]), FlowExit("paused", on: ["P"])],
            transitions: [FlowTransition(from: "declined", to: "accepted", on: "B")])
    ])

    private func state(_ events: (String, String)..., flows: FlowCatalogue = flows) throws
        -> SubjectState
    {
        var state = SubjectState(category: "loan", flows: flows)
        for (index, event) in events.enumerated() {
            try state.apply(event.0, event.1, at: noon + Int64(index))
        }
        return state
    }

    @Test func `events move a subject through the declared stages`() throws {
        let state = try state(("A", #"{"attributes":{"amount":"500"}}"#), ("W", "{}"))
        try expectEqual(
            state.json,
            [
                "flow": "loan", "stage": "submitted", "status": "active", "events": 2,
                "lastEvent": "W", "startedAt": "2026-03-01T12:00:00.000Z",
                "updatedAt": "2026-03-01T12:00:01.000Z", "attributes": ["amount": "500"],
            ])
    }

    @Test(arguments: ["B", "C"])
    func `any of a stage's types enters it, and the last stage completes`(type: String) throws {
        let state = try state(("A", "{}"), (type, "{}"))
        expectEqual(state.stage, "accepted")
        expectEqual(state.status, "completed")
    }

    @Test func `an exit says why the subject left`() throws {
        let state = try state(("A", "{}"), ("D", "{}"))
        expectEqual(state.stage, "submitted")
        expectEqual(state.status, "declined")
        try expectEqual(state.json["exit"], "declined")
    }

    @Test func `a subject that comes back as declared, or begins anew, has not left (X3)`() throws {
        let back = try state(("A", "{}"), ("D", "{}"), ("B", "{}"))
        expectEqual(back.status, "completed")
        try expectNil(back.json["exit"])
        try expectEqual(state(("A", "{}"), ("P", "{}"), ("A", "{}")).status, "active")
    }

    @Test(arguments: [("D", "C", "declined"), ("P", "B", "paused")])
    func `no other event takes an exit back`(left: String, next: String, exit: String) throws {
        let state = try state(("A", "{}"), (left, "{}"), (next, "{}"))
        expectEqual(state.stage, "accepted")
        expectEqual(state.status, exit)
    }

    @Test func `attributes keep their latest value, and null clears`() throws {
        let state = try state(
            ("A", #"{"attributes":{"amount":"500","shop":"x","rate":1.25,"old":true}}"#),
            ("B", #"{"fields":{"z":[1]},"attributes":{"amount":"700","shop":null}}"#))
        try expectEqual(state.json["attributes"], ["amount": "700", "rate": 1.25, "old": true])
    }

    @Test func `without its declaration a stream folds but has no stage`() throws {
        let state = try state(("A", #"{"attributes":{"amount":"500"}}"#), flows: .builtIn)
        expectEqual(state.flow, "loan")
        expectNil(state.stage)
        expectEqual(state.status, "active")
        try expectEqual(state.json["attributes"], ["amount": "500"])
    }

    @Test func `data that is no object is refused`() {
        #expect(throws: JSONError(.typeMismatch(expected: .object), at: 0)) {
            try state(("A", "[]"))
        }
        #expect(throws: JSONError(.typeMismatch(expected: .object), at: 14)) {
            try state(("A", #"{"attributes":[]}"#))
        }
    }
}
