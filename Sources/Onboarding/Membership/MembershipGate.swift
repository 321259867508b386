/// What the membership's gate needs to know of a person.
public struct MembershipStanding: Sendable, Hashable {
    /// Paid for, comped or an admin (S5).
    public var isPaid: Bool
    /// True once the form was begun; it stays so when the payment ends.
    public var hasStarted: Bool
    /// True once the profile was complete; it stays so when the payment ends.
    public var isOnboarded: Bool

    public init(isPaid: Bool, hasStarted: Bool, isOnboarded: Bool) {
        (self.isPaid, self.hasStarted, self.isOnboarded) = (isPaid, hasStarted, isOnboarded)
    }

    /// Nil without a profile.
    public init?(_ profile: ProfileState) {
        guard profile.exists else { return nil }
        isPaid = profile.isPaid
        hasStarted = profile.membership.onboardingStartedAt != nil
        isOnboarded = profile.membership.isOnboarded
    }

    /// The stage at whose page the person belongs. Told from the facts and not from the stream's
    /// stage, so that whoever is let in by comp or role before the first visit is in at once.
    public var stage: MembershipStage {
        if !isPaid { return .joined }
        if isOnboarded { return .onboarded }
        return hasStarted ? .started : .paid
    }
}

/// The membership's rules at the gate (S5, S6).
public enum MembershipGate {
    /// - Parameter standing: nil without a profile.
    public static func decide(
        _ standing: MembershipStanding?, isSignedIn: Bool, path: String
    ) -> GateDecision {
        let page = FlowDeclaration.page(of: path)
        guard isSignedIn else { return signedOut(page) }
        guard let standing else {
            return page == MembershipFlow.joinPage || page == MembershipFlow.signInPage
                ? .allow("no_profile") : .redirect(to: MembershipFlow.joinPage, "no_profile")
        }
        let reason = reason(standing)
        if page == MembershipFlow.signInPage { return .allow("public") }
        if isOpen(page, standing) { return .allow(reason) }
        return .redirect(to: route(standing.stage), reason)
    }

    /// A payer may have no account yet, and gets one on the page behind the payment.
    private static func signedOut(_ page: String) -> GateDecision {
        let open = [
            MembershipFlow.signInPage, MembershipFlow.joinPage, MembershipFlow.welcomePage,
        ]
        return open.contains(page)
            ? .allow("public") : .redirect(to: MembershipFlow.signInPage, "signed_out")
    }

    /// The flow's own pages are open at the stages that the declaration says; everything else is
    /// the house behind the gate, open to whoever is onboarded.
    private static func isOpen(_ page: String, _ standing: MembershipStanding) -> Bool {
        let stages = MembershipFlow.declaration.stages
        let isFlowPage = stages.contains { $0.paths.contains(page) }
        guard isFlowPage else { return standing.stage == .onboarded }
        return MembershipFlow.declaration.stage(named: standing.stage.rawValue)?.paths
            .contains(page) ?? false
    }

    private static func route(_ stage: MembershipStage) -> String {
        // Guaranteed: every stage of the declaration has a page.
        MembershipFlow.declaration.route(forStage: stage.rawValue) ?? MembershipFlow.joinPage
    }

    /// The stable word that the answer gives.
    private static func reason(_ standing: MembershipStanding) -> String {
        switch standing.stage {
        case .joined: "unpaid"
        case .paid: "onboarding_not_started"
        case .started: "onboarding_started"
        case .onboarded: "member"
        }
    }
}
