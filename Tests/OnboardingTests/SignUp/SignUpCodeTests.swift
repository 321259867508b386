import TestSupport
import Testing
import Time

@testable import Onboarding

/// K2 and K3: codes are sent and tried.
struct SignUpCodeTests {
    private static let pending = Specification.given(.started(professional))
        .given(.codeSent(1), at: noon)

    @Test func `the first code moves the session to identity_pending`() {
        let spec = Specification.given(.started(starter)).when(.sendCode, at: noon + 10)
            .then(.codeSent(VerificationCodeSent(issue: 1, expiresAt: noon + 910)))
        expectEqual(spec.after().state.stage, .identityPending)
    }

    @Test func `a code within two minutes is refused with what is left, rounded up`() {
        Self.pending.when(.sendCode, at: noon).refused(.otpRateLimited(retryAfterSeconds: 120))
        Self.pending.when(.sendCode, at: noon.adding(milliseconds: 1))
            .refused(.otpRateLimited(retryAfterSeconds: 120))
        Self.pending.when(.sendCode, at: noon.adding(milliseconds: 119_999))
            .refused(.otpRateLimited(retryAfterSeconds: 1))
    }

    @Test func `after exactly two minutes the next code is sent`() {
        Self.pending.when(.sendCode, at: noon + 120)
            .then(.codeSent(2, at: noon + 120))
    }

    @Test func `a right code verifies the identity`() {
        let spec = Self.pending.when(.verifyCode(true), at: noon + 60).then(.verified())
        expectEqual(spec.after().state.stage, .identityVerified)
        expectNil(spec.after().state.code)
    }

    @Test func `a right code is good until just before 15 minutes`() {
        Self.pending.when(.verifyCode(true), at: noon.adding(milliseconds: 899_999))
            .then(.verified())
    }

    @Test func `after 15 minutes a right code is refused and nothing counts`() {
        Self.pending.when(.verifyCode(true), at: noon + 900).refused(.invalidOTP)
        Self.pending.when(.verifyCode(false), at: noon + 900).refused(.invalidOTP)
    }

    @Test(arguments: 1...4)
    func `the first four wrong codes are refused and counted`(attempts: Int) {
        let earlier = (1..<attempts).map { SignUpEvent.codeRefused(1, attempts: $0) }
        Self.pending.given(earlier, at: noon).when(.verifyCode(false), at: noon + 30)
            .then(.codeRefused(1, attempts: attempts), refusal: .invalidOTP)
    }

    private static let fourWrong = pending.given(
        (1...4).map { .codeRefused(1, attempts: $0) }, at: noon)
    private static let voided = fourWrong.given(.codeRefused(1, attempts: 5), at: noon)

    @Test func `the fifth wrong code voids the code`() {
        Self.fourWrong.when(.verifyCode(false), at: noon + 30).then(
            .codeRefused(1, attempts: 5), refusal: .otpAttemptsExceeded(retryAfterSeconds: 90))
    }

    @Test func `after four wrong codes the right one still verifies`() {
        Self.fourWrong.when(.verifyCode(true), at: noon + 30).then(.verified())
    }

    @Test(arguments: [true, false])
    func `a voided code is refused, right or wrong, and nothing counts`(isCorrect: Bool) {
        Self.voided.when(.verifyCode(isCorrect), at: noon + 30)
            .refused(.otpAttemptsExceeded(retryAfterSeconds: 90))
        Self.voided.when(.verifyCode(isCorrect), at: noon + 1000)
            .refused(.otpAttemptsExceeded(retryAfterSeconds: 0))
    }

    @Test func `a new code gives five tries again`() {
        let renewed = Self.voided.given(.codeSent(2, at: noon + 120), at: noon + 120)
        renewed.when(.verifyCode(true), at: noon + 130).then(.verified())
        renewed.when(.verifyCode(false), at: noon + 130)
            .then(.codeRefused(2, attempts: 1), refusal: .invalidOTP)
    }

    @Test func `a code serves once`() {
        Specification.given(History.verifiedFree).when(.verifyCode(true))
            .refused(.invalidStage(.identityVerified))
    }

    @Test func `a code can be tried only after one was sent`() {
        Specification.given(.started(starter)).when(.verifyCode(true))
            .refused(.invalidStage(.planSelected))
    }
}
