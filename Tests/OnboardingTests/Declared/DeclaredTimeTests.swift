import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// From when on a subject's time runs in a team's own flow (X1, X3, D1).
struct DeclaredTimeTests {
    private static let file =
        #"{"flow":"f","stages":[{"name":"a","on":["A"]},{"name":"b","on":["B"]},"#
        + #"{"name":"c","on":["C"]}],"expiry":"P3D","#
        + #""steps":[{"name":"a","fields":{"x":{}}}]}"#

    private let flow: FlowDeclaration

    init() throws { flow = try FlowDeclaration(parsing: Array(Self.file.utf8)) }

    /// The state after events, each so many days after noon.
    private func state(_ events: (type: String, day: Int64)...) throws -> DeclaredState {
        var subject = SubjectState(category: "f", flows: FlowCatalogue.builtIn.adding([flow]))
        for event in events {
            try subject.apply(event.type, "{}", at: noon.adding(seconds: event.day * 86_400))
        }
        guard case .declared(let state) = subject else { throw StepRejection.invalidUser }
        return state
    }

    private func deadline(_ state: DeclaredState) -> Timestamp? {
        DeclaredStanding(state).deadline(in: flow)
    }

    @Test func `none runs for one of whom only other things are told`() throws {
        let lead = try state(("LeadCaptured", -60))
        expectNil(deadline(lead))
        expectNil(DeclaredStanding(lead).end(in: flow, at: noon))
        try expectEqual(StepFlow.decide(.expire, lead, in: flow, at: noon), [])
        let fields = try StepFlow.fields(["x": 1], ofStep: 0, in: flow)
        let outcomes = try StepFlow.decide(.save(fields, version: 1), lead, in: flow, at: noon)
        expectEqual(outcomes.count, 2)
        try expectEqual(deadline(state(("LeadCaptured", -60), ("A", 0))), noon + 3 * 86_400)
    }

    @Test func `it runs from the first stage, in whatever order that is told`() throws {
        try expectEqual(deadline(state(("B", 4), ("A", 0))), noon + 3 * 86_400)
        try expectEqual(deadline(state(("A", 0), ("B", 4))), noon + 3 * 86_400)
        try expectEqual(deadline(state(("A", 0), ("B", 1), ("A", 2))), noon + 5 * 86_400)
        try expectEqual(deadline(state(("LeadCaptured", -9), ("B", 1))), noon + 4 * 86_400)
    }
}
