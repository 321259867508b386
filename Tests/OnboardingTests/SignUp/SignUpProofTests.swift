import TestSupport
import Testing
import Time

@testable import Onboarding

/// K1: knowing an email must never hand over a session whose identity is verified.
struct SignUpProofTests {
    private static let later = Proof.later("1")
    private static let openStages = SignUpStage.allCases.filter {
        $0 >= .identityVerified && $0 != .committed
    }

    @Test(arguments: openStages)
    func `a token without proof sees identity_pending`(stage: SignUpStage) {
        let state = Specification.given(History.reaching(stage)).state
        expectEqual(state.stage(seenThrough: Self.later), .identityPending)
        expectEqual(state.stage(seenThrough: .first), stage)
    }

    @Test func `before the identity is verified every token sees the stage`() {
        let state = Specification.given(.started(starter)).state
        expectEqual(state.stage(seenThrough: Self.later), .planSelected)
    }

    @Test(arguments: openStages)
    func `a token without proof can only prove itself`(stage: SignUpStage) {
        let spec = Specification.given(History.reaching(stage))
        for command: SignUpCommand in [
            .stageBusiness(engines, proof: Self.later), .requestCheckout(proof: Self.later),
            .complete(userID: "u", tenantID: "t", proof: Self.later), .cancel(proof: Self.later),
        ] {
            spec.when(command).refused(.invalidStage(.identityPending))
        }
    }

    @Test(arguments: openStages)
    func `a code can be sent through a token without proof, and the stage stays`(
        stage: SignUpStage
    ) {
        let spec = Specification.given(History.reaching(stage))
            .when(.sendCode(proof: Self.later), at: noon + 120)
            .then(.codeSent(2, at: noon + 120))
        expectEqual(spec.after(at: noon + 120).state.stage, stage)
    }

    @Test func `the code that verified the session proves no later token`() {
        Specification.given(History.verifiedFree).when(.verifyCode(true, proof: Self.later))
            .refused(.invalidOTP)
    }

    @Test(arguments: openStages)
    func `a right code proves the token and the session goes on where it was`(stage: SignUpStage) {
        let spec = Specification.given(History.reaching(stage))
            .given(.codeSent(2, at: noon + 200), at: noon + 200)
            .when(.verifyCode(true, proof: Self.later), at: noon + 210)
            .then(.proven("1"))
        let state = spec.after().state
        expectEqual(state.stage(seenThrough: Self.later), stage)
        expectEqual(state.stage(seenThrough: .later("2")), .identityPending)
        expectEqual(state.stage(seenThrough: .first), stage)
    }

    @Test func `wrong codes count for a later token as well`() {
        let spec = Specification.given(History.readyFree).given(
            [.codeSent(2)] + (1...4).map { .codeRefused(2, attempts: $0) }, at: noon)
        spec.when(.verifyCode(false, proof: Self.later)).then(
            .codeRefused(2, attempts: 5), refusal: .otpAttemptsExceeded(retryAfterSeconds: 120))
    }

    @Test(arguments: openStages)
    func `the session's own Google account proves the token`(stage: SignUpStage) {
        Specification.given(History.reaching(stage))
            .when(.google(" ADA@example.com", proof: Self.later))
            .then(.proven("1", by: .google))
    }

    @Test(arguments: openStages)
    func `another person's Google account proves nothing`(stage: SignUpStage) {
        Specification.given(History.reaching(stage))
            .when(.google("eve@example.com", proof: Self.later)).refused(.identityMismatch)
    }

    @Test func `a proven token is as good as the first`() {
        let spec = Specification.given(History.readyFree + [.proven("1")])
        spec.when(.complete(userID: "u1", tenantID: "t1", proof: Self.later)).then(.completed)
        spec.when(.cancel(proof: Self.later)).then(.cancelled)
        spec.when(.google(proof: Self.later)).thenNothing()
        spec.when(.sendCode(proof: Self.later)).refused(.invalidStage(.readyToCommit))
    }

    @Test func `names given with a proof are taken, the method is not`() {
        var state = Specification.given(.started(starter), .verified(by: .google)).state
        state.evolve(
            .identityProven(
                IdentityProven(method: .email, proof: "1", firstName: "Augusta", lastName: "King")),
            at: noon)
        expectEqual(state.identity?.firstName, "Augusta")
        expectEqual(state.identity?.lastName, "King")
        expectEqual(state.identity?.method, .google)
    }

    @Test func `a route follows the stage that the token sees`() {
        let state = Specification.given(History.readyFree).state
        expectEqual(state.route(seenThrough: Self.later), "/onboarding/verify")
        expectEqual(state.route(seenThrough: .first), "/onboarding/complete")
    }
}
