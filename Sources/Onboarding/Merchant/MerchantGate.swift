/// What the merchants' gate needs to know of a person.
public struct AccessStanding: Sendable, Hashable {
    /// What the user is, not what was asked for.
    public var role: AccessRole
    /// Whether the account may be used.
    public var status: AccessStatus
    /// True for an approved merchant whose shop lacks something (M8).
    public var needsOnboarding: Bool
    /// True for who asked to be an admin without the email for it (M1).
    public var needsAdminEmail = false

    public init(role: AccessRole, status: AccessStatus, needsOnboarding: Bool) {
        (self.role, self.status, self.needsOnboarding) = (role, status, needsOnboarding)
    }

    /// Nil when the merchants' door has not seen the user, who was not suspended either.
    public init?(_ access: AccessState) {
        guard let status = access.status else { return nil }
        (role, self.status) = (access.role ?? .consumer, status)
        needsOnboarding = access.needsMerchantOnboarding
        needsAdminEmail = access.code == .adminEmailRequired
    }
}

/// The merchants' rules at the gate (M6).
public enum MerchantGate {
    /// - Parameter standing: nil for a user who was not seen yet, and of whom nothing is known: who
    ///   is as a consumer.
    public static func decide(
        _ standing: AccessStanding?, isSignedIn: Bool, path: String
    ) -> GateDecision {
        let page = FlowDeclaration.page(of: path)
        guard isSignedIn else {
            var decision: GateDecision =
                page == MerchantFlow.loginPage
                ? .allow("public") : .redirect(to: MerchantFlow.loginPage, "signed_out")
            decision.navigation = [MerchantFlow.loginPage]
            return decision
        }
        let place = place(
            standing
                ?? AccessStanding(role: .consumer, status: .active, needsOnboarding: false))
        var decision = place.decide(page)
        decision.navigation = place.navigation
        return decision
    }

    /// Where a person may be.
    private struct Place {
        let reason: String
        /// The page where everything else leads; nil for who may go about.
        var confinedTo: String?
        /// The entries that are open now (M6).
        var navigation: [String]
        /// Pages that lead home, with all that is below them.
        var closed: [String] = []

        func decide(_ page: String) -> GateDecision {
            if let confinedTo {
                return page == confinedTo || page.hasPrefix(confinedTo + "/")
                    ? .allow(reason) : .redirect(to: confinedTo, reason)
            }
            let isClosed = closed.contains { page == $0 || page.hasPrefix($0 + "/") }
            return isClosed ? .redirect(to: MerchantFlow.homePage, reason) : .allow(reason)
        }
    }

    /// Suspension goes before everything, approval before the role.
    private static func place(_ standing: AccessStanding) -> Place {
        let waiting = [MerchantFlow.pendingPage, MerchantFlow.suspendedPage]
        switch (standing.status, standing.role) {
        case (.suspended, _): return confined(to: MerchantFlow.suspendedPage, "suspended")
        case (.pendingApproval, _):
            return confined(to: route(.requested), "pending_approval")
        case (.active, _) where standing.needsAdminEmail:
            return confined(to: MerchantFlow.loginPage, "admin_email_required")
        case (.active, .client) where standing.needsOnboarding:
            return confined(to: route(.approved), "needs_merchant_onboarding")
        case (.active, .client):
            let pages = MerchantFlow.declaration.stages.last?.paths ?? []
            return Place(
                reason: "active", navigation: pages, closed: waiting + [MerchantFlow.adminPage])
        case (.active, .consumer):
            return Place(
                reason: "active", navigation: [MerchantFlow.homePage],
                closed: waiting + [
                    MerchantFlow.adminPage, MerchantFlow.onboardingPage, MerchantFlow.posPage,
                ])
        case (.active, .admin):
            return Place(
                reason: "active", navigation: [MerchantFlow.homePage, MerchantFlow.adminPage],
                closed: waiting)
        }
    }

    /// One page, with all that is below it, and nothing else.
    private static func confined(to page: String, _ reason: String) -> Place {
        Place(reason: reason, confinedTo: page, navigation: [page])
    }

    private static func route(_ stage: MerchantStage) -> String {
        // Guaranteed: every stage of the declaration has a page.
        MerchantFlow.declaration.route(forStage: stage.rawValue) ?? MerchantFlow.homePage
    }
}
