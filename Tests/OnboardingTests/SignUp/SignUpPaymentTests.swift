import TestSupport
import Testing
import Time

@testable import Onboarding

/// K5, K6 and K7: business, checkout and payment.
struct SignUpPaymentTests {
    private static let pending = Specification.given(History.paymentPending)
    private static let open = pending.given(.checkoutStarted(), at: noon)

    @Test func `the business of a free session makes it ready`() {
        let spec = Specification.given(History.verifiedFree).when(.stageBusiness)
            .then(.staged, .paymentSkipped, .readied)
        expectEqual(spec.after().state.stage, .readyToCommit)
        expectEqual(spec.after().state.paymentStatus, .skipped)
    }

    @Test func `the business of a paid session waits for the payment`() {
        let spec = Specification.given(History.verifiedPaid).when(.stageBusiness)
            .then(.staged, .paymentRequired)
        expectEqual(spec.after().state.stage, .paymentPending)
        expectEqual(spec.after().state.paymentStatus, .pending)
    }

    @Test func `a first checkout is to be created for the session's plan`() {
        Self.pending.when(.requestCheckout)
            .then(.checkoutRequested, checkout: .create(planID: "plan_professional"))
    }

    @Test func `an open checkout is used again`() {
        let checkout = SignUpState.Checkout(
            id: "cs_1", url: "https://pay.example/cs_1", expiresAt: noon + 3600,
            planID: "plan_professional")
        Self.open.when(.requestCheckout, at: noon.adding(milliseconds: 3_599_999))
            .then(.checkoutRequested, checkout: .reuse(checkout))
    }

    @Test func `a checkout that has run out is not used again`() {
        Self.open.when(.requestCheckout, at: noon + 3600)
            .then(.checkoutRequested, checkout: .create(planID: "plan_professional"))
    }

    @Test func `a free session needs no checkout`() {
        Specification.given(History.readyFree).when(.requestCheckout).then(checkout: .notNeeded)
    }

    @Test func `a paid session that is ready needs no second payment`() {
        Specification.given(History.readyPaid).when(.requestCheckout)
            .refused(.invalidStage(.readyToCommit))
    }

    /// Asked at these times, and refused by the provider each time.
    private static func requested(_ seconds: Int64...) -> Specification {
        let failed = SignUpEvent.checkoutFailed(CheckoutFailed(reason: "unavailable"))
        return seconds.reduce(pending) {
            $0.given(.checkoutRequested, at: noon + $1).given(failed, at: noon + $1)
        }
    }

    @Test func `checkouts are at least 30 seconds apart`() {
        let once = Self.requested(0)
        once.when(.requestCheckout, at: noon.adding(milliseconds: 1))
            .refused(.paymentRateLimited(retryAfterSeconds: 30))
        once.when(.requestCheckout, at: noon.adding(milliseconds: 29_999))
            .refused(.paymentRateLimited(retryAfterSeconds: 1))
        once.when(.requestCheckout, at: noon + 30)
            .then(.checkoutRequested, checkout: .create(planID: "plan_professional"))
    }

    @Test func `a fourth checkout within ten minutes is refused`() {
        let thrice = Self.requested(0, 100, 200)
        thrice.when(.requestCheckout, at: noon + 240)
            .refused(.paymentRateLimited(retryAfterSeconds: 360))
        thrice.when(.requestCheckout, at: noon.adding(milliseconds: 599_999))
            .refused(.paymentRateLimited(retryAfterSeconds: 1))
        thrice.when(.requestCheckout, at: noon + 600)
            .then(.checkoutRequested, checkout: .create(planID: "plan_professional"))
    }

    @Test func `the ten minutes slide along`() {
        Self.requested(0, 100, 200, 600).when(.requestCheckout, at: noon + 640)
            .refused(.paymentRateLimited(retryAfterSeconds: 60))
    }

    @Test func `the limit says the longer of both waits`() {
        Self.requested(0, 580, 590).when(.requestCheckout, at: noon + 595)
            .refused(.paymentRateLimited(retryAfterSeconds: 25))
    }

    @Test func `the provider's checkout is recorded`() {
        Self.pending.when(.recordCheckout()).then(.checkoutStarted())
    }

    @Test func `a request whose answer a stop cut short is made again and stays one`() {
        let cutShort = Self.pending.given(.checkoutRequested, at: noon)
        cutShort.when(.requestCheckout, at: noon + 1)
            .then(checkout: .create(planID: "plan_professional"))
        cutShort.given(.checkoutStarted(), at: noon + 2).when(.requestCheckout, at: noon + 3)
            .refused(.paymentRateLimited(retryAfterSeconds: 27))
        cutShort.given(.planChanged(to: family), at: noon + 2)
            .when(.requestCheckout, at: noon + 3)
            .refused(.paymentRateLimited(retryAfterSeconds: 27))
    }

    @Test func `a checkout for a plan that was changed meanwhile is recorded as failed`() {
        let failed = SignUpEvent.checkoutFailed(
            CheckoutFailed(reason: "The session moved on meanwhile."))
        Self.pending.when(.recordCheckout(plan: family))
            .then(failed, refusal: .invalidStage(.paymentPending))
        Specification.given(History.readyPaid).when(.recordCheckout())
            .then(failed, refusal: .invalidStage(.readyToCommit))
    }

    @Test func `a provider's failure is recorded`() {
        Self.pending.when(.recordCheckoutFailure(reason: "unavailable"))
            .then(.checkoutFailed(CheckoutFailed(reason: "unavailable")))
    }

    @Test func `a payment makes the session ready in one append`() {
        let spec = Self.open.when(.confirmPayment()).then(.confirmed(), .readied)
        expectEqual(spec.after().state.stage, .readyToCommit)
        expectEqual(spec.after().state.paymentStatus, .succeeded)
        expectEqual(spec.after().state.checkoutSessionID, "cs_1")
    }

    @Test func `the same payment again changes nothing`() {
        Specification.given(History.readyPaid).when(.confirmPayment()).thenNothing()
        Specification.given(History.readyPaid + [.completed]).when(.confirmPayment()).thenNothing()
    }

    @Test func `a second payment is unmatched and not swallowed`() {
        Specification.given(History.readyPaid).when(.confirmPayment("cs_2"))
            .refused(.paymentUnmatched)
    }

    @Test func `a payment for another plan is unmatched`() {
        Self.pending.when(.confirmPayment(plan: family)).refused(.paymentUnmatched)
    }

    @Test(arguments: [SignUpStage.planSelected, .identityPending, .identityVerified])
    func `a payment before anything is owed is unmatched`(stage: SignUpStage) {
        Specification.given(History.reaching(stage)).when(.confirmPayment())
            .refused(.paymentUnmatched)
    }

    // MARK: Payments for other plans

    /// The plan was changed while a checkout was open.
    private static let changed = open.given(
        .planChanged(to: family), .paymentRequired, at: noon)

    @Test func `a payment for the plan before is set aside, and counts on the way back`() {
        let aside = Self.changed.when(.confirmPayment()).then(.setAside()).after()
        expectTrue(aside.state.stage == .paymentPending && aside.state.paymentStatus == .pending)
        expectNil(aside.state.payment)
        expectEqual(aside.state.strandedPayments.map(\.checkoutSessionID), ["cs_1"])
        aside.when(.confirmPayment()).thenNothing()
        let back = aside.when(.resume(professional))
            .then(.planChanged(to: professional), .readied).after()
        expectEqual(back.state.paymentStatus, .succeeded)
        expectEqual(back.state.payment?.checkoutSessionID, "cs_1")
        expectTrue(back.state.strandedPayments.isEmpty)
    }

    @Test func `a payment for the plan before is set aside when a free plan owes nothing`() {
        let free = Self.open.given(
            .planChanged(to: starter), .paymentSkipped, .readied, at: noon)
        let aside = free.when(.confirmPayment()).then(.setAside()).after()
        expectTrue(aside.state.stage == .readyToCommit && aside.state.paymentStatus == .skipped)
        aside.when(.resume(professional)).then(.planChanged(to: professional))
        let done = aside.when(.complete).after()
        expectEqual(done.state.strandedPayments.map(\.checkoutSessionID), ["cs_1"])
    }

    @Test func `a plan that was changed before anything was owed has no checkout to be paid`() {
        Specification.given(.started(professional), .planChanged(to: family))
            .when(.confirmPayment()).refused(.paymentUnmatched)
    }

    @Test func `of two payments the one for the plan counts, whichever came first`() {
        let twice = Specification.given(
            History.readyPaid + [
                .planChanged(to: family), .paymentRequired, .confirmed("cs_2", plan: family),
                .readied,
            ])
        expectEqual(twice.state.strandedPayments.map(\.checkoutSessionID), ["cs_1"])
        let back = twice.when(.resume(professional)).then(.planChanged(to: professional)).after()
        expectEqual(back.state.payment?.checkoutSessionID, "cs_1")
        expectEqual(back.state.strandedPayments.map(\.checkoutSessionID), ["cs_2"])
        let done = back.given(.completed, at: noon)
        expectEqual(done.state.strandedPayments.map(\.checkoutSessionID), ["cs_2"])
        back.when(.confirmPayment("cs_2", plan: family)).thenNothing()
    }

    @Test func `a plan that was paid twice, as it once could be, counts the later payment`() {
        let state = Specification.given(
            History.readyPaid + [
                .planChanged(to: family), .paymentRequired, .confirmed("cs_2", plan: family),
                .readied, .planChanged(to: professional), .paymentRequired, .confirmed("cs_3"),
                .readied, .completed,
            ]
        ).state
        expectEqual(state.payment?.checkoutSessionID, "cs_3")
        expectEqual(state.strandedPayments.map(\.checkoutSessionID), ["cs_1", "cs_2"])
    }

    @Test func `of two payments of a session that is over one is kept`() {
        let over = Specification.given(
            History.readyPaid + [
                .planChanged(to: family), .paymentRequired, .confirmed("cs_2", plan: family),
                .readied, .expired,
            ])
        over.when(.keepPayment("cs_3")).refused(.paymentUnmatched)
        let kept = over.when(.keepPayment("cs_2", plan: family))
            .then(.kept("cs_2", plan: family)).after()
        kept.when(.keepPayment()).thenNothing()
        let handed = kept.when(.handPaymentOver(to: "s2")).then(.handedOver).after()
        expectEqual(handed.state.strandedPayments.map(\.checkoutSessionID), ["cs_1"])
    }

    // MARK: A session's end

    private static let over = pending.given(.expired, at: noon + 86_400)

    @Test func `what a session that is over was paid with is kept, once`() {
        let over = Specification.given(History.readyPaid + [.expired])
        let kept = over.when(.keepPayment()).then(.kept()).after()
        expectTrue(kept.state.isPaymentKept && !kept.state.strandedPayments.isEmpty)
        kept.when(.keepPayment()).thenNothing()
        kept.when(.confirmPayment()).thenNothing()
        over.when(.keepPayment("cs_2")).refused(.paymentUnmatched)
    }

    @Test func `a late payment is kept when it was made before the end`() {
        let last = noon.adding(milliseconds: 86_399_999)
        let kept = Self.over.when(.keepPayment(madeAt: last), at: noon + 90_000).then(.kept())
            .after()
        expectEqual(kept.state.payment?.customerID, "cus_1")
        expectTrue(kept.state.stage == .paymentPending && kept.state.status == .expired)
        Self.over.when(.keepPayment(madeAt: noon + 86_400)).refused(.sessionExpired)
        Self.over.when(.keepPayment(plan: family)).refused(.paymentUnmatched)
        Self.pending.when(.keepPayment()).refused(.sessionExpired)
        Self.changed.given(.expired, at: noon + 86_400).when(.keepPayment()).then(.kept())
    }

    @Test func `the session's own checkout may be paid until it ends itself`() {
        let over = Self.open.given(.expired, at: noon + 86_400)
        over.when(.keepPayment("cs_1", madeAt: noon + 87_000)).then(.kept())
        over.when(.keepPayment("cs_2", madeAt: noon + 87_000)).refused(.sessionExpired)
    }

    @Test func `a kept payment is handed over once`() {
        let over = Specification.given(History.readyPaid + [.expired, .kept()])
        let after = over.when(.handPaymentOver(to: "s2")).then(.handedOver).after()
        expectTrue(after.state.paymentHeirID == "s2" && after.state.strandedPayments.isEmpty)
        after.when(.handPaymentOver(to: "s3")).refused(.paymentUnmatched)
        after.when(.keepPayment()).thenNothing()
    }

    @Test func `a payment is found by its email while it is kept`() {
        let state = Specification.given(History.readyPaid + [.expired]).state
        expectEqual(state.claimChanges(for: .kept()), [.take(.keptPayment("ada@example.com"))])
        expectEqual(
            state.claimChanges(for: .handedOver), [.release(.keptPayment("ada@example.com"))])
    }

    @Test func `a checkout ends with its session, within the provider's bounds`() {
        func end(_ second: Int64) -> Timestamp {
            Self.pending.given(.checkoutRequested, at: noon + second).state.checkoutEndsAt
        }
        expectEqual(end(0), noon + 86_340)
        expectEqual(end(60), noon + 86_400)
        expectEqual(end(84_540), noon + 86_400)
        expectEqual(end(86_000), noon + 87_860)
    }

    @Test func `a checkout that ran out with its session is recorded`() {
        Self.open.given(.expired, at: noon + 86_400)
            .when(.expireCheckout(checkoutSessionID: "cs_1"), at: noon + 86_401)
            .then(.checkoutExpired(CheckoutExpired(checkoutSessionID: "cs_1")))
    }

    @Test func `a checkout that ran out is cleared`() {
        let spec = Self.open.when(.expireCheckout(checkoutSessionID: "cs_1"))
            .then(.checkoutExpired(CheckoutExpired(checkoutSessionID: "cs_1")))
        expectNil(spec.after().state.checkout)
        expectEqual(spec.after().state.stage, .paymentPending)
    }

    @Test func `the end of another checkout is recorded and leaves the open one`() {
        let spec = Self.open.when(.expireCheckout(checkoutSessionID: "cs_0"))
            .then(.checkoutExpired(CheckoutExpired(checkoutSessionID: "cs_0")))
        expectEqual(spec.after().state.checkout?.id, "cs_1")
    }
}
