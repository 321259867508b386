import Time

/// The rules of the sign-up session (contract section 2): pure, with time and fresh ids coming in.
///
/// Refusals come in the order of K0: not found, expired, committed, wrong stage, then the row's
/// own.
public enum SignUp {
    /// Sessions live for 24 hours (K1).
    public static let lifetimeSeconds: Int64 = 24 * 3600
    /// Codes are good for 15 minutes (K2).
    public static let codeLifetimeSeconds: Int64 = 15 * 60
    /// One code per 2 minutes (K2).
    public static let codeIntervalSeconds: Int64 = 2 * 60
    /// The fifth wrong code voids it (K3).
    public static let codeAttemptsMax = 5
    /// Checkouts are asked for 30 seconds apart, and at most 3 times in 10 minutes (K6).
    public static let checkoutIntervalSeconds: Int64 = 30
    /// The stretch that `checkoutsPerWindowMax` counts in, ending now (K6).
    public static let checkoutWindowSeconds: Int64 = 10 * 60
    /// Requests, whether a checkout was opened anew or served again (K6).
    public static let checkoutsPerWindowMax = 3
    /// How long a checkout can be paid, at least and at most, from when it was asked for. Stripe
    /// takes 30 minutes to 24 hours from when it hears of it (docs.stripe.com/api/checkout/sessions
    /// /create, `expires_at`): a minute at either end is for the way there and clocks that differ.
    public static let checkoutLifetimeSeconds: ClosedRange<Int64> = 31 * 60...24 * 3600 - 60

    /// Decides one command on a session's state; the same state, command and time always come to
    /// the same.
    ///
    /// - Throws: what K0 and the command's own row refuse, in that order; nothing is appended then.
    ///   A refusal that is an event too comes in the decision instead.
    public static func decide(
        _ command: SignUpCommand, _ state: SignUpState, _ context: DecisionContext
    ) throws(SignUpRejection) -> SignUpDecision {
        let session = SignUpSession(state: state, now: context.now)
        switch command {
        case .start(let email, let plan, let variant):
            return try session.start(email: email, plan: plan, variant: variant)
        case .resume(let plan, let proof): return try session.resume(plan, proof)
        case .sendCode(let proof): return try session.sendCode(proof)
        case .verifyCode(let codeIsCorrect, let firstName, let lastName, let proof):
            let event = IdentityVerified(
                method: .email, firstName: firstName, lastName: lastName)
            return try session.verifyCode(isCorrect: codeIsCorrect, event, proof)
        case .verifyGoogle(let account, let proof):
            return try session.verifyGoogle(account, proof)
        case .stageBusiness(let business, let proof):
            return try session.stageBusiness(business, proof)
        case .requestCheckout(let proof): return try session.requestCheckout(proof)
        case .recordCheckout(let checkout): return try session.recordCheckout(checkout)
        case .recordCheckoutFailure(let reason):
            return try session.recordCheckoutFailure(reason)
        case .confirmPayment(let payment): return try session.confirmPayment(payment)
        case .keepPayment(let payment, let madeAt):
            return try session.keepPayment(payment, madeAt: madeAt)
        case .handPaymentOver(let heirID): return try session.handPaymentOver(to: heirID)
        case .expireCheckout(let id): return try session.expireCheckout(id)
        case .complete(let userID, let tenantID, let proof):
            try session.requireStage([.readyToCommit], proof)
            return SignUpDecision([.completed(.init(userID: userID, tenantID: tenantID))])
        case .cancel(let proof): return try session.cancel(proof)
        case .expire: return session.expire()
        }
    }
}

/// A session at the moment of a decision.
struct SignUpSession {
    /// With all events of the stream so far.
    let state: SignUpState
    let now: Timestamp

    /// The gate that stands before every row (K0).
    @discardableResult
    func requireOpen() throws(SignUpRejection) -> SignUpStage {
        try state.standing.requireOpen(at: now)
    }

    /// Passes only when the bearer of the token sees one of `stages`.
    func requireStage(_ stages: [SignUpStage], _ proof: Proof) throws(SignUpRejection) {
        let stage = try openStage(seenThrough: proof)
        guard stages.contains(stage) else { throw .invalidStage(stage) }
    }

    /// The stage of an open session as the token shows it: `identityPending` before it is proven.
    func openStage(seenThrough proof: Proof) throws(SignUpRejection) -> SignUpStage {
        try state.standing.openStage(at: now, seenThrough: proof)
    }

    /// True when the token must prove the email again before anything else (K1).
    func isUnproven(_ proof: Proof, at stage: SignUpStage) -> Bool {
        stage >= .identityVerified && !state.isProven(proof)
    }

    /// Whole seconds until `time`, rounded up, and none when it has passed.
    func seconds(until time: Timestamp) -> Int { now.secondsRoundedUp(until: time) }

    /// Only on an empty stream; that the email is free is for the log's unique keys to say.
    func start(
        email: String, plan: Plan, variant: String?
    ) throws(SignUpRejection) -> SignUpDecision {
        guard state.stage == nil else { throw .sessionAlreadyExists }
        let started = SignUpStarted(
            planID: plan.id, planDescriptor: plan.descriptor, isPaid: plan.isPaid,
            expiresAt: now.adding(seconds: SignUp.lifetimeSeconds), variant: variant,
            email: EmailAddress.normalized(email))
        return SignUpDecision([.started(started)])
    }

    /// An unproven token gives up nothing: knowing an email must not end another's session (K1).
    func cancel(_ proof: Proof) throws(SignUpRejection) -> SignUpDecision {
        let stage = try requireOpen()
        guard !isUnproven(proof, at: stage) else { throw .invalidStage(.identityPending) }
        return SignUpDecision([.cancelled(SignUpCancelled())])
    }

    /// No refusal when it is early or was done: a job asks of many sessions.
    func expire() -> SignUpDecision {
        let isDue = state.status == .active && state.isExpired(at: now)
        return SignUpDecision(isDue ? [.expired(SignUpExpired())] : [])
    }
}
