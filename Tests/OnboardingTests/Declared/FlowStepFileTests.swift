import JSON
import TestSupport
import Testing

@testable import Onboarding

/// Steps in a flow's file, and what a new form of a flow may change (contract X2).
struct FlowStepFileTests {
    private func problems(_ steps: String, lines: Bool = false) -> [String] {
        let text =
            #"{"flow":"f","stages":[{"name":"a","on":["A"]}],"attributes":["size"],"steps":"#
            + steps + "}"
        do throws(FlowFileError) {
            _ = try FlowDeclaration(parsing: Array(text.utf8))
            return []
        } catch { return error.problems.map(lines ? \.located : \.description) }
    }

    @Test(arguments: [
        (#"[{"name":"a","field":{}}]"#, "/steps/0/field: unknown member; known are name, title"),
        (#"[{"name":"a","fields":[]}]"#, "/steps/0/fields: expected an object"),
        (
            #"[{"name":"a","fields":{"x":{"type":"text"}}}]"#,
            "/steps/0/fields/x/type: expected one of string, number, integer, boolean"
        ),
        (
            #"[{"name":"a","fields":{"x":{"minLenght":3}}}]"#,
            "/steps/0/fields/x/minLenght: unknown keyword; known are type, enum"
        ),
        (
            #"[{"name":"a","fields":{"x":{"pattern":"("}}}]"#,
            "/steps/0/fields/x/pattern: expected a regular expression"
        ),
        (
            #"[{"name":"a","fields":{"x":{"format":"phone"}}}]"#,
            "/steps/0/fields/x/format: expected one of date-time, date, uuid, email, uri"
        ),
        (
            ##"[{"name":"a","fields":{"x":{"$ref":"#/$defs/y"}}}]"##,
            "/steps/0/fields/x/$ref: expected a reference within the schema"
        ),
        (#"[{"name":"a","fields":{"x":7}}]"#, "/steps/0/fields/x: expected a JSON Schema"),
        (
            #"[{"name":"a","fields":{"x":{}},"required":["y"]}]"#,
            "/steps/0/required/0: \"y\" is no field"
        ),
        (#"[{"name":"a","event":"B"}]"#, "/steps/0/event: \"B\" leads to no stage"),
        (
            #"[{"name":"a","schema":{"type":"array"}}]"#,
            "/steps/0/schema/type: expected \"object\""
        ),
        (
            #"[{"name":"a","schema":{"properties":{}},"fields":{}}]"#,
            "/steps/0/fields: expected nothing here: there is a schema"
        ),
        (#"[{"name":"a"},{"name":"a"}]"#, "/steps/1/name: \"a\" is there twice"),
        (
            #"[{"name":"a","fields":{"x":{}}},{"name":"b","fields":{"x":{}}}]"#,
            "/steps/1: the field \"x\" is one of \"a\" already"
        ),
        (
            #"[{"name":"a","fields":{"size":{"x-personal":true}}}]"#,
            "/attributes/0: \"size\" is personal"
        ),
    ])
    func `a wrong step says where and what was expected`(steps: String, expected: String) {
        let problems = problems(steps)
        expectEqual(problems.count, 1)
        expectEqual(problems.first?.hasPrefix(expected), true, "\(problems)")
    }

    @Test(arguments: [
        (#""stages":[{"name":"a","on":["PersonErased"]}]"#, ["/stages/0/on"]),
        (
            #""stages":[{"name":"a","on":["A"]}],"exits":[{"name":"x","on":["EffectFailed"]}]"#,
            ["/exits/0/on"]
        ),
        (
            #""stages":[{"name":"a","on":["CommandRefused"]}],"steps":[{"name":"a"}]"#,
            ["/stages/0/on", "/steps/0/event"]
        ),
    ])
    func `types that only the ledger records are not declared, and still read (X2)`(
        members: String, pointers: [String]
    ) throws {
        let bytes = Array(#"{"flow":"f",\#(members)}"#.utf8)
        _ = try FlowDeclaration(parsing: bytes)
        let error = #expect(throws: FlowFileError.self) { try FlowDeclaration(declaring: bytes) }
        expectEqual(error?.problems.map(\.problem.pointer), pointers)
    }

    @Test func `a pattern that values cannot be matched with is not declared, and still read (X2)`()
        throws
    {
        let file = Array(
            #"""
            {"flow":"f","stages":[{"name":"a","on":["A"]}],"steps":[{"name":"s","event":"A",
            "fields":{"x":{"type":"string","pattern":"(?P<x>a)"}}}]}
            """#.utf8)
        let flow = try FlowDeclaration(parsing: file)
        let refused = #expect(throws: StepRejection.self) {
            try StepFlow.fields(["x": "a"], ofStep: 0, in: flow)
        }
        expectEqual(refused?.code, "onboarding.invalid_fields")
        let error = #expect(throws: FlowFileError.self) { try FlowDeclaration(declaring: file) }
        expectEqual(error?.problems.map(\.problem.pointer), ["/steps/0/fields/x/pattern"])
    }

    /// What is wrong with a file that is to be declared; such a file is still read.
    private func declaring(_ schema: String, with members: String = "") throws -> [String] {
        let file = Array(
            #"""
            {"flow":"f","stages":[{"name":"a","on":["A"]}],"steps":[{"name":"s","event":"A",
            "fields":{"variant":\#(schema)}}]\#(members)}
            """#.utf8)
        _ = try FlowDeclaration(parsing: file)
        do throws(FlowFileError) {
            _ = try FlowDeclaration(declaring: file)
            return []
        } catch { return error.problems.map(\.description) }
    }

    @Test(arguments: [
        (##"{"x-d":{"minLenght":3},"$ref":"#/x-d"}"##, false),
        (##"{"examples":[{"minLenght":3}],"$ref":"#/examples/0"}"##, false),
        (##"{"title":"t","$ref":"#/title"}"##, false),
        (##"{"properties":{"title":{}},"items":{"$ref":"#/properties"}}"##, false),
        (##"{"properties":{"title":{}},"items":{"$ref":"#/properties/title"}}"##, true),
        (##"{"$defs":{"items":{"anyOf":[{}]}},"items":{"$ref":"#/$defs/items/anyOf/0"}}"##, true),
        (##"{"items":{"$ref":"#"}}"##, true),
    ])
    func `a reference leads to what is checked as a schema (X2)`(schema: String, isGood: Bool)
        throws
    {
        let problems = try declaring(schema)
        expectEqual(problems.isEmpty, isGood, "\(problems)")
        if !isGood {
            expectTrue(problems.count == 1 && problems[0].contains("a reference to a schema"))
        }
    }

    @Test(arguments: ["x-Personal", "x-PERSONAL", "x-persona", "x-personel"])
    func `a misspelt mark of personal data is not taken for a note (L14)`(mark: String) throws {
        let problems = try declaring(#"{"items":{"\#(mark)":true}}"#)
        expectEqual(problems.count, 1)
        expectEqual(problems.first?.hasSuffix("for personal data it is x-personal"), true)
        try expectEqual(declaring(#"{"x-unit":"m","x-order":1,"x-person-count":2}"#), [])
    }

    @Test func `a flow that gives out variants has no field of that name (D4)`() throws {
        let variants = #","variants":{"a":1,"b":1}"#
        try expectEqual(
            declaring("{}", with: variants),
            [
                #"/steps/0: expected another name than "variant" for a field: the flow "#
                    + "gives out variants"
            ])
        try expectEqual(declaring("{}"), [])
    }

    @Test(arguments: [
        (##"{"$ref":"#"}"##, ["/$ref"]),
        (
            ##"{"$defs":{"x":{"anyOf":[{"$ref":"#/$defs/x"},{"type":"string"}]}},"##
                + ##""$ref":"#/$defs/x"}"##, ["/$defs/x/anyOf/0/$ref", "/$ref"]
        ),
        (
            ##"{"$defs":{"x":{"allOf":[{"oneOf":[{"$ref":"#/$defs/y"}]}]},"##
                + ##""y":{"$ref":"#/$defs/x"}},"items":{"$ref":"#/$defs/y"}}"##,
            ["/$defs/x/allOf/0/oneOf/0/$ref", "/$defs/y/$ref", "/items/$ref"]
        ),
        (##"{"default":{"$ref":"#/default"},"$ref":"#/default"}"##, ["/$ref"]),
    ])
    func `references round in a circle on one value are not declared, and still read (X2)`(
        schema: String, places: [String]
    ) throws {
        let file = Array(
            #"""
            {"flow":"f","stages":[{"name":"a","on":["A"]}],"steps":[{"name":"s","event":"A",
            "fields":{"x":\#(schema)}}]}
            """#.utf8)
        _ = try FlowDeclaration(parsing: file)
        let error = #expect(throws: FlowFileError.self) { try FlowDeclaration(declaring: file) }
        expectEqual(error?.problems.map(\.problem.pointer), places.map { "/steps/0/fields/x" + $0 })
    }

    @Test func `references lead as far as they are followed, and round by way of a member (X2)`()
        throws
    {
        func declare(_ count: Int, _ last: String) throws {
            let links = (1..<count).map { ##""d\##($0)":{"$ref":"#/$defs/d\##($0 + 1)"}"## }
            let definitions = (links + [##""d\##(count)":\##(last)"##]).joined(separator: ",")
            let file = ##"""
                {"flow":"f","stages":[{"name":"a","on":["A"]}],"steps":[{"name":"s","event":"A",
                "fields":{"x":{"$defs":{\##(definitions)},"$ref":"#/$defs/d1"}}}]}
                """##
            let flow = try FlowDeclaration(declaring: Array(file.utf8))
            _ = try StepFlow.fields(["x": ["m": ["m": [:]]]], ofStep: 0, in: flow)
        }
        try declare(128, #"{"type":"object"}"#)
        #expect(throws: FlowFileError.self) { try declare(129, #"{"type":"object"}"#) }
        try declare(20, ##"{"properties":{"m":{"$ref":"#/$defs/d1"}}}"##)
    }

    @Test(arguments: [
        #"{"type":"object","properties":{"n":{"x-personal":true}}}"#,
        #"{"type":"array","items":{"x-personal":true}}"#, ##"{"$ref":"#/$defs/name"}"##,
        #"{"anyOf":[{"type":"null"},{"type":"string","x-personal":true}]}"#,
        ##"{"items":{"$ref":"#/$defs/deep"}}"##,
    ])
    func `a mark deep inside keeps the whole field apart (L14)`(schema: String) throws {
        let file = ##"""
            {"flow":"f","stages":[{"name":"a","on":["A"]}],"steps":[{"name":"s","event":"A",
            "schema":{"type":"object","properties":{"p":\##(schema),"q":{"type":"string"}},
            "$defs":{"name":{"type":"string","x-personal":true},"deep":{
            "items":{"$ref":"#/$defs/deep"},"properties":{"n":{"$ref":"#/$defs/name"}}}}}}]}
            """##
        let flow = try FlowDeclaration(declaring: Array(file.utf8))
        expectEqual(flow.steps[0].field("p")?.isPersonal, true)
        expectEqual(flow.steps[0].field("q")?.isPersonal, false)
    }

    @Test func `a mistake is told with its line`() {
        let steps = "[\n  {\"name\": \"a\",\n   \"fields\": {\n     \"x\": {\"type\": 1}}}]"
        expectEqual(
            problems(steps, lines: true).map { $0.prefix(32) }, ["line 4, /steps/0/fields/x/type: "]
        )
        let nameless = problems("[\n\n{}]", lines: true)
        expectEqual(nameless.map { $0.prefix(24) }, ["line 3, /steps/0/name: e"])
    }

    @Test func `the flows of the fixtures are right, and one has five steps`() throws {
        _ = try FlowDeclaration(parsing: Repository.bytes("Tests/Fixtures/loan.flow.json"))
        let club = try FlowDeclaration(parsing: Repository.bytes("Tests/Fixtures/club.flow.json"))
        expectEqual(club.stepNames, ["about", "interests", "household", "plan", "consent"])
        expectEqual(club.exits.map(\.name), ["declined", "expired"])
        expectEqual(club.steps[2].field("address")?.isPersonal, true)
    }

    @Test func `time that runs out is an exit, whatever the file calls it`() throws {
        func exits(_ exits: String) throws -> [FlowExit] {
            try FlowDeclaration(
                parsing: Array(
                    (#"{"flow":"f","stages":[{"name":"a","on":["A"]}],"steps":[],"expiry":"P1D","#
                        + #""exits":[\#(exits)]}"#).utf8)
            ).exits
        }
        try expectEqual(exits(""), [FlowExit("expired", on: ["FlowExpired"])])
        try expectEqual(
            exits(#"{"name":"expired","on":["TooLate"]}"#),
            [FlowExit("expired", on: ["TooLate", "FlowExpired"])])
        try expectEqual(
            exits(#"{"name":"late","on":["FlowExpired"]}"#), [FlowExit("late", on: ["FlowExpired"])]
        )
    }

    @Test func `a flow has no more stages than can be counted`() {
        let stages = (0..<65).map { #"{"name":"s\#($0)","on":["S\#($0)"]}"# }
        let file = #"{"flow":"f","stages":["# + stages.joined(separator: ",") + "]}"
        #expect(throws: FlowFileError.self) { try FlowDeclaration(parsing: Array(file.utf8)) }
    }

    // MARK: Changes

    private func flow(_ steps: String, stages: String = #"{"name":"a","on":["A"]}"#) throws
        -> FlowDeclaration
    {
        try FlowDeclaration(
            parsing: Array(#"{"flow":"f","stages":[\#(stages)],"steps":[\#(steps)]}"#.utf8))
    }

    @Test func `what is added behind may be, and what is there may be said otherwise`() throws {
        let old = try flow(#"{"name":"s","fields":{"x":{"type":"string"}}}"#)
        let new = try flow(
            #"{"name":"s","title":"S","fields":{"x":{"maxLength":9},"y":{}},"required":["y"]},"#
                + #"{"name":"t"}"#,
            stages: #"{"name":"a","on":["A","A2"],"route":"/a"}"#)
        expectEqual(FlowChange.problems(from: old, to: new), [])
    }

    @Test func `what subjects have keeps its place and meaning`() throws {
        let old = try flow(
            #"{"name":"s","fields":{"x":{},"y":{}}},{"name":"t"}"#,
            stages: #"{"name":"a","on":["A"]},{"name":"b","on":["B"]}"#)
        let new = try flow(
            #"{"name":"s","fields":{"x":{"x-personal":true}}},{"name":"u"}"#,
            stages: #"{"name":"b","on":["B2"]}"#)
        expectEqual(
            FlowChange.problems(from: old, to: new).map(\.description),
            [
                #"/stages: "a" is gone, and subjects may be there"#,
                #"/stages/0/on: "B" is gone, and may be recorded"#,
                #"/steps/0: the field "x" was not personal, and values are stored so"#,
                #"/steps/0: the field "y" is gone"#,
                #"/steps/1: expected "t": steps are numbered; add new ones behind"#,
            ])
    }

    private func stages(_ names: String...) -> String {
        names.map { name in
            let plain = name.replacing("?", with: "")
            let optional = plain == name ? "" : #","optional":true"#
            return #"{"name":"\#(plain)","on":["\#(plain.uppercased())"]\#(optional)}"#
        }.joined(separator: ",")
    }

    @Test func `an optional stage may come between, and none behind the end`() throws {
        let old = try flow(#"{"name":"s"}"#, stages: stages("a", "b?", "c"))
        func problems(_ stages: String) throws -> [String] {
            let new = try flow(#"{"name":"s"}"#, stages: stages)
            return FlowChange.problems(from: old, to: new).map(\.description)
        }
        try expectEqual(problems(stages("a", "x?", "b?", "y?", "c")), [])
        try expectEqual(
            problems(stages("a", "x", "b?", "c")),
            [
                #"/stages/1: "x" is new, and subjects may be past it: make it optional"#
            ])
        for last in ["d", "d?"] {
            try expectEqual(
                problems(stages("a", "b?", "c", last)),
                [
                    #"/stages/3: "d" is behind "c", and who is there is through: declare what "#
                        + "follows as a flow of its own, or put an optional stage ahead of "
                        + #""c""#
                ])
        }
        try expectEqual(problems(stages("z", "a", "b?", "c")).count, 1)
        try expectEqual(
            problems(stages("a", "b", "c")),
            [
                #"/stages/1: "b" was optional, and subjects may have passed it by"#
            ])
    }

    @Test func `a step that led to a stage that all must enter still does`() throws {
        func flow(_ steps: String) throws -> FlowDeclaration {
            try FlowDeclaration(
                parsing: Array(
                    (#"{"flow":"f","stages":[\#(stages("a", "b", "c"))],"steps":[\#(steps)]}"#)
                        .utf8))
        }
        let (old, moved) = (try flow(#"{"name":"b"}"#), try flow(#"{"name":"b","event":"C"}"#))
        expectEqual(
            FlowChange.problems(from: old, to: moved).map(\.description),
            [
                #"/stages/1: no step leads to "b" any more, and subjects may be before it"#
            ])
    }

    @Test func `an expiry is not taken out of a file together with the exit that it brought`()
        throws
    {
        func flow(_ members: String) throws -> FlowDeclaration {
            try FlowDeclaration(
                parsing: Array(
                    (#"{"flow":"f","stages":[\#(stages("a", "b"))],"steps":[{"name":"b"}]"#
                        + members + "}").utf8))
        }
        let old = try flow(#","expiry":"P14D""#)
        expectEqual(
            FlowChange.problems(from: old, to: try flow("")).map(\.description),
            [
                "/expiry: it is gone, and subjects may have run out of time: keep the exit that "
                    + #"they took, "expired", with "FlowExpired" among its types"#
            ])
        let kept = try flow(#","exits":[{"name":"expired","on":["FlowExpired"]}]"#)
        expectEqual(FlowChange.problems(from: old, to: kept), [])
        expectEqual(FlowChange.problems(from: old, to: try flow(#","expiry":"P1D""#)), [])
    }

    @Test func `a field in another spelling is another field, and the first is gone (X2)`() throws {
        let old = try flow(#"{"name":"s","fields":{"gr\u00f6\u00dfe":{}}}"#)
        let new = try flow(#"{"name":"s","fields":{"gro\u0308\u00dfe":{}}}"#)
        expectEqual(FlowChange.problems(from: old, to: new).count, 1)
        expectEqual(FlowChange.problems(from: old, to: old), [])
    }

    @Test func `a flow that only reads may be read in any way`() throws {
        let old = try FlowDeclaration(
            parsing: Array(#"{"flow":"f","stages":[{"name":"a","on":["A"]}]}"#.utf8))
        let new = try FlowDeclaration(
            parsing: Array(#"{"flow":"f","stages":[{"name":"z","on":["Z"]}]}"#.utf8))
        expectEqual(FlowChange.problems(from: old, to: new), [])
    }
}
