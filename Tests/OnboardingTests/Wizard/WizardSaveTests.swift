import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// A2 and A10: what a save comes to.
struct WizardSaveTests {
    @Test func `a first save is an event with its fields`() {
        Self.given().when(save(0, ["accountType": "business"], version: 0))
            .then(saved(0, ["accountType": "business"]))
    }

    @Test func `only what changed is in the event`() {
        Self.given(saved(1, ["name": "Ada", "phone": "1"]))
            .when(save(1, ["name": "Ada", "phone": "2"], version: 1))
            .then(saved(1, ["phone": "2"]))
    }

    @Test func `absent fields stay and null clears`() {
        let spec = Self.given(saved(1, ["name": "Ada", "phone": "1"]))
            .when(save(1, ["phone": nil], version: 1))
            .then(saved(1, ["phone": nil]))
        expectEqual(spec.after().state.stepData, ["name": "Ada"])
    }

    /// One after the other they took half a minute of the thread that all writing waits for.
    @Test(.timeLimit(.minutes(1))) func `thousands of fields are cleared in one pass`() throws {
        var (full, gone) = (JSONObject(), JSONObject())
        for number in 0..<6800 {
            full["\(number)"] = 1
            if number.isMultiple(of: 5) { continue }
            gone["\(number)"] = JSONValue.null
        }
        var state = WizardState()
        for (version, data) in [full, gone].enumerated() {
            let events = try Wizard.decide(
                .save(step: 0, data: .object(data), version: version, isCompleted: false), state)
            expectEqual(events, [.stepSaved(StepSaved(step: 0, data: data))])
            for event in events { state.evolve(event, at: .earliest) }
        }
        expectEqual(state.stepData.keys, stride(from: 0, to: 6800, by: 5).map { String($0) })
        expectEqual(state.marks.count, 6800)
    }

    @Test func `a nested object is one field`() {
        let spec = Self.given(saved(1, ["address": ["city": "London", "street": "x"]]))
            .when(save(1, ["address": ["city": "Paris"]], version: 1))
            .then(saved(1, ["address": ["city": "Paris"]]))
        expectEqual(spec.after().state.stepData, ["address": ["city": "Paris"]])
    }

    @Test(
        arguments: [
            ["name": "Ada"], [:], ["ghost": nil], ["name": "Ada", "ghost": nil],
        ] as [JSONValue])
    func `saving what is stored appends nothing`(data: JSONValue) {
        Self.given(saved(1, ["name": "Ada"])).when(save(1, data, version: 1)).then()
    }

    @Test func `going to another step is a save without fields`() {
        let spec = Self.given(saved(1, ["name": "Ada"])).when(save(2, [:], version: 1))
            .then(saved(2, [:]))
        expectEqual(spec.after().state.currentStep, 2)
        Self.given(saved(2, [:])).when(save(1, [:], version: 1)).then(saved(1, [:]))
    }

    @Test func `nothing at the beginning is no save`() {
        Self.given().when(save(0, [:], version: 0)).then()
    }

    @Test(arguments: [-1, 4, .min, .max])
    func `a step outside 0 to 3 is refused`(step: Int) {
        Self.given().when(save(step, ["a": 1], version: 0)).refused(.stepOutOfRange)
    }

    @Test(arguments: [nil, true, 1, "text", [["a": 1]]] as [JSONValue])
    func `data that is no object is refused`(data: JSONValue) {
        Self.given().when(save(0, data, version: 0)).refused(.dataNotObject)
    }

    @Test func `64 KiB are taken and a byte more is not`() {
        // {"a":"…"} has eight bytes around the text.
        let text = String(repeating: "x", count: StepData.bytesMax - 8)
        Self.given().when(save(0, ["a": .string(text)], version: 0))
            .then(saved(0, ["a": .string(text)]))
        Self.given().when(save(0, ["a": .string(text + "x")], version: 0)).refused(.dataTooLarge)
    }

    @Test func `all saves together are at most 64 KiB`() {
        let text = JSONValue.string(String(repeating: "x", count: 40_000))
        Self.given(saved(0, ["a": text])).when(save(0, ["b": text], version: 1))
            .refused(.dataTooLarge)
        Self.given(saved(0, ["a": text])).when(save(0, ["a": nil, "b": text], version: 1))
            .then(saved(0, ["a": nil, "b": text]))
    }

    @Test func `nothing is saved once the onboarding is complete`() {
        Self.given(saved(3, ["a": 1]))
            .when(.save(step: 3, data: ["a": 2], version: 1, isCompleted: true))
            .refused(.alreadyCompleted)
    }

    @Test func `nothing is saved once the tenant is closed, whatever the version`() {
        for version in 0...1 {
            Self.given(saved(3, ["a": 1]))
                .when(
                    .save(
                        step: 3, data: ["a": 2], version: version, isCompleted: false,
                        isClosed: true)
                ).refused(.tenantClosed)
        }
    }

    @Test func `a number that is written otherwise is stored already`() {
        let spec = Self.given(saved(0, ["n": 2, "list": [1.50, ["x": 1e2]]]))
        spec.when(save(0, ["n": .number(JSONNumber(literal: "2.0") ?? 0)], version: 1)).then()
        let list = #"{"list":[15e-1,{"x":100.00}]}"#
        spec.when(save(0, (try? JSONValue(parsing: list)) ?? .null, version: 1)).then()
        spec.when(save(0, ["n": "2"], version: 1)).then(saved(0, ["n": "2"]))
    }

    @Test func `bad fields come before completion, and completion before a stale version`() {
        Self.given(saved(0, ["a": 1]))
            .when(.save(step: 9, data: [:], version: 0, isCompleted: true))
            .refused(.stepOutOfRange)
        Self.given(saved(0, ["a": 1]))
            .when(.save(step: 0, data: ["a": 2], version: 0, isCompleted: true))
            .refused(.alreadyCompleted)
    }

    @Test func `a stale version tells what was changed since, and when`() {
        let spec = Self.given(saved(0, ["name": "Ada", "phone": "1"]), at: noon)
            .given(saved(1, ["phone": "2", "tax": "t"]), at: noon + 5)
            .given(saved(1, ["name": nil]), at: noon + 9)
        spec.when(save(1, ["phone": "3", "name": "Bea", "city": "Rome"], version: 1)).refused(
            .versionConflict(
                StepConflict(
                    currentVersion: 3, currentStep: 1, stepData: ["phone": "2", "tax": "t"],
                    fields: [
                        .init(name: "phone", value: "2", version: 2, at: noon + 5),
                        .init(name: "name", value: nil, version: 3, at: noon + 9),
                    ])))
    }

    @Test func `a stale version is refused also when no submitted field was touched`() {
        Self.given(saved(0, ["a": 1]), saved(0, ["b": 1])).when(save(0, ["c": 1], version: 1))
            .refused(
                .versionConflict(
                    StepConflict(
                        currentVersion: 2, currentStep: 0, stepData: ["a": 1, "b": 1], fields: [])))
    }

    @Test(arguments: [1, 7, -1])
    func `a version that is not there yet is refused too`(version: Int) {
        Self.given().when(save(0, ["a": 1], version: version)).refused(
            .versionConflict(
                StepConflict(currentVersion: 0, currentStep: 0, stepData: [:], fields: [])))
    }

    @Test func `progress is imported into an empty wizard only`() {
        Self.given().when(.importProgress(step: 2, data: ["a": 1])).then(saved(2, ["a": 1]))
        Self.given(saved(0, ["a": 5])).when(.importProgress(step: 2, data: ["a": 1])).then()
        Self.given().when(.importProgress(step: 4, data: [:])).refused(.stepOutOfRange)
    }

    @Test func `hostile text is kept as it is`() {
        let text: JSONValue = "'; DROP TABLE event; --<script>\u{202E}\u{0}\n\\\""
        let spec = Self.given().when(save(1, ["entityName": text], version: 0))
            .then(saved(1, ["entityName": text]))
        expectEqual(spec.after().state.stepData["entityName"], text)
    }
}

/// The state behind the saves.
struct WizardStateTests {
    @Test func `the version counts the saves`() {
        let state = WizardSaveTests.given(saved(0, ["a": 1]), saved(1, [:]), saved(1, ["a": 2]))
            .state
        expectTrue(state.version == 3 && state.currentStep == 1)
        expectEqual(state.marks["a"]?.version, 3)
    }

    @Test func `the state shows step, fields and times`() throws {
        var state = SubjectState(category: "wizard")
        try state.apply("StepSaved", #"{"step":1}"#, personal: #"{"data":{"a":{"b":1}}}"#)
        try state.apply("StepSaved", #"{"step":2}"#, at: noon + 3)
        try expectEqual(
            state.json,
            [
                "currentStep": 2, "stepData": ["a": ["b": 1]],
                "startedAt": "2026-03-01T12:00:00.000Z", "updatedAt": "2026-03-01T12:00:03.000Z",
            ])
        expectTrue(state.flow == "wizard" && state.stage == nil && state.status == nil)
    }

    @Test func `an erased save still counts`() throws {
        var state = SubjectState(category: "wizard")
        try state.apply("StepSaved", #"{"step":1}"#)
        try expectEqual(state.json["stepData"], [:])
        guard case .wizard(let wizard) = state else {
            Issue.record("\(state)")
            return
        }
        expectEqual(wizard.version, 1)
    }

    @Test func `a wizard takes nothing but saves`() throws {
        var state = SubjectState(category: "wizard")
        try state.apply("OnboardingCompleted", "{}")
        expectEqual(state, SubjectState(category: "wizard"))
    }

    @Test func `fields whose names differ only in their bytes are two`() {
        let state = WizardSaveTests.given(saved(0, ["é": 1]), saved(0, ["e\u{301}": 2])).state
        expectEqual(state.stepData.count, 2)
    }
}

func save(_ step: Int, _ data: JSONValue, version: Int) -> WizardCommand {
    .save(step: step, data: data, version: version, isCompleted: false)
}

func saved(_ step: Int, _ data: JSONObject) -> WizardEvent {
    .stepSaved(StepSaved(step: step, data: data))
}

extension WizardSaveTests {
    /// Given these saves, when this command, then exactly these events or this refusal.
    struct Specification {
        private(set) var state = WizardState()
        private var outcome: Result<[WizardEvent], WizardRejection>?

        func given(_ events: WizardEvent..., at time: Timestamp) -> Specification {
            var next = self
            for event in events { next.state.evolve(event, at: time) }
            return next
        }

        func when(_ command: WizardCommand) -> Specification {
            var next = self
            do { next.outcome = .success(try Wizard.decide(command, state)) } catch {
                next.outcome = .failure(error)
            }
            return next
        }

        func after() -> Specification {
            guard case .success(let events) = outcome else { return self }
            var next = self
            for event in events { next.state.evolve(event, at: noon) }
            return next
        }

        @discardableResult
        func then(
            _ events: WizardEvent..., at source: SourceLocation = #_sourceLocation
        ) -> Specification {
            expectEqual(outcome, .success(events), in: source.fileID, at: source.line)
            return self
        }

        func refused(
            _ rejection: WizardRejection, at source: SourceLocation = #_sourceLocation
        ) {
            expectEqual(outcome, .failure(rejection), in: source.fileID, at: source.line)
        }
    }

    static func given(_ events: WizardEvent..., at time: Timestamp = noon) -> Specification {
        events.reduce(Specification()) { $0.given($1, at: time) }
    }
}
