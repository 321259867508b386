import TestSupport
import Testing
import Time

@testable import Onboarding

/// K4: signing in with Google.
struct SignUpGoogleTests {
    @Test(arguments: [SignUpStage.planSelected, .identityPending])
    func `Google verifies the identity`(stage: SignUpStage) {
        let spec = Specification.given(History.reaching(stage)).when(.google())
            .then(.verified(by: .google))
        expectEqual(spec.after().state.stage, .identityVerified)
        expectEqual(spec.after().state.identity?.method, .google)
    }

    @Test func `the session takes Google's email when it differs`() {
        let spec = Specification.given(.started(starter)).when(.google("Ada@Lovelace.example "))
            .then(.verified(by: .google, email: "ada@lovelace.example"))
        expectEqual(spec.after().state.email, "ada@lovelace.example")
    }

    @Test func `the same email in another case does not differ`() {
        Specification.given(.started(starter)).when(.google("ADA@example.com"))
            .then(.verified(by: .google))
    }

    @Test func `an email that Google does not vouch for verifies nothing`() {
        Specification.given(.started(starter)).when(.google(isEmailVerified: false))
            .refused(.emailNotVerified)
    }

    @Test(arguments: [Proof.first, .later("1")])
    func `at identity_verified the session takes what Google says, once`(proof: Proof) {
        let given = Specification.given(History.verifiedPaid + [.proven("1")])
        let spec = given.when(.google(proof: proof)).then(.verified(by: .google))
        expectEqual(spec.after().state.stage, .identityVerified)
        expectEqual(spec.after().state.identity?.method, .google)
        spec.after().when(.google(proof: proof)).thenNothing()
    }

    /// A later token has proven the new one with that.
    @Test func `at identity_verified the session takes another email of Google's`() {
        let given = Specification.given(History.verifiedPaid + [.proven("1")])
        let verified = SignUpEvent.verified(by: .google, email: "ada@lovelace.example")
        let other = given.when(.google("Ada@Lovelace.example")).then(verified)
        expectEqual(other.after().state.email, "ada@lovelace.example")
        given.when(.google("Ada@Lovelace.example", proof: .later("1")))
            .then(verified, .proven("1", by: .google))
    }

    @Test func `names that were given stay where Google has none`() {
        let nameless = GoogleAccount(
            email: "ada@example.com", isEmailVerified: true, firstName: "", lastName: "")
        Specification.given(History.verifiedFree)
            .when(.verifyGoogle(nameless, proof: .first)).then(.verified(by: .google))
    }

    /// What they proved was the email that the session had then.
    @Test func `with another email every other later token proves anew`() {
        let given = Specification.given(History.verifiedPaid + [.proven("1"), .proven("2")])
        for (proof, proven) in [(Proof.first, [String]()), (.later("1"), ["1"])] {
            let state = given.when(.google("Ada@Lovelace.example", proof: proof)).after().state
            expectEqual(state.provenProofs, proven)
            expectEqual(state.stage(seenThrough: .later("2")), .identityPending)
        }
    }

    @Test(arguments: SignUpStage.allCases.filter { $0 > .identityVerified && $0 != .committed })
    func `at a later stage Google changes nothing, and must name the session's own account`(
        stage: SignUpStage
    ) {
        let spec = Specification.given(History.reaching(stage))
        spec.when(.google()).thenNothing()
        spec.when(.google("someone@else.example")).refused(.identityMismatch)
    }

    @Test func `Google uses up a code that is on its way`() {
        let spec = Specification.given(.started(starter), .codeSent(1)).when(.google()).after()
        expectNil(spec.state.code)
    }
}
