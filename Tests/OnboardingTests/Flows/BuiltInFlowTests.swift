import TestSupport
import Testing

@testable import Onboarding

/// X1: every built-in flow's declaration holds together, and its file is drawn from it.
struct BuiltInFlowTests {
    @Test func `the five systems are declared`() {
        expectEqual(
            Set(FlowCatalogue.builtIn.flows.map(\.flow)),
            ["signup", "wizard", "membership", "call", "merchant"])
    }

    @Test(arguments: FlowCatalogue.builtIn.flows)
    func `the schema file is the declaration's own text`(flow: FlowDeclaration) throws {
        let file = try Repository.bytes("Schemas/flows/\(flow.flow).json")
        expectEqual(
            String(decoding: file, as: UTF8.self), String(decoding: flow.document, as: UTF8.self))
    }

    @Test(arguments: FlowCatalogue.builtIn.flows)
    func `a type of event enters one stage or exit`(flow: FlowDeclaration) {
        let types = flow.stages.flatMap(\.on) + flow.exits.flatMap(\.on)
        expectTrue(types.allSatisfy { EventKind(rawValue: $0) != nil })
        expectEqual(Set(types).count, types.count)
    }

    /// An exit can also be taken back by a type that enters no stage of its own: to where it met
    /// the subject.
    @Test(arguments: FlowCatalogue.builtIn.flows)
    func `a transition leads from a stage or exit along a type that enters its target`(
        flow: FlowDeclaration
    ) {
        for transition in flow.transitions {
            if flow.exits.contains(where: { $0.name == transition.from }) {
                expectNotNil(flow.stage(named: transition.to), "\(transition)")
                expectNotNil(EventKind(rawValue: transition.on), "\(transition)")
                continue
            }
            expectNotNil(flow.stage(named: transition.from), "\(transition)")
            let target =
                flow.stage(named: transition.to)?.on
                ?? flow.exits.first { $0.name == transition.to }?.on
            expectEqual(target?.contains(transition.on), true, "\(transition)")
        }
        expectEqual(Set(flow.transitions).count, flow.transitions.count)
    }

    @Test(arguments: FlowCatalogue.builtIn.flows)
    func `every stage but the last asks for something, each thing once and with a reason`(
        flow: FlowDeclaration
    ) {
        // What a sign-up passes through in one append asks for nothing.
        let passedThrough = ["business_staged", "payment_confirmed"]
        for stage in flow.stages.dropLast() where !passedThrough.contains(stage.name) {
            expectFalse(stage.required.isEmpty, "\(flow.flow) \(stage.name)")
            expectEqual(Set(stage.required.map(\.kind)).count, stage.required.count)
            expectTrue(stage.required.allSatisfy { $0.why.hasSuffix(".") })
        }
        expectEqual(flow.stages.last?.required.isEmpty, true)
    }

    @Test func `the wizard asks for the fields that initialize requires`() throws {
        var missing: [Requirement.Kind] = []
        do throws(CompanyFormError) {
            _ = try CompanyInitialized(form: [:])
        } catch {
            missing = error.problems.map { .field(String($0.pointer.dropFirst())) }
        }
        let declared = WizardFlow.declaration.required(at: OnboardingStatus.new)
        expectEqual(declared.filter { !$0.isAction }.map(\.kind), missing)
    }

    @Test func `a shop asks for what is configured`() {
        let flow = MerchantFlow.declaration(requiring: [.posProvider, .taxID])
        expectEqual(
            flow.required(at: MerchantStage.approved).map(\.kind),
            [.field("posProviderPreference"), .field("taxId")])
    }

    @Test func `who was out can come back where the rules let them`() {
        let back = FlowCatalogue.builtIn.flows.flatMap { flow in
            flow.transitions.filter { transition in
                flow.exits.contains { $0.name == transition.from }
            }.map { "\($0.from) \($0.to) \($0.on)" }
        }
        expectEqual(
            back,
            [
                "CLOSED IN_PROGRESS TenantReopened", "lapsed paid MembershipActivated",
                "suspended requested AccessReinstated", "suspended approved AccessReinstated",
                "suspended onboarded AccessReinstated",
            ])
    }

    @Test(arguments: FlowCatalogue.builtIn.flows)
    func `every stage but the first can be reached`(flow: FlowDeclaration) {
        for stage in flow.stages.dropFirst() {
            expectTrue(flow.transitions.contains { $0.to == stage.name }, "\(stage.name)")
        }
    }
}
