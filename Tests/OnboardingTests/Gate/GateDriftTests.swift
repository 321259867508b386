import TestSupport
import Testing
import Time

@testable import Onboarding

/// X1: what the gates decide, and what requirements say, follows from the declarations.
struct GateDriftTests {
    /// Pages that no stage has and that a gate may send to, because the seeds name them.
    private static let namedPages = [
        "membership": [MembershipFlow.signInPage],
        "merchant": [MerchantFlow.loginPage, MerchantFlow.suspendedPage],
        "call": [CallFlow.advisorPage],
    ]

    private static func pages(_ flow: FlowDeclaration) -> [String] {
        flow.stages.flatMap(\.paths) + namedPages[flow.flow, default: []]
            + ["/", "/elsewhere", "/onboarding", "/onboarding/unknown", "/admin/users"]
    }

    /// Every standing that a flow's gate can tell apart.
    private static func subjects(_ flow: FlowDeclaration) -> [GateSubject] {
        var subjects = [GateSubject()]
        func add(_ change: (inout GateSubject) -> Void) {
            var subject = GateSubject()
            subject.isSignedIn = true
            change(&subject)
            subjects.append(subject)
        }
        switch flow.flow {
        case "membership":
            add { $0.membership = nil }
            for bits in 0..<8 {
                add {
                    $0.membership = MembershipStanding(
                        isPaid: bits & 1 > 0, hasStarted: bits & 2 > 0, isOnboarded: bits & 4 > 0)
                }
            }
        case "merchant":
            add { $0.access = nil }
            for role in AccessRole.allCases {
                for status in AccessStatus.allCases {
                    for needs in [false, true] {
                        add {
                            $0.access = AccessStanding(
                                role: role, status: status, needsOnboarding: needs)
                        }
                    }
                }
            }
        case "wizard": for status in OnboardingStatus.allCases { add { $0.wizard = status } }
        case "call":
            subjects = []
            for status in CallStatus.allCases {
                for isAdvisor in [false, true] {
                    add { ($0.call, $0.isAdvisor) = (status, isAdvisor) }
                }
            }
        default: for stage in flow.stages { add { $0.stage = stage.name } }
        }
        return subjects
    }

    private static func decide(
        _ flow: FlowDeclaration, _ subject: GateSubject, _ page: String
    ) -> GateDecision? {
        Gate.decide(GateQuestion(flow: flow.flow, path: page), subject, flow: flow)
    }

    @Test(arguments: FlowCatalogue.builtIn.flows)
    func `every redirect leads to a route of the declaration or a page that the seed names`(
        flow: FlowDeclaration
    ) throws {
        let routes = Set(flow.stages.compactMap(\.route) + Self.namedPages[flow.flow, default: []])
        var found: Set<String> = []
        for subject in Self.subjects(flow) {
            for page in Self.pages(flow) {
                let decision = try required(Self.decide(flow, subject, page))
                expectFalse(decision.reason.isEmpty)
                guard let location = decision.location else { continue }
                found.insert(location)
                expectTrue(routes.contains(location), "\(page) to \(location)")
            }
        }
        expectFalse(found.isEmpty)
    }

    @Test(arguments: FlowCatalogue.builtIn.flows)
    func `nobody is sent where the gate would send them on`(flow: FlowDeclaration) throws {
        for subject in Self.subjects(flow) {
            for page in Self.pages(flow) {
                guard let location = try required(Self.decide(flow, subject, page)).location else {
                    continue
                }
                let there = try required(Self.decide(flow, subject, location))
                expectTrue(there.isAllowed, "\(page) to \(location) to \(there.location ?? "")")
            }
        }
    }

    @Test(arguments: FlowCatalogue.builtIn.flows)
    func `each stage's pages are open at it, and the drawing and the document name each stage`(
        flow: FlowDeclaration
    ) {
        let document = String(decoding: flow.document, as: UTF8.self)
        for stage in flow.stages {
            for page in stage.paths { expectTrue(flow.allows(path: page, stage: stage.name)) }
            expectTrue(document.contains("\"name\": \"\(stage.name)\""))
            if let route = stage.route { expectTrue(document.contains("\"route\": \"\(route)\"")) }
        }
        let lines = flow.mermaid.split(separator: "\n")
        for move in flow.transitions {
            expectTrue(lines.contains("    \(move.from) --> \(move.to): \(move.on)"))
        }
        for exit in flow.exits { expectTrue(lines.contains("    \(exit.name) --> [*]")) }
    }

    @Test(arguments: FlowCatalogue.builtIn.flows)
    func `the home is where who is through may be`(flow: FlowDeclaration) throws {
        let home = Gate.home(of: flow)
        let mayStay = try Self.subjects(flow).contains {
            try required(Self.decide(flow, $0, home)).isAllowed
        }
        expectTrue(mayStay)
    }

    /// The flow's own house, which its gate opens when nothing more is owed.
    @Test func `requirements are satisfied exactly when the gate opens`() {
        let histories: [[ProfileStreamEvent]] = [
            [], Membershipped.joined, Membershipped.paid, Membershipped.started,
            Membershipped.onboarded, Membershipped.joined + [.comped(true)],
            Membershipped.onboarded + [.membership(.failed(at: 5))],
            Membershipped.onboarded + [.membership(.failed(at: 5)), .role("admin")],
        ]
        for events in histories {
            let profile = MembershipSpecification.given(events).profile
            let decision = MembershipGate.decide(
                MembershipStanding(profile), isSignedIn: true, path: MembershipFlow.homePage)
            let owed = MembershipRequirements.of(profile, at: noon)
            expectEqual(owed.isSatisfied, decision.isAllowed, "\(events.count)")
            expectTrue(owed.isSatisfied || !(owed.currentlyDue + owed.pastDue).isEmpty)
        }
        for status in OnboardingStatus.allCases {
            var company = CompanyState()
            company.onboardingStatus = status
            expectEqual(
                WizardRequirements.of(WizardState(), company, at: noon).isSatisfied,
                WizardGate.decide(status, path: WizardFlow.homePage).isAllowed)
        }
        for status in CallStatus.allCases {
            var call = CallState()
            call.status = status
            expectEqual(
                CallRequirements.of(call).isSatisfied,
                CallGate.decide(status, isAdvisor: false, path: CallFlow.homePage).isAllowed)
        }
    }
}
