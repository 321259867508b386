import Time

extension SignUpSession {
    /// Calls for a code; drawing and mailing it is the caller's business. A new one voids the one
    /// before, and its count of wrong ones with it (K2).
    func sendCode(_ proof: Proof) throws(SignUpRejection) -> SignUpDecision {
        try requireStage([.planSelected, .identityPending], proof)
        let wait = secondsUntilNextCode
        guard wait == 0 else { throw .otpRateLimited(retryAfterSeconds: wait) }
        let sent = VerificationCodeSent(
            issue: state.codeCount + 1,
            expiresAt: now.adding(seconds: SignUp.codeLifetimeSeconds))
        return SignUpDecision([.codeSent(sent)])
    }

    /// 0 when a code may be called for now. The newest one counts also after it served.
    private var secondsUntilNextCode: Int {
        guard let sentAt = state.codeSentAt else { return 0 }
        return seconds(until: sentAt.adding(seconds: SignUp.codeIntervalSeconds))
    }

    /// Tries a code. A wrong one is refused and counts, which is why it is an event; an expired
    /// or missing one is refused and changes nothing, for no number of tries could make it good.
    func verifyCode(
        isCorrect: Bool, _ verified: IdentityVerified, _ proof: Proof
    ) throws(SignUpRejection) -> SignUpDecision {
        try requireStage([.identityPending], proof)
        guard let code = state.code else { throw .invalidOTP }
        if code.isVoided { throw .otpAttemptsExceeded(retryAfterSeconds: secondsUntilNextCode) }
        guard now < code.expiresAt else { throw .invalidOTP }
        guard isCorrect else { return refuse(code) }
        guard state.stage != .identityPending else {
            return SignUpDecision([.identityVerified(verified)])
        }
        return prove(
            proof, by: .email, firstName: verified.firstName, lastName: verified.lastName)
    }

    /// The refusal comes with an event, so that the wrong code counts whatever else happens.
    private func refuse(_ code: SignUpState.VerificationCode) -> SignUpDecision {
        let attempts = code.attempts + 1
        let isVoided = attempts >= SignUp.codeAttemptsMax
        let refused = VerificationCodeRefused(
            issue: code.issue, attempts: attempts, isVoided: isVoided)
        return SignUpDecision(
            [.codeRefused(refused)],
            refusal: isVoided
                ? .otpAttemptsExceeded(retryAfterSeconds: secondsUntilNextCode) : .invalidOTP)
    }

    /// Signs in with Google. Up to `identity_verified` the session takes whom Google names; later,
    /// and for a token that is to prove the email first, the account must be the session's own, or
    /// anyone's would open it (K1).
    func verifyGoogle(
        _ account: GoogleAccount, _ proof: Proof
    ) throws(SignUpRejection) -> SignUpDecision {
        let stage = try requireOpen()
        guard account.isEmailVerified else { throw .emailNotVerified }
        let email = EmailAddress.normalized(account.email)
        // As claims compare them: two spellings that look the same are two addresses.
        let isOwnEmail = EmailAddress.normalized(state.email).utf8.elementsEqual(email.utf8)
        let isUnproven = isUnproven(proof, at: stage)
        if stage <= .identityVerified, !isUnproven {
            return take(account, newEmail: isOwnEmail ? nil : email, proof)
        }
        guard isOwnEmail else { throw .identityMismatch }
        guard isUnproven else { return SignUpDecision() }
        return prove(proof, by: .google, firstName: nil, lastName: nil)
    }

    /// Nothing when the session has all of that already. With another email every later token has
    /// to prove anew; the one that brought it just did.
    private func take(
        _ account: GoogleAccount, newEmail: String?, _ proof: Proof
    ) -> SignUpDecision {
        // Names that were given stay where Google has none for the same person.
        let known = newEmail == nil ? state.identity : nil
        let firstName = account.firstName.isEmpty ? known?.firstName ?? "" : account.firstName
        let lastName = account.lastName.isEmpty ? known?.lastName ?? "" : account.lastName
        let identity = SignUpState.Identity(
            method: .google, firstName: firstName, lastName: lastName)
        guard newEmail != nil || identity != state.identity else { return SignUpDecision() }
        let verified = IdentityVerified(
            method: .google, firstName: firstName, lastName: lastName, email: newEmail)
        var decision = SignUpDecision([.identityVerified(verified)])
        if newEmail != nil {
            decision.events += prove(proof, by: .google, firstName: nil, lastName: nil).events
        }
        return decision
    }

    /// Records that a later token is good; the first needs no proof and changes nothing. Names that
    /// are nil stay as they were verified.
    private func prove(
        _ proof: Proof, by method: IdentityMethod, firstName: String?, lastName: String?
    ) -> SignUpDecision {
        guard case .later(let counter) = proof else { return SignUpDecision() }
        let proven = IdentityProven(
            method: method, proof: counter, firstName: firstName, lastName: lastName)
        return SignUpDecision([.identityProven(proven)])
    }
}
