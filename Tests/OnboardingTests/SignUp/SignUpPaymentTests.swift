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
        #expect(spec.after().state.stage == .readyToCommit)
        #expect(spec.after().state.paymentStatus == .skipped)
    }

    @Test func `the business of a paid session waits for the payment`() {
        let spec = Specification.given(History.verifiedPaid).when(.stageBusiness)
            .then(.staged, .paymentRequired)
        #expect(spec.after().state.stage == .paymentPending)
        #expect(spec.after().state.paymentStatus == .pending)
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
        #expect(spec.after().state.stage == .readyToCommit)
        #expect(spec.after().state.paymentStatus == .succeeded)
        #expect(spec.after().state.checkoutSessionID == "cs_1")
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

    @Test func `a checkout that ran out is cleared`() {
        let spec = Self.open.when(.expireCheckout(checkoutSessionID: "cs_1"))
            .then(.checkoutExpired(CheckoutExpired(checkoutSessionID: "cs_1")))
        #expect(spec.after().state.checkout == nil)
        #expect(spec.after().state.stage == .paymentPending)
    }

    @Test func `the end of another checkout is no news`() {
        Self.open.when(.expireCheckout(checkoutSessionID: "cs_0")).thenNothing()
        Self.pending.when(.expireCheckout(checkoutSessionID: "cs_1")).thenNothing()
    }
}
