import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// The rules of a team's own flow of steps (contract X2), on the club of the fixtures.
struct StepFlowTests {
    private let club: FlowDeclaration
    private let flows: FlowCatalogue

    init() throws {
        club = try FlowDeclaration(parsing: Repository.bytes("Tests/Fixtures/club.flow.json"))
        flows = FlowCatalogue.builtIn.adding([club])
    }

    private static let about: JSONValue = ["givenName": "Ada", "email": "ada@example.com"]
    private static let address: JSONValue = ["street": "1 Row", "city": "London", "country": "GB"]

    private func empty() throws -> DeclaredState {
        guard case .declared(let state) = SubjectState(category: "club", flows: flows) else {
            throw StepRejection.invalidUser
        }
        return state
    }

    /// Decides and folds; answers the types of what was appended.
    private func run(
        _ command: StepCommand, _ state: inout DeclaredState, at time: Timestamp = noon
    ) throws -> [String] {
        let outcomes = try StepFlow.decide(command, state, in: club, at: time)
        var subject = SubjectState.declared(state)
        for outcome in outcomes {
            let event: (type: String, data: [UInt8], personal: [UInt8]?)
            switch outcome {
            case .recorded(let recorded):
                let encoded = EncodedEvent(recorded)
                event = (encoded.type, encoded.data, encoded.personal)
            case .entered(let type, _): event = (type, Array("{}".utf8), nil)
            }
            try subject.apply(
                event.type, String(decoding: event.data, as: UTF8.self),
                personal: event.personal.map { String(decoding: $0, as: UTF8.self) }, at: time)
        }
        if case .declared(let folded) = subject { state = folded }
        return outcomes.map { outcome in
            switch outcome {
            case .recorded(let recorded): recorded.kind.rawValue
            case .entered(let type, _): type
            }
        }
    }

    private func save(
        _ step: Int, _ data: JSONValue, _ state: inout DeclaredState, at time: Timestamp = noon
    ) throws -> [String] {
        try run(saving(step, data, version: state.events), &state, at: time)
    }

    private func saving(_ step: Int, _ data: JSONValue, version: Int) throws(StepRejection)
        -> StepCommand
    {
        .save(try StepFlow.fields(data, ofStep: step, in: club), version: version)
    }

    private func rejection(
        saving step: Int, _ data: JSONValue, version: Int, _ state: DeclaredState,
        at time: Timestamp = noon
    ) -> StepRejection? {
        do throws(StepRejection) {
            return rejection(try saving(step, data, version: version), state, at: time)
        } catch { return error }
    }

    private func rejection(
        _ command: StepCommand, _ state: DeclaredState, at time: Timestamp = noon
    ) -> StepRejection? {
        do throws(StepRejection) {
            _ = try StepFlow.decide(command, state, in: club, at: time)
            return nil
        } catch { return error }
    }

    @Test func `the first save begins, and a filled step leads to its stage once`() throws {
        var state = try empty()
        try expectEqual(save(0, ["givenName": "Ada"], &state), ["ClubBegun", "FlowStepSaved"])
        expectEqual(state.stage, "begun")
        try expectEqual(
            save(0, ["email": "ada@example.com"], &state), ["FlowStepSaved", "ClubAboutFilled"])
        expectEqual(state.stage, "about")
        try expectEqual(save(0, ["givenName": "Eda"], &state), ["FlowStepSaved"])
        expectEqual(state.stage, "about")
        try expectEqual(save(0, ["givenName": "Eda"], &state), [], "what is stored is no event")
    }

    // MARK: Names

    @Test func `a field in another spelling is an unknown one (X2)`() throws {
        let flow = try FlowDeclaration(
            declaring: Array(
                (#"{"flow":"f","stages":[{"name":"a","on":["A"]}],"#
                    + #""steps":[{"name":"s","fields":{"gr\u00f6\u00dfe":{}}}]}"#).utf8))
        _ = try StepFlow.fields(["gr\u{f6}\u{df}e": 1], ofStep: 0, in: flow)
        let refused = #expect(throws: StepRejection.self) {
            try StepFlow.fields(["gro\u{308}\u{df}e": 1], ofStep: 0, in: flow)
        }
        guard case .invalidData(let problems) = refused else { throw StepRejection.invalidUser }
        expectTrue(problems.count == 1 && problems[0].detail.hasPrefix("unknown field"))
    }

    @Test func `a save changes no variant, nor says another than the flow gave (D4)`() throws {
        let flow = try FlowDeclaration(
            parsing: Array(
                (#"{"flow":"f","stages":[{"name":"a","on":["A"]}],"variants":{"x":1,"y":1},"#
                    + #""steps":[{"name":"s","fields":{"variant":{},"size":{}}}],"#
                    + #""attributes":["size"]}"#).utf8))
        func folded(_ saves: String...) throws -> JSONObject {
            let flows = FlowCatalogue.builtIn.adding([flow])
            var subject = SubjectState(category: "f", flows: flows)
            for save in saves {
                try subject.apply("FlowStepSaved", #"{"step":0,"name":"s",\#(save)}"#, at: noon)
            }
            guard case .declared(let state) = subject else { throw StepRejection.invalidUser }
            return state.attributes
        }
        let own = #""fields":{"variant":"z","size":1}"#
        try expectEqual(
            folded(#""attributes":{"variant":"x"},"# + own), ["variant": "x", "size": 1])
        let given = #""attributes":{"variant":"y"}"#
        try expectEqual(folded(given, own), ["variant": "y", "size": 1])
        try expectEqual(folded(own, #""fields":{"variant":"w"}"#)["variant"], "z")
    }

    @Test func `completing tries each type that leads to the last stage`() throws {
        let flow = try FlowDeclaration(
            parsing: Array(
                (#"{"flow":"t","stages":[{"name":"a","on":["A"]},{"name":"z","on":["Y","Z"]}],"#
                    + #""transitions":[{"from":"a","to":"z","on":"Z"}],"steps":[{"name":"a","#
                    + #""fields":{"x":{}},"required":["x"]}]}"#).utf8))
        var subject = SubjectState(category: "t", flows: FlowCatalogue.builtIn.adding([flow]))
        try subject.apply("FlowStepSaved", #"{"step":0,"name":"a","fields":{"x":1}}"#, at: noon)
        try subject.apply("A", "{}", at: noon)
        guard case .declared(let state) = subject else { throw StepRejection.invalidUser }
        let outcomes = try StepFlow.decide(.complete, state, in: flow, at: noon)
        let entered = outcomes.compactMap { outcome -> String? in
            if case .entered(let type, _) = outcome { type } else { nil }
        }
        expectEqual(entered, ["Z"])
    }

    @Test func `a step leads on by any type of its stage, but by the one that it names`() throws {
        func types(_ event: String) throws -> [String] {
            let flow = try FlowDeclaration(
                parsing: Array(
                    (#"{"flow":"t","stages":[{"name":"a","on":["A"]},{"name":"b","on":["B","B2"]},"#
                        + #"{"name":"z","on":["Z"]}],"transitions":[{"from":"a","to":"b","on":"B2"},"#
                        + #"{"from":"b","to":"z"}],"steps":[{"name":"b",\#(event)"#
                        + #""fields":{"x":{}},"required":["x"]}]}"#).utf8))
            guard
                case .declared(let state) = SubjectState(
                    category: "t", flows: FlowCatalogue.builtIn.adding([flow]))
            else { throw StepRejection.invalidUser }
            let fields = try StepFlow.fields(["x": 1], ofStep: 0, in: flow)
            return try StepFlow.decide(.save(fields, version: 0), state, in: flow, at: noon)
                .compactMap { if case .entered(let type, _) = $0 { type } else { nil } }
        }
        try expectEqual(types(""), ["A", "B2"])
        #expect(throws: StepRejection.self) { try types(#""event":"B","#) }
    }

    @Test func `the whole way ends completed, over an optional step`() throws {
        var state = try empty()
        _ = try save(0, Self.about, &state)
        try expectEqual(
            save(2, ["adults": 2, "address": Self.address], &state),
            ["FlowStepSaved", "ClubHouseholdDescribed"])
        _ = try save(3, ["plan": "family"], &state)
        expectEqual(state.attributes["plan"], "family", "a field that is an attribute is one")
        expectEqual(
            rejection(.complete, state),
            .incomplete([
                FieldProblem(
                    pointer: "/stepData/terms", detail: "is required by the step consent")
            ]))
        _ = try save(4, ["terms": true], &state)
        try expectEqual(run(.complete, &state), ["ClubJoined"])
        expectTrue(state.isCompleted && state.status == "completed")
        try expectEqual(run(.complete, &state), [], "twice is once")
        expectEqual(rejection(saving: 0, [:], version: state.events, state), .alreadyCompleted)
    }

    @Test func `a step that the flow does not lead to is refused`() throws {
        var state = try empty()
        _ = try save(0, ["givenName": "Ada"], &state)
        let version = state.events
        expectEqual(
            rejection(saving: 3, ["plan": "single"], version: version, state),
            .invalidMove(from: "begun", to: "plan"))
    }

    @Test func `personal fields are kept apart, and the rest is not`() throws {
        let state = try empty()
        let outcomes = try StepFlow.decide(
            saving(0, ["givenName": "Ada", "source": "web"], version: 0), state, in: club, at: noon)
        let saved = FlowStepSaved(
            step: 0, name: "about", fields: ["source": "web"],
            personalFields: ["givenName": "Ada"])
        expectEqual(outcomes.last, .recorded(.stepSaved(saved)))
    }

    @Test func `erased fields are gone and the rest stays`() throws {
        let saved = EncodedEvent(
            DeclaredEvent.stepSaved(
                FlowStepSaved(
                    step: 0, name: "about", fields: ["source": "web"],
                    personalFields: ["givenName": "Ada"])))
        var subject = SubjectState(category: "club", flows: flows)
        try subject.apply(saved.type, String(decoding: saved.data, as: UTF8.self))
        guard case .declared(let state) = subject else {
            Issue.record("\(subject)")
            return
        }
        expectEqual(state.stepData, ["source": "web"])
    }

    @Test(
        arguments: [
            (0, ["email": "nobody"], ["/data/email: expected the format email"]),
            (
                0, ["shoe": 42],
                ["/data/shoe: unknown field; known are givenName, email, birthday, source"]
            ),
            (0, ["source": "telex"], [#"/data/source: expected one of "friend", "web", "event""#]),
            (
                2, ["adults": 0, "address": ["street": "", "city": "X", "country": "uk"]],
                [
                    "/data/adults: expected at least 1",
                    "/data/address/street: expected at least 1 characters",
                    "/data/address/country: expected a text that matches ^[A-Z]{2}$",
                ]
            ),
        ] as [(Int, JSONValue, [String])])
    func `a wrong value says where and what was expected`(
        step: Int, data: JSONValue, expected: [String]
    ) throws {
        let rejection = try rejection(saving: step, data, version: 0, empty())
        guard case .invalidData(let problems) = rejection else {
            Issue.record("\(String(describing: rejection))")
            return
        }
        expectEqual(problems.map { "\($0.pointer): \($0.detail)" }, expected)
    }

    @Test func `null clears, and a stale version says what changed`() throws {
        var state = try empty()
        _ = try save(0, Self.about, &state)
        let stale = state.events
        _ = try save(0, ["email": nil, "source": "web"], &state)
        expectEqual(state.stepData, ["givenName": "Ada", "source": "web"])
        guard
            case .versionConflict(let conflict) = rejection(
                saving: 0, ["email": "a@b.example", "givenName": "X"], version: stale, state)
        else { return expectTrue(Bool(false), "a stale save is refused") }
        expectEqual(conflict.fields.map(\.name), ["email"])
        expectEqual(conflict.currentVersion, state.events)
    }

    @Test func `time runs out for who is not through, and is recorded once`() throws {
        var state = try empty()
        try expectEqual(run(.expire, &state, at: noon.adding(seconds: 99 * 86_400)), [])
        _ = try save(0, Self.about, &state)
        let last = noon.adding(seconds: 14 * 86_400 - 1)
        try expectEqual(run(.expire, &state, at: last), [])
        let over = noon.adding(seconds: 14 * 86_400)
        expectEqual(rejection(saving: 0, [:], version: state.events, state, at: over), .expired)
        try expectEqual(run(.expire, &state, at: over), ["FlowExpired"])
        expectTrue(state.exit == "expired" && state.status == "expired")
        try expectEqual(run(.expire, &state, at: over), [])
        expectEqual(rejection(.complete, state, at: over), .expired)
    }

    @Test func `who begins anew has the whole time again`() throws {
        var state = try empty()
        _ = try save(0, Self.about, &state)
        let over = noon.adding(seconds: 14 * 86_400)
        try expectEqual(run(.expire, &state, at: over), ["FlowExpired"])
        var subject = SubjectState.declared(state)
        try subject.apply("ClubBegun", "{}", at: over)
        guard case .declared(var again) = subject else { throw StepRejection.invalidUser }
        expectTrue(again.stage == "begun" && again.exit == nil)
        let last = over.adding(seconds: 14 * 86_400 - 1)
        try expectEqual(run(.expire, &again, at: last), [])
        expectEqual(DeclaredStanding(again).deadline(in: club), over.adding(seconds: 14 * 86_400))
        try expectEqual(
            save(0, ["givenName": "Eda"], &again, at: last), ["FlowStepSaved", "ClubAboutFilled"])
        try expectEqual(run(.expire, &again, at: last.adding(seconds: 1)), ["FlowExpired"])
    }

    @Test func `what is owed are the fields of required steps, and then the end`() throws {
        var state = try empty()
        func due() -> [Requirement.Kind] {
            DeclaredRequirements.of(state, in: club, at: noon).currentlyDue.map(\.kind)
        }
        expectEqual(
            due(),
            [
                .field("givenName"), .field("email"), .field("adults"), .field("address"),
                .field("plan"), .field("terms"), .action("complete"),
            ])
        _ = try save(0, Self.about, &state)
        expectEqual(due().first, .field("adults"))
        expectEqual(due().last, .action("complete"))
    }

    @Test func `the field that takes too long is named, and what is behind it is not looked at`()
        throws
    {
        let circle = ##"{"$defs":{"x":{"anyOf":[{"$ref":"#/$defs/x"},{"$ref":"#/$defs/x"}]}},"##
        let file = circle + ##""$ref":"#/$defs/x"}"##
        let flow = try FlowDeclaration(
            parsing: Array(
                (#"{"flow":"f","stages":[{"name":"a","on":["A"]}],"steps":[{"name":"s","fields":"#
                    + #"{"a":{"type":"string"},"b":\#(file),"c":{"type":"string"}}}]}"#).utf8))
        let refused = #expect(throws: StepRejection.self) {
            try StepFlow.fields(["a": 1, "b": 2, "c": "x"], ofStep: 0, in: flow)
        }
        expectEqual(
            refused,
            .invalidData([
                FieldProblem(pointer: "/data/a", detail: "expected a string"),
                FieldProblem(pointer: "/data/b", detail: "it takes too long to check it"),
            ]))
    }

    @Test func `the fields that are known are named once, and a few of many that are not`() {
        let data = (0..<1000).reduce(into: JSONObject()) { $0["x\($1)"] = 1 }
        let refused = #expect(throws: StepRejection.self) {
            try StepFlow.fields(.object(data), ofStep: 0, in: club)
        }
        guard case .invalidData(let problems)? = refused else {
            Issue.record("\(String(describing: refused))")
            return
        }
        expectEqual(problems.count, 10)
        expectEqual(problems.filter { $0.detail.contains("known are givenName") }.count, 1)
    }
}
