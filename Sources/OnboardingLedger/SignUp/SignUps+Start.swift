import EventLog
import Onboarding
import Time

/// What starting or resuming a sign-up came to (K1).
public struct StartedSignUp: Sendable, Hashable {
    public let sessionToken: String
    public let stage: String
    /// Whether the plan costs something.
    public let isPaid: Bool
}

/// What is asked when a sign-up starts.
public struct StartRequest: Sendable {
    /// Normalised: trimmed and in lower case.
    public let email: String
    public let planDescriptor: String
    /// The session's own token, if the caller has it.
    public let sessionToken: String?
    /// The experiment's variant; nil for what the flow's own split gives (D4).
    public let variant: String?
    /// The version that the session must be at (If-Match); nil for any.
    public let expected: DemandedVersions?

    public init(
        email: String, planDescriptor: String, sessionToken: String? = nil, variant: String? = nil,
        expected: DemandedVersions? = nil
    ) {
        self.email = email
        self.planDescriptor = planDescriptor
        self.sessionToken = sessionToken
        self.variant = variant
        self.expected = expected
    }
}

/// The ids that a start's answer is made of; kept under its idempotency key.
struct StartOutcome: Codable, Sendable {
    var sessionHigh: UInt64
    var sessionLow: UInt64
    var proof: UInt64
    var stage: String
    var isPaid: Bool
    /// Where the event stands that calls for an old checkout's expiry; not kept, for a repetition
    /// calls for nothing.
    var checkoutLeftAt: GlobalPosition?

    private enum CodingKeys: CodingKey { case sessionHigh, sessionLow, proof, stage, isPaid }

    init(_ access: SessionAccess, stage: SignUpStage, isPaid: Bool) {
        sessionHigh = access.sessionID.high
        sessionLow = access.sessionID.low
        proof = access.proof
        self.stage = stage.rawValue
        self.isPaid = isPaid
    }

    /// What the token is made of again.
    var access: SessionAccess {
        SessionAccess(sessionID: UUIDv7(high: sessionHigh, low: sessionLow), proof: proof)
    }
}

extension SignUps {
    /// Begins a session for an email, or resumes the one that runs (K1). When the plan changes, the
    /// open checkout of the plan before is expired at the provider.
    public func start(
        _ request: StartRequest, _ facts: RequestFacts, idempotency: IdempotencyKey? = nil
    ) async throws -> Once<StartedSignUp> {
        guard let plan = plans.plan(descriptor: request.planDescriptor) else {
            throw SignUpRejection.planNotFound
        }
        let own = request.sessionToken.flatMap { secrets.sessionAccess($0) }
        let once = try await ledger.performOnce(idempotency) { transaction in
            try Self.start(request, plan, own, facts, transaction)
        }
        var outcome = once.value
        if let cause = outcome.checkoutLeftAt {
            await effects.begin(.checkoutExpiry, because: cause)
        }
        if once.isReplay { outcome = try await withoutHandingOver(outcome, own) }
        return Once(
            value: StartedSignUp(
                sessionToken: secrets.sessionToken(outcome.access), stage: outcome.stage,
                isPaid: outcome.isPaid),
            isReplay: once.isReplay)
    }

    /// Refuses a user's email, resumes an active session, else begins one; a session that ran out
    /// frees its email first.
    private static func start(
        _ request: StartRequest, _ plan: Plan, _ own: SessionAccess?, _ facts: RequestFacts,
        _ transaction: CommandTransaction
    ) throws -> StartOutcome {
        if try transaction.holder(of: .userEmail(request.email)) != nil {
            throw SignUpRejection.emailAlreadyRegistered
        }
        if let holder = try transaction.holder(of: .sessionEmail(request.email)) {
            let state = try state(of: holder, transaction)
            if state.isActive(at: transaction.now), let id = UUIDv7(holder.id) {
                return try resume(id, state, plan, request, own, facts, transaction)
            }
            // Its time is over, but nobody has recorded that yet: the email is free again.
            let job = facts.metadata(.session, String(holder.id))
            try expire(holder, job, transaction)
        }
        let access = SessionAccess(sessionID: transaction.freshID(), proof: 0)
        let step = try run(
            .start(email: request.email, plan: plan, variant: request.variant),
            on: stream(access.sessionID), facts.metadata(.session, access.sessionID.text),
            expected: request.expected, transaction)
        return StartOutcome(access, stage: step.after.stage ?? .planSelected, isPaid: plan.isPaid)
    }

    /// Resumes an active session. Until the identity is verified its token is given again; from
    /// then on, knowing the email is not enough: the answer's token must prove it first, nothing is
    /// written, and no demanded version is held against one that is not theirs to know.
    private static func resume(
        _ id: UUIDv7, _ state: SignUpState, _ plan: Plan, _ request: StartRequest,
        _ own: SessionAccess?, _ facts: RequestFacts, _ transaction: CommandTransaction
    ) throws -> StartOutcome {
        let mine = own?.sessionID == id ? own : nil
        let isVerified = (state.stage ?? .planSelected) >= .identityVerified
        let access =
            mine
            ?? SessionAccess(
                sessionID: id, proof: isVerified ? transaction.freshNumber() | 1 : 0)
        let proof = Access(access).proof
        guard state.stage(seenThrough: proof) == state.stage else {
            return StartOutcome(access, stage: .identityPending, isPaid: state.isPaidPlan)
        }
        let metadata = facts.metadata(.session, id.text)
        let step = try run(
            .resume(plan: plan, proof: proof), on: stream(id), metadata,
            expected: request.expected, transaction)
        let after = try takeUpKeptPayment(stream(id), metadata, transaction)
        var outcome = StartOutcome(
            access, stage: after.stage ?? .planSelected, isPaid: after.isPaidPlan)
        outcome.checkoutLeftAt = step.checkoutLeftAt
        return outcome
    }

    /// A repeated start must not hand over a session whose identity was verified since (K1).
    private func withoutHandingOver(_ outcome: StartOutcome, _ own: SessionAccess?) async throws
        -> StartOutcome
    {
        let access = outcome.access
        if own == access { return outcome }
        return try await ledger.perform { transaction in
            let state = try Self.state(of: Self.stream(access.sessionID), transaction)
            guard let stage = state.stage, stage >= .identityVerified,
                state.isProven(Access(access).proof)
            else { return outcome }
            let later = SessionAccess(
                sessionID: access.sessionID, proof: transaction.freshNumber() | 1)
            return StartOutcome(later, stage: .identityPending, isPaid: outcome.isPaid)
        }
    }
}
