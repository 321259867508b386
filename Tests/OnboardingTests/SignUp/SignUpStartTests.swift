import TestSupport
import Testing
import Time

@testable import Onboarding

/// K1: starting a session, and resuming it.
struct SignUpStartTests {
    @Test func `a start begins a session that lasts 24 hours`() {
        Specification.given().when(.start(professional)).then(
            .started(
                SignUpStarted(
                    planID: "plan_professional", planDescriptor: "professional", isPaid: true,
                    expiresAt: noon + 86_400, variant: nil, email: "ada@example.com")))
    }

    @Test func `the email is kept trimmed and in lower case`() {
        Specification.given().when(.start(starter, email: "  Ada@Example.COM\t"))
            .then(.started(starter))
    }

    @Test func `the variant is recorded with the start`() {
        Specification.given()
            .when(.start(email: "ada@example.com", plan: starter, variant: "b"))
            .then(.started(starter, variant: "b"))
    }

    @Test func `a stream that has begun is not begun again`() {
        Specification.given(.started(starter)).when(.start(starter))
            .refused(.sessionAlreadyExists)
    }

    @Test(arguments: [SignUpStage.planSelected, .identityPending, .identityVerified])
    func `before the business is staged, another plan only changes the plan`(stage: SignUpStage) {
        Specification.given(History.reaching(stage)).when(.resume(starter))
            .then(.planChanged(to: starter))
    }

    @Test(arguments: SignUpStage.allCases.filter { $0 != .committed })
    func `resuming with the same plan changes nothing`(stage: SignUpStage) {
        Specification.given(History.reaching(stage)).when(.resume(professional)).thenNothing()
    }

    @Test func `a change to a free plan settles a pending payment`() {
        Specification.given(History.paymentPending).when(.resume(starter))
            .then(.planChanged(to: starter), .paymentSkipped, .readied)
    }

    @Test func `a change to another paid plan still waits for the payment`() {
        Specification.given(History.paymentPending).when(.resume(family))
            .then(.planChanged(to: family), .paymentRequired)
    }

    @Test func `a change to a paid plan takes a ready session back to the payment`() {
        let spec = Specification.given(History.readyFree).when(.resume(professional))
            .then(.planChanged(to: professional), .paymentRequired)
        expectEqual(spec.after().state.stage, .paymentPending)
        expectEqual(spec.after().state.paymentStatus, .pending)
    }

    @Test func `a change from a free plan to another free plan stays ready`() {
        let spec = Specification.given(History.readyFree).when(.resume(basic))
            .then(.planChanged(to: basic), .paymentSkipped)
        expectEqual(spec.after().state.stage, .readyToCommit)
    }

    @Test func `a paid session that turns to another paid plan owes that one`() {
        Specification.given(History.readyPaid).when(.resume(family))
            .then(.planChanged(to: family), .paymentRequired)
    }

    @Test func `a paid session that turns to a free plan stays ready`() {
        let spec = Specification.given(History.readyPaid).when(.resume(starter))
            .then(.planChanged(to: starter), .paymentSkipped)
        expectEqual(spec.after().state.stage, .readyToCommit)
        expectEqual(spec.after().state.paymentStatus, .skipped)
    }

    @Test func `turning back to the plan that is paid for is ready at once`() {
        let spec = Specification.given(
            History.readyPaid + [.planChanged(to: family), .paymentRequired]
        )
        .when(.resume(professional)).then(.planChanged(to: professional), .readied)
        expectEqual(spec.after().state.paymentStatus, .succeeded)
        expectEqual(spec.after().state.stage, .readyToCommit)
    }

    @Test func `turning back to the paid plan from a free one needs no event but the change`() {
        let spec = Specification.given(
            History.readyPaid + [.planChanged(to: starter), .paymentSkipped]
        )
        .when(.resume(professional)).then(.planChanged(to: professional))
        expectEqual(spec.after().state.paymentStatus, .succeeded)
    }

    @Test func `a change of plan drops the open checkout`() {
        let spec = Specification.given(History.paymentPending + [.checkoutStarted()])
            .when(.resume(family)).after()
        expectNil(spec.state.checkout)
    }

    @Test func `a token without proof does not change a verified session's plan`() {
        Specification.given(History.paymentPending)
            .when(.resume(plan: starter, proof: .later("1"))).thenNothing()
    }

    @Test func `a later token of a session that is not verified changes the plan`() {
        Specification.given(History.reaching(.identityPending))
            .when(.resume(plan: starter, proof: .later("1"))).then(.planChanged(to: starter))
    }
}
