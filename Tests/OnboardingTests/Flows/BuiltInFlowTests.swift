import Testing

@testable import Onboarding

/// X1: every built-in flow's declaration holds together, and its file is drawn from it.
struct BuiltInFlowTests {
    @Test func `the five systems are declared`() {
        #expect(
            Set(FlowCatalogue.builtIn.flows.map(\.flow))
                == ["signup", "wizard", "membership", "call", "merchant"])
    }

    @Test(arguments: FlowCatalogue.builtIn.flows)
    func `the schema file is the declaration's own text`(flow: FlowDeclaration) throws {
        let file = try Repository.bytes("Schemas/flows/\(flow.flow).json")
        #expect(
            String(decoding: file, as: UTF8.self)
                == String(decoding: flow.document, as: UTF8.self))
    }

    @Test(arguments: FlowCatalogue.builtIn.flows)
    func `a type of event enters one stage or exit`(flow: FlowDeclaration) {
        let types = flow.stages.flatMap(\.on) + flow.exits.flatMap(\.on)
        #expect(types.allSatisfy { EventKind(rawValue: $0) != nil })
        #expect(Set(types).count == types.count)
    }

    @Test(arguments: FlowCatalogue.builtIn.flows)
    func `a transition leads from a stage along a type that enters its target`(
        flow: FlowDeclaration
    ) {
        for transition in flow.transitions {
            #expect(flow.stage(named: transition.from) != nil, "\(transition)")
            let target =
                flow.stage(named: transition.to)?.on
                ?? flow.exits.first { $0.name == transition.to }?.on
            #expect(target?.contains(transition.on) == true, "\(transition)")
        }
        #expect(Set(flow.transitions).count == flow.transitions.count)
    }

    @Test(arguments: FlowCatalogue.builtIn.flows)
    func `every stage but the first can be reached`(flow: FlowDeclaration) {
        for stage in flow.stages.dropFirst() {
            #expect(flow.transitions.contains { $0.to == stage.name }, "\(stage.name)")
        }
    }
}
