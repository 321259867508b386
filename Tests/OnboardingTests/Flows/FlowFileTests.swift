import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// X2: a team's own flow in a file.
struct FlowFileTests {
    private func parse(_ text: String) throws(FlowFileError) -> FlowDeclaration {
        try FlowDeclaration(parsing: Array(text.utf8))
    }

    /// The problems of a file, one line each.
    private func problems(_ text: String) -> String {
        do {
            return "no problem: \(try parse(text).flow)"
        } catch {
            return error.description
        }
    }

    private static let small = #"{"flow":"f","stages":[{"name":"a","on":["A"]}]}"#

    /// A file with one stage, `a`, and these members.
    private static func oneStage(_ members: String) -> String {
        #"{"flow":"f","stages":[{"name":"a","on":["A"]}],\#(members)}"#
    }

    @Test func `the smallest flow has one stage`() throws {
        let flow = try parse(Self.small)
        expectEqual(
            flow,
            FlowDeclaration(
                flow: "f", category: "f", stages: [FlowStage("a", on: ["A"])],
                transitions: []))
    }

    @Test func `everything that a file can say is taken`() throws {
        let flow = try parse(
            """
            {"flow": "hire_2", "stages": [
               {"name": "applied", "on": ["Applied", "Re-applied"], "route": "/apply"},
               {"name": "tested", "on": ["Tested"], "optional": true},
               {"name": "hired", "on": ["Hired"], "optional": false}],
             "exits": [{"name": "rejected", "on": ["Rejected"]}],
             "transitions": [{"from": "applied", "to": "hired"},
                             {"from": "applied", "to": "rejected", "on": "Rejected"}],
             "attributes": ["source", "salary band"], "expiry": "P30D",
             "steps": [{"name": "cv", "fields": {"years": {"type": "integer"}}}]}
            """)
        expectTrue(flow.flow == "hire_2" && flow.category == "hire_2")
        expectEqual(
            flow.stages[0], FlowStage("applied", on: ["Applied", "Re-applied"], route: "/apply"))
        expectEqual(flow.stages.map(\.isOptional), [false, true, false])
        // A flow with steps can run out of time (X2).
        expectEqual(
            flow.exits,
            [
                FlowExit("rejected", on: ["Rejected"]), FlowExit("expired", on: ["FlowExpired"]),
            ])
        expectEqual(
            flow.transitions,
            [
                FlowTransition(from: "applied", to: "hired", on: "Hired"),
                FlowTransition(from: "applied", to: "rejected", on: "Rejected"),
            ])
        expectEqual(flow.attributes.map(\.name), ["source", "salary band"])
        expectEqual(flow.expiry, ISO8601Duration("P30D"))
        expectEqual(
            flow.steps.map(\.source), [["name": "cv", "fields": ["years": ["type": "integer"]]]])
        expectEqual(flow.steps.map(\.name), ["cv"])
    }

    @Test func `without transitions, a subject goes on, over optional stages, or out`() throws {
        let flow = try parse(
            """
            {"flow": "f", "stages": [{"name": "a", "on": ["A"]},
               {"name": "b", "on": ["B", "B2"], "optional": true}, {"name": "c", "on": ["C"]}],
             "exits": [{"name": "x", "on": ["X"]}]}
            """)
        expectEqual(
            flow.transitions.map { "\($0.from) \($0.to) \($0.on)" },
            [
                "a b B", "a b B2", "a c C", "b c C", "a x X", "b x X",
            ])
    }

    @Test func `a text that is no JSON says where`() {
        expectEqual(problems("{\n  \"flow\": }"), "line 2, column 11: unexpected character")
    }

    /// Files, each with what is wrong. The type is written: to find it takes a compiler seconds.
    private static let wrongFiles: [(file: String, expected: String)] = [
        ("[]", "expected an object"),
        (
            #"{"stages":[{"name":"a","on":["A"]}]}"#,
            "/flow: expected a flow id: a lower-case letter, then up to 39 of a-z 0-9 _"
        ),
        (
            #"{"flow":"My Flow","stages":[{"name":"a","on":["A"]}]}"#,
            "/flow: expected a flow id: a lower-case letter, then up to 39 of a-z 0-9 _"
        ),
        (
            #"{"flow":"a-b","stages":[{"name":"a","on":["A"]}]}"#,
            "/flow: expected a flow id: a lower-case letter, then up to 39 of a-z 0-9 _"
        ),
        (
            #"{"flow":"session","stages":[{"name":"a","on":["A"]}]}"#,
            #"/flow: "session" is taken by the ledger itself"#
        ),
        (#"{"flow":"f"}"#, "/stages: expected an array of at least one stage"),
        (#"{"flow":"f","stages":[]}"#, "/stages: expected an array of at least one stage"),
        (#"{"flow":"f","stages":[7]}"#, "/stages/0: expected an object"),
        (
            #"{"flow":"f","stages":[{"name":"a b","on":["A"]}]}"#,
            "/stages/0/name: expected a name of 1 to 60 letters, digits, _ or -"
        ),
        (
            #"{"flow":"f","stages":[{"name":"a"}]}"#,
            "/stages/0/on: expected an array of at least one event type"
        ),
        (
            #"{"flow":"f","stages":[{"name":"a","on":["A",""]}]}"#,
            "/stages/0/on/1: expected an event type of 1 to 200 characters"
        ),
        (
            #"{"flow":"f","stages":[{"name":"a","on":["A"],"optional":"no"}]}"#,
            "/stages/0/optional: expected true or false"
        ),
        (
            #"{"flow":"f","stages":[{"name":"a","on":["A"],"optional":true}]}"#,
            "/stages/0/optional: expected false: a flow begins here"
        ),
        (
            #"{"flow":"f","stages":[{"name":"a","on":["A"],"route":"apply"}]}"#,
            #"/stages/0/route: expected a path such as "/apply""#
        ),
        (
            #"{"flow":"f","stages":[{"name":"a","on":["A"],"rout/e~":1}]}"#,
            "/stages/0/rout~1e~0: unknown member; known are name, on, optional, route"
        ),
        (
            #"{"flow":"f","stages":[{"name":"a","on":["A"]},{"name":"a","on":["A"]}]}"#,
            "/stages/1/name: \"a\" is there twice\n/stages/1/on/0: \"A\" is there twice"
        ),
        (
            #"{"flow":"f","stages":[{"name":"a","on":["A"]}],"exits":[{"name":"x","on":["A"]}]}"#,
            #"/exits/0/on/0: "A" is there twice"#
        ),
        (
            #"{"flow":"f","stages":[{"name":"a","on":["A"]}],"exits":{}}"#,
            "/exits: expected an array of exits"
        ),
        (
            #"{"flow":"f","stages":[{"name":"expired","on":["A"]}],"steps":[],"expiry":"P1D"}"#,
            "/expiry: its exit is called \"expired\", as a stage is"
        ),
        (
            #"{"flow":"f","stages":[{"name":"a","on":["FlowExpired"]}],"#
                + #""steps":[],"expiry":"P1D"}"#,
            "/expiry: its event is called \"FlowExpired\", as a stage's is"
        ),
        (
            oneStage(#""exits":[{"name":"x","on":["X"],"route":"/x"}]"#),
            "/exits/0/route: unknown member; known are name, on"
        ),
        (
            oneStage(#""transitions":[{"from":"b","to":"c"}]"#),
            "/transitions/0/from: \"b\" is no stage and no exit\n"
                + "/transitions/0/to: \"c\" is no stage and no exit"
        ),
        (
            oneStage(#""transitions":[{"from":"a","to":"a","on":"B"}]"#),
            #"/transitions/0/on: expected an event type of "a""#
        ),
        (
            #"{"flow":"f","stages":[{"name":"a","on":["A"]}],"attributes":["x",7,"x"]}"#,
            "/attributes/1: expected an attribute's name\n/attributes/2: \"x\" is there twice"
        ),
        (
            #"{"flow":"f","stages":[{"name":"a","on":["A"]}],"expiry":"30 days"}"#,
            #"/expiry: expected an ISO 8601 duration such as "P30D", in "#
                + "weeks, days, hours, minutes and whole seconds"
        ),
        (
            #"{"flow":"f","stages":[{"name":"a","on":["A"]}],"steps":[7,{"title":"x"}]}"#,
            "/steps/0: expected an object\n"
                + "/steps/1/name: expected a name of 1 to 60 letters, digits, _ or -"
        ),
        (
            #"{"flow":"f","stages":[{"name":"a","on":["A"]}],"stage":[]}"#,
            "/stage: unknown member; known are flow, stages, exits, transitions, attributes, "
                + "expiry, steps, variants"
        ),
    ]

    @Test(arguments: wrongFiles)
    func `a wrong file says where and what was expected`(file: String, expected: String) {
        expectEqual(problems(file), expected)
    }

    @Test func `an expiry takes one of the exits that a flow may have`() {
        let exits = (0..<64).map { #"{"name":"x\#($0)","on":["X\#($0)"]}"# }
        let flow = #"{"flow":"f","stages":[{"name":"a","on":["A"]}],"steps":[],"expiry":"P1D","#
        expectEqual(
            problems(flow + "\"exits\":[\(exits.joined(separator: ","))]}"),
            "/exits: expected at most 63, as the expiry takes one")
        expectEqual(
            problems(flow + "\"exits\":[\(exits.dropLast().joined(separator: ","))]}"),
            "no problem: f")
    }

    @Test func `all that is wrong is said at once`() {
        let lines = problems(#"{"flow":7,"stages":[{"on":[]}],"expiry":1}"#).split(separator: "\n")
        expectEqual(
            lines,
            [
                "/flow: expected a flow id: a lower-case letter, then up to 39 of a-z 0-9 _",
                "/stages/0/name: expected a name of 1 to 60 letters, digits, _ or -",
                #"/expiry: expected an ISO 8601 duration such as "P30D", in "#
                    + "weeks, days, hours, minutes and whole seconds",
            ])
    }
}
