import JSON
import TestSupport
import Testing

@testable import Onboarding

/// What is owed in a team's own flow of steps (X3), where fields alone do not say it.
struct DeclaredRequirementsTests {
    /// A form, somebody's review, a step that asks for nothing, and an end that a step leads to.
    private static let flow = """
        {"flow":"f","stages":[{"name":"begun","on":["Begun"]},
        {"name":"form","on":["Filled"]},{"name":"review","on":["Reviewed"]},
        {"name":"photo","on":["Photographed"]},{"name":"end","on":["Ended"]}],
        "steps":[{"name":"paper","event":"Filled","fields":{"name":{"type":"string"}},
        "required":["name"]},
        {"name":"picture","event":"Photographed","fields":{"url":{"type":"string"}}},
        {"name":"last","event":"Ended","fields":{"yes":{"type":"boolean"}},"required":["yes"]}]}
        """

    /// What is due and what is waited for, after these events.
    private func owed(_ events: [(type: String, data: String)], in file: String = flow) throws
        -> [String]
    {
        let flow = try FlowDeclaration(parsing: Array(file.utf8))
        var subject = SubjectState(category: "f", flows: FlowCatalogue.builtIn.adding([flow]))
        for event in events { try subject.apply(event.type, event.data, at: noon) }
        guard case .declared(let state) = subject else { throw StepRejection.invalidUser }
        let requirements = DeclaredRequirements.of(state, in: flow, at: noon)
        func words(_ list: [Requirement]) -> [String] {
            list.map { requirement in
                switch requirement.kind {
                case .field(let name): name
                case .action(let name): "\(name)!"
                }
            }
        }
        return words(requirements.currentlyDue)
            + words(requirements.pendingVerification).map { "wait for " + $0 }
    }

    @Test func `what others must do comes where it is their turn, and a bare step is named`() throws
    {
        try expectEqual(owed([]), ["name", "review!", "picture!", "yes"])
        let begun = [
            ("Begun", "{}"),
            ("FlowStepSaved", #"{"step":0,"name":"paper","fields":{"name":"Ada"}}"#),
            ("Filled", "{}"),
        ]
        try expectEqual(owed(begun), ["picture!", "yes", "wait for review!"])
        let pictured =
            begun + [
                ("Reviewed", "{}"),
                ("FlowStepSaved", #"{"step":1,"name":"picture","fields":{"url":"a"}}"#),
                ("Photographed", "{}"),
            ]
        try expectEqual(owed(pictured), ["yes"], "the last step ends the flow")
    }

    @Test func `steps are owed in the order of their stages, however the file has them`() throws {
        let flow = """
            {"flow":"f","stages":[{"name":"begun","on":["Begun"]},
            {"name":"details","on":["Details"]},{"name":"end","on":["Ended"]}],
            "steps":[{"name":"details","event":"Details","fields":{"d":{"type":"string"}},
            "required":["d"]},
            {"name":"begin","event":"Begun","fields":{"b":{"type":"string"}},"required":["b"]}]}
            """
        try expectEqual(owed([], in: flow), ["b", "d", "complete!"])
    }

    @Test func `an end that is called optional is owed all the same`() throws {
        let flow = """
            {"flow":"f","stages":[{"name":"a","on":["A"]},{"name":"z","on":["Z"],"optional":true}],
            "steps":[{"name":"a","fields":{"x":{"type":"string"}},"required":["x"]}]}
            """
        let saved = [
            ("FlowStepSaved", #"{"step":0,"name":"a","fields":{"x":"1"}}"#), ("A", "{}"),
        ]
        try expectEqual(owed(saved, in: flow), ["complete!"])
    }

    @Test func `who owes no field saves something before the end`() throws {
        let flow = """
            {"flow":"f","stages":[{"name":"begun","on":["Begun"]},
            {"name":"end","on":["Ended"]}],
            "steps":[{"name":"wish","fields":{"text":{"type":"string"}}}]}
            """
        try expectEqual(owed([], in: flow), ["wish!", "complete!"])
        let saved = [
            ("Begun", "{}"), ("FlowStepSaved", #"{"step":0,"name":"wish","fields":{"text":"a"}}"#),
        ]
        try expectEqual(owed(saved, in: flow), ["complete!"])
    }

    @Test func `an end that a step leads to which may be left out is completed`() throws {
        let flow = """
            {"flow":"f","stages":[{"name":"begun","on":["Begun"]},
            {"name":"end","on":["Ended"]}],
            "steps":[{"name":"wish","event":"Ended","optional":true,
            "fields":{"text":{"type":"string"}}}]}
            """
        let saved = [("Begun", "{}"), ("FlowStepSaved", #"{"step":0,"name":"wish","fields":{}}"#)]
        try expectEqual(owed(saved, in: flow), ["complete!"])
    }
}
