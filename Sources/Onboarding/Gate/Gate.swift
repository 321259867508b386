/// The one question behind every flow's gate (G1): may this person see this page?
public struct GateQuestion: Sendable, Hashable {
    /// The flow's id.
    public var flow: String
    /// The page's path; query, fragment and closing slash do not matter.
    public var path: String
    /// Where the person wants to be sent back to, unchecked.
    public var returnURL: String?
    /// What the person's first sign-in at the merchants' door will make of them, for when there was
    /// none yet; nil where their token is not at hand, and for other flows.
    public var firstSight: AccessStanding?

    public init(
        flow: String, path: String, returnURL: String? = nil, firstSight: AccessStanding? = nil
    ) {
        (self.flow, self.path, self.returnURL) = (flow, path, returnURL)
        self.firstSight = firstSight
    }
}

/// What the gates need to know of a person; small, so that all subjects fit into memory.
public struct GateSubject: Sendable, Hashable {
    /// True with a valid token; who is not may still have a sign-up session.
    public var isSignedIn = false
    /// Nil without a profile.
    public var membership: MembershipStanding?
    /// Nil when nobody asked for access yet.
    public var access: AccessStanding?
    /// The onboarding of the person's tenant.
    public var wizard = OnboardingStatus.new
    /// The call of the space that is asked about; nil for an unknown space.
    public var call: CallStatus?
    /// True for a space that came with an advisor's sign-up: it has another home (F3).
    public var isAdvisor = false
    /// The stage of a sign-up session as its token shows it, or of a declared flow's subject.
    public var stage: String?
    /// Why a declared flow's subject cannot go on: its exit, or `expired`; nil while it can.
    public var end: String?

    public init() {}
}

/// Every flow's gate behind one door (G1): pure, from facts that are kept in memory.
public enum Gate {
    /// Decides from the facts alone; nil when the flow is about a space and none is known.
    ///
    /// - Precondition: the question is about the flow.
    public static func decide(
        _ question: GateQuestion, _ subject: GateSubject, flow: FlowDeclaration
    ) -> GateDecision? {
        precondition(question.flow == flow.flow, "a flow's gate decides on its own pages")
        guard var decision = decide(flow, question, subject) else { return nil }
        decision.returnURL = question.returnURL.map {
            ReturnURL.validated($0, home: home(of: flow, isAdvisor: subject.isAdvisor))
        }
        return decision
    }

    /// Built-in flows have rules of their own; the others follow their declaration.
    private static func decide(
        _ flow: FlowDeclaration, _ question: GateQuestion, _ subject: GateSubject
    ) -> GateDecision? {
        let path = question.path
        return switch flow.flow {
        case MembershipFlow.declaration.flow:
            MembershipGate.decide(
                subject.membership, isSignedIn: subject.isSignedIn, path: path)
        case MerchantFlow.declaration.flow:
            MerchantGate.decide(
                subject.access ?? question.firstSight, isSignedIn: subject.isSignedIn, path: path)
        case WizardFlow.declaration.flow: WizardGate.decide(subject.wizard, path: path)
        case CallFlow.declaration.flow:
            subject.call.map {
                CallGate.decide($0, isAdvisor: subject.isAdvisor, path: path)
            }
        default: staged(flow, path, subject)
        }
    }

    /// The gate of a flow whose pages follow from its stages alone: sign-up, and declared ones. Who
    /// cannot go on stays where they are, and the page is told why.
    private static func staged(
        _ flow: FlowDeclaration, _ path: String, _ subject: GateSubject
    ) -> GateDecision {
        guard let stage = subject.stage ?? flow.stages.first?.name else {
            return .allow("no_stages")
        }
        let reason = subject.end ?? stage
        guard !flow.allows(path: path, stage: stage), let route = flow.route(forStage: stage)
        else { return .allow(reason) }
        return .redirect(to: route, reason)
    }

    /// Where a person goes who is through with the flow; an advisor's space has another (F3).
    public static func home(of flow: FlowDeclaration, isAdvisor: Bool = false) -> String {
        switch flow.flow {
        case CallFlow.declaration.flow where isAdvisor: CallFlow.advisorPage
        case WizardFlow.declaration.flow: WizardFlow.homePage
        default: flow.stages.last?.route ?? "/"
        }
    }
}
