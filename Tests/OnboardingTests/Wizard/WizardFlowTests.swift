import Testing

@testable import Onboarding

/// X1 and A8: the wizard is declared once, and the gate follows.
struct WizardFlowTests {
    private let flow = WizardFlow.declaration

    @Test func `the stages are the onboarding statuses`() {
        #expect(flow.stages.map(\.name) == OnboardingStatus.allCases.map(\.rawValue))
        #expect(flow.exits.map(\.name) == ["CLOSED"])
    }

    @Test(arguments: [WizardFlow.declaration, CallFlow.declaration])
    func `every transition is on a type that enters its target`(flow: FlowDeclaration) {
        for transition in flow.transitions {
            #expect(flow.stage(named: transition.from) != nil)
            let target =
                flow.stage(named: transition.to)?.on
                ?? flow.exits.first { $0.name == transition.to }?.on
            #expect(target?.contains(transition.on) == true, "\(transition)")
        }
        let types = flow.stages.flatMap(\.on) + flow.exits.flatMap(\.on)
        #expect(types.allSatisfy { EventKind(rawValue: $0) != nil })
        #expect(Set(types).count == types.count)
    }

    @Test(arguments: [WizardFlow.declaration, CallFlow.declaration])
    func `the schema file is the declaration's own text`(flow: FlowDeclaration) throws {
        let file = try Repository.bytes("Schemas/flows/\(flow.flow).json")
        #expect(
            String(decoding: file, as: UTF8.self) == String(decoding: flow.document, as: UTF8.self))
        #expect(FlowCatalogue.builtIn.flow(flow.flow) == flow)
    }

    @Test(arguments: [OnboardingStatus.new, .inProgress])
    func `until the onboarding is complete there is only the wizard`(status: OnboardingStatus) {
        for path in ["/", "/dashboard", "/settings?x=1", "/onboarding-session", "/onboardingx"] {
            #expect(
                WizardGate.decide(status, path: path)
                    == .redirect(to: "/onboarding", "onboarding_incomplete"))
        }
        for path in ["/onboarding", "/onboarding/", "/onboarding?step=1", "/onboarding/step/2"] {
            #expect(WizardGate.decide(status, path: path).isAllowed)
        }
    }

    @Test func `once it is complete the wizard is closed and all else open`() {
        #expect(
            WizardGate.decide(.completed, path: "/onboarding")
                == .redirect(to: "/dashboard", "onboarding_completed"))
        #expect(WizardGate.decide(.completed, path: "/onboarding/step").location == "/dashboard")
        #expect(WizardGate.decide(.completed, path: "/dashboard").isAllowed)
        #expect(WizardGate.decide(.completed, path: "/").isAllowed)
    }
}
