import Time

/// What can be asked of a sign-up session. Whatever is fresh or looked up comes inside.
///
/// Those with a `proof` come from the bearer of a token; the others from the server itself.
public enum SignUpCommand: Sendable, Hashable {
    /// Begins a session on an empty stream (K1).
    case start(email: String, plan: Plan, variant: String?)
    /// Resumes an active session with the plan that was chosen now (K1).
    case resume(plan: Plan, proof: Proof)
    /// Calls for a verification code (K2).
    case sendCode(proof: Proof)
    /// Tries a code (K3); whether it is the newest one's was found out in constant time.
    case verifyCode(codeIsCorrect: Bool, firstName: String, lastName: String, proof: Proof)
    /// Signs in with Google (K4).
    case verifyGoogle(GoogleAccount, proof: Proof)
    /// Describes the business (K5).
    case stageBusiness(BusinessFacts, proof: Proof)
    /// Asks for a checkout, before the provider is asked (K6).
    case requestCheckout(proof: Proof)
    /// Records the checkout that the provider opened.
    case recordCheckout(SignUpState.Checkout)
    /// Records that the provider opened none.
    case recordCheckoutFailure(reason: String)
    /// Records a payment that the provider reports (K7).
    case confirmPayment(SignUpState.Payment)
    /// Keeps a payment for the next session of the same email, for this one's time is over; made
    /// when the provider says (K15).
    case keepPayment(SignUpState.Payment, madeAt: Timestamp)
    /// Gives the kept payment to another session, which is recorded as paid with it.
    case handPaymentOver(to: String)
    /// Records that a checkout ran out (K7).
    case expireCheckout(checkoutSessionID: String)
    /// Turns the session into a user with a tenant (K8).
    case complete(userID: String, tenantID: String, proof: Proof)
    /// Gives the session up (K10).
    case cancel(proof: Proof)
    /// Records that the session's time is over; nothing happens when it is not, or was recorded.
    case expire
}

/// What Google says about the person who signed in.
public struct GoogleAccount: Sendable, Hashable {
    /// As Google spells it; normalized when it is taken up.
    public var email: String
    /// Google's own word for it: without it nothing is taken up.
    public var isEmailVerified: Bool
    /// May be empty where Google names none.
    public var firstName: String
    /// May be empty where Google names none.
    public var lastName: String

    public init(email: String, isEmailVerified: Bool, firstName: String, lastName: String) {
        (self.email, self.isEmailVerified) = (email, isEmailVerified)
        (self.firstName, self.lastName) = (firstName, lastName)
    }
}

/// What a command comes to: events to append and, for a wrong code, the refusal that they record.
public struct SignUpDecision: Sendable, Equatable {
    /// In the order in which they are appended, together; empty when nothing is to change.
    public var events: [SignUpEvent]
    /// Answered to the caller after the events are appended.
    public var refusal: SignUpRejection?
    /// For `requestCheckout`: what to do next.
    public var checkout: CheckoutStep?

    public init(
        _ events: [SignUpEvent] = [], refusal: SignUpRejection? = nil,
        checkout: CheckoutStep? = nil
    ) {
        (self.events, self.refusal, self.checkout) = (events, refusal, checkout)
    }
}

/// What follows a checkout that was asked for.
public enum CheckoutStep: Sendable, Equatable {
    /// The plan is free.
    case notNeeded
    /// The open one serves again.
    case reuse(SignUpState.Checkout)
    /// The provider is to open one for this plan.
    case create(planID: String)
}
