import TestSupport
import Testing
import Time

@testable import Onboarding

/// K8 and K10, and the end of a session's time.
struct SignUpEndTests {
    private static let openStages = SignUpStage.allCases.filter { $0 != .committed }

    @Test func `a ready session is completed`() {
        let spec = Specification.given(History.readyFree).when(.complete, at: noon + 5)
            .then(.completed)
        let state = spec.after(at: noon + 5).state
        expectEqual(state.stage, .committed)
        expectEqual(state.status, .committed)
        expectEqual(state.completion, .init(userID: "u1", tenantID: "t1", at: noon + 5))
    }

    @Test func `a second completion says that the first one won`() {
        Specification.given(History.readyFree + [.completed]).when(.complete)
            .refused(.sessionAlreadyCommitted)
    }

    @Test func `a committed session stays committed when its time is over`() {
        Specification.given(History.readyFree + [.completed]).when(.complete, at: noon + 90_000)
            .refused(.sessionAlreadyCommitted)
    }

    @Test(arguments: openStages)
    func `an open session can be cancelled`(stage: SignUpStage) {
        let spec = Specification.given(History.reaching(stage)).when(.cancel).then(.cancelled)
        expectEqual(spec.after().state.status, .cancelled)
        expectEqual(spec.after().state.stage, stage)
    }

    @Test func `a cancelled session is not found`() {
        Specification.given(.started(starter), .cancelled).when(.cancel)
            .refused(.sessionNotFound)
    }

    @Test(arguments: openStages)
    func `a session is open until just before 24 hours`(stage: SignUpStage) {
        let spec = Specification.given(History.reaching(stage))
        spec.when(.cancel, at: noon.adding(milliseconds: 86_399_999)).then(.cancelled)
        spec.when(.cancel, at: noon + 86_400).refused(.sessionExpired)
    }

    @Test(arguments: openStages)
    func `the end of a session's time is recorded once`(stage: SignUpStage) {
        let spec = Specification.given(History.reaching(stage))
        spec.when(.expire, at: noon.adding(milliseconds: 86_399_999)).thenNothing()
        let expired = spec.when(.expire, at: noon + 86_400).then(.expired).after()
        expired.when(.expire, at: noon + 90_000).thenNothing()
        expectEqual(expired.state.stage, stage)
        expectEqual(expired.state.status, .expired)
    }

    @Test func `a session that ended otherwise does not expire`() {
        Specification.given().when(.expire, at: noon + 90_000).thenNothing()
        Specification.given(.started(starter), .cancelled).when(.expire, at: noon + 90_000)
            .thenNothing()
        Specification.given(History.readyFree + [.completed]).when(.expire, at: noon + 90_000)
            .thenNothing()
    }

    @Test func `a session is active while it holds its email`() {
        let state = Specification.given(.started(starter)).state
        expectEqual(SignUpState().isActive(at: noon), false)
        expectTrue(state.isActive(at: noon.adding(milliseconds: 86_399_999)))
        expectFalse(state.isActive(at: noon + 86_400))
        expectFalse(Specification.given(.started(starter), .cancelled).state.isActive(at: noon))
    }
}

/// K8: one completion writes three streams.
struct SignUpCompletionTests {
    private func decide(_ history: [SignUpEvent]) throws -> SignUpCompletion {
        try SignUpCompletion.decide(
            Specification.given(history).state, userID: "u1", tenantID: "t1", proof: .first,
            plans: plans, context: DecisionContext(now: noon))
    }

    private static let profile = ProfileCreated(
        source: "signup", role: "user", tenantID: "t1", isEmailVerified: true, method: .email,
        email: "ada@example.com", firstName: "Ada", lastName: "Lovelace")
    private static let workspace = WorkspaceCreated(
        name: "Analytical Engines", ownerID: "u1", source: "signup")
    private static let business = BusinessCreated(
        name: "Analytical Engines", descriptor: "engines", country: "GB", currency: "GBP")

    @Test func `a free session becomes a user and a tenant`() throws {
        let completion = try decide(History.readyFree)
        expectEqual(completion.session, [.completed])
        expectEqual(completion.profile, [.created(Self.profile)])
        expectEqual(
            completion.tenant,
            [
                .workspaceCreated(Self.workspace), .businessCreated(Self.business),
            ])
    }

    @Test func `a payer becomes the user and keeps what was paid for, the role and the date`()
        throws
    {
        var payer = ProfileState()
        payer.evolve(.payer, at: noon)
        payer.evolve(.membership(.checkout()), at: noon)
        payer.evolve(.role("admin"), at: noon)
        let completion = try SignUpCompletion.decide(
            Specification.given(History.readyFree).state, userID: "u1", tenantID: "t1",
            payer: payer, proof: .first, plans: plans, context: DecisionContext(now: noon))
        guard case .created(let created) = completion.profile.first else {
            return expectTrue(Bool(false), "the user comes to be")
        }
        expectEqual(
            payer.claimChanges(for: ProfileEvent.created(created)),
            [
                .release(.unverifiedEmail("ada@example.com")), .take(.userEmail("ada@example.com")),
            ])
        payer.evolve(.profile(.created(created)), at: noon + 60)
        expectTrue(payer.isAdmin && payer.isPaid && payer.createdAt == noon)
        expectTrue(payer.tenantID == "t1" && payer.isEmailVerified && !payer.isUnclaimedPayer)
    }

    @Test func `a paid session starts a subscription in trial`() throws {
        let completion = try decide(History.readyPaid)
        let subscription = SubscriptionStarted(
            planID: "plan_professional", planDescriptor: "professional", status: .trialing,
            customerID: "cus_1", subscriptionID: "sub_1", checkoutSessionID: "cs_1")
        expectEqual(
            completion.tenant,
            [
                .workspaceCreated(Self.workspace), .businessCreated(Self.business),
                .subscriptionStarted(subscription),
            ])
    }

    @Test func `a plan without trial days starts active`() throws {
        let history: [SignUpEvent] = [
            .started(monthly), .verified(), .staged, .paymentRequired,
            .confirmed("cs_9", plan: monthly), .readied,
        ]
        let last = try decide(history).tenant.last
        guard case .subscriptionStarted(let subscription) = last else {
            return expectTrue(Bool(false), "a paid plan starts a subscription")
        }
        expectEqual(subscription.status, .active)
    }

    @Test func `a session that is not ready is refused`() {
        #expect(throws: SignUpRejection.invalidStage(.paymentPending)) {
            try decide(History.paymentPending)
        }
    }
}
