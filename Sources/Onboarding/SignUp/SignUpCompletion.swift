import Time

/// The events of one completed sign-up, stream by stream; appended together or not at all (K8).
public struct SignUpCompletion: Sendable, Equatable {
    /// One `completed`, which gives the email up among sessions.
    public var session: [SignUpEvent]
    /// One `created`, which takes the email among users.
    public var profile: [ProfileEvent]
    /// The workspace, its business and, for a paid plan, the subscription, in that order.
    public var tenant: [TenantEvent]

    /// Decides the completion; both ids are fresh, unless the person paid before, without an
    /// account: then the user is that payer.
    ///
    /// The tenant is named after the business. A paid plan with trial days starts as `trialing`.
    ///
    /// - Parameter payer: the user's profile until now; a blank one for a new user.
    public static func decide(
        _ state: SignUpState, userID: String, tenantID: String,
        payer: ProfileState = ProfileState(), proof: Proof, plans: PlanCatalogue,
        context: DecisionContext
    ) throws(SignUpRejection) -> SignUpCompletion {
        let decision = try SignUp.decide(
            .complete(userID: userID, tenantID: tenantID, proof: proof), state, context)
        return SignUpCompletion(
            session: decision.events,
            profile: [.created(profile(of: state, payer, tenantID: tenantID))],
            tenant: tenant(of: state, ownerID: userID, plans: plans))
    }

    /// The role that a payer had stays; a new user's is `user`.
    private static func profile(
        of state: SignUpState, _ payer: ProfileState, tenantID: String
    ) -> ProfileCreated {
        ProfileCreated(
            source: "signup", role: payer.exists ? payer.role : "user", tenantID: tenantID,
            isEmailVerified: state.identity != nil, method: state.identity?.method ?? .email,
            email: state.email, firstName: state.identity?.firstName ?? "",
            lastName: state.identity?.lastName ?? "")
    }

    private static func tenant(
        of state: SignUpState, ownerID: String, plans: PlanCatalogue
    ) -> [TenantEvent] {
        let name = state.business?.name ?? ""
        var events: [TenantEvent] = [
            .workspaceCreated(WorkspaceCreated(name: name, ownerID: ownerID, source: "signup"))
        ]
        if let business = state.business {
            events.append(
                .businessCreated(
                    BusinessCreated(
                        name: business.name, descriptor: business.descriptor,
                        country: business.country, currency: business.currency)))
        }
        if state.isPaidPlan {
            events.append(.subscriptionStarted(subscription(of: state, plans: plans)))
        }
        return events
    }

    /// The provider's ids are those of the payment, nil where it named none.
    private static func subscription(
        of state: SignUpState, plans: PlanCatalogue
    ) -> SubscriptionStarted {
        let hasTrial = (plans.plan(id: state.planID)?.trialDays ?? 0) > 0
        return SubscriptionStarted(
            planID: state.planID, planDescriptor: state.planDescriptor,
            status: hasTrial ? .trialing : .active, customerID: state.payment?.customerID,
            subscriptionID: state.payment?.subscriptionID,
            checkoutSessionID: state.payment?.checkoutSessionID)
    }
}
