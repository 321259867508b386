import Time

/// What can be asked of a person's membership. Whatever is looked up or computed comes inside.
public enum MembershipCommand: Sendable {
    /// Enters the membership with the defaults of S1; nothing happens the second time.
    case open
    /// Changes the profile (S4).
    case edit(ProfilePatch, BirthPlaces)
    /// Marks that the person began to fill in the profile (S7).
    case startOnboarding
    /// Records the checkout that the provider opened (S2).
    case recordCheckout(id: String, plan: MembershipPlan)
    /// Takes a provider's reports, as deliveries or a look-up brought them (S3, S10), and binds the
    /// provider's customers to the user that they turned out to be.
    case report([MembershipEvent], customerIDs: [String] = [])
    /// Gives the payer without an account one (S8).
    case claim(checkoutSessionID: String)
    /// Gives the membership for free, or takes that back (S11).
    case comp(Bool, reason: String)
    /// Changes what the user may do (S11).
    case changeRole(String, reason: String)
    /// Deletes the profile (S10).
    case delete(reason: String)
}

extension MembershipEvent {
    /// When the provider made the report that the event is; nil for what happened here, as the
    /// answer to a question did and what a sign-up hands over: by what it is dated, it only
    /// outweighs other reports or not.
    package var reportedAt: Timestamp? {
        let (asOf, eventID): (Timestamp, String)
        switch self {
        case .checkoutReported(let event):
            if event.isOfSignUp { return nil }
            (asOf, eventID) = (event.asOf, event.eventID)
        case .subscriptionReported(let event): (asOf, eventID) = (event.asOf, event.eventID)
        case .invoiceFailed(let event): (asOf, eventID) = (event.asOf, event.eventID)
        default: return nil
        }
        return StripeDelivery.checkoutID(lookedUp: eventID) == nil ? asOf : nil
    }

    /// Whether a report tells of somebody who is not a member yet that they are to be one: it names
    /// a plan of the membership, or is of a checkout that no sign-up for another plan paid.
    var entersMembership: Bool {
        switch self {
        case .checkoutReported(let event): event.plan != nil || !event.isOfSignUp
        case .subscriptionReported(let event): event.plan != nil
        default: false
        }
    }
}

extension MembershipCheckoutOpened {
    package init(_ checkoutSessionID: String, for plan: MembershipPlan) {
        self.init(checkoutSessionID: checkoutSessionID, plan: plan)
    }
}

extension MembershipCheckoutReported {
    private static let signUpPrefix = "signup_"

    fileprivate var isOfSignUp: Bool { eventID.hasPrefix(Self.signUpPrefix) }

    /// What a paid sign-up says of the new user's membership; nil when nothing was paid (K8).
    ///
    /// - Parameter paidAt: when the payment was made: whatever was reported since outweighs it.
    package init?(signUp: SignUpState, _ plans: PlanCatalogue, paidAt: Timestamp) {
        guard signUp.isPaidPlan, let payment = signUp.payment else { return nil }
        let plan = MembershipPlan(rawValue: signUp.planDescriptor)
        let hasTrial = (plans.plan(id: payment.planID)?.trialDays ?? 0) > 0
        self.init(
            checkoutSessionID: payment.checkoutSessionID, outcome: hasTrial ? .trial : .paid,
            plan: plan == MembershipPlan.none ? nil : plan, subscriptionID: payment.subscriptionID,
            customerID: payment.customerID, eventID: Self.signUpPrefix + payment.checkoutSessionID,
            asOf: paidAt)
    }
}
