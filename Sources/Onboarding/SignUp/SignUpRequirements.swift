import Time

/// What a sign-up session owes (X3): what its flow declares, stage by stage.
public enum SignUpRequirements {
    /// What the declaration asks for at a stage, in its order.
    private static func required(at stage: SignUpStage) -> [Requirement] {
        SignUpFlow.declaration.required(at: stage)
    }

    /// - Parameters:
    ///   - proof: of the token that asks; a token that has not proven the email learns of nothing
    ///     else.
    ///   - hasUnsentCode: true while the mail with the newest code could not be sent.
    public static func of(
        _ session: SignUpState, seenThrough proof: Proof = .first, hasUnsentCode: Bool = false,
        at now: Timestamp
    ) -> Requirements {
        guard let stage = session.stage(seenThrough: proof) else { return Requirements() }
        if session.status == .committed { return .satisfied }
        var requirements = Requirements()
        requirements.deadline = session.expiresAt
        if stage < .identityVerified {
            addIdentity(session, hasUnsentCode, now, to: &requirements)
        }
        if session.isProven(proof) || session.identity == nil {
            addRest(session, now, to: &requirements)
        }
        if session.isExpired(at: now) { return requirements.stopped("expired") }
        return session.status == .cancelled ? requirements.stopped("cancelled") : requirements
    }

    /// Proving the email: due while no code is under way, pending while one can still be entered.
    private static func addIdentity(
        _ session: SignUpState, _ hasUnsentCode: Bool, _ now: Timestamp,
        to requirements: inout Requirements
    ) {
        func verify(_ why: String, _ code: String? = nil) -> Requirement {
            Requirement(.action("verify_email"), why, code: code)
        }
        guard let code = session.code else {
            requirements.currentlyDue += required(at: .planSelected)
            return
        }
        if code.isVoided {
            let refusal = SignUpRejection.otpAttemptsExceeded(retryAfterSeconds: 0)
            requirements.currentlyDue.append(
                verify("The code is void after too many wrong ones: ask for another.", refusal.code)
            )
        } else if now >= code.expiresAt {
            requirements.currentlyDue.append(verify("The code has expired: ask for another."))
        } else if hasUnsentCode && code.attempts == 0 {
            requirements.pendingVerification.append(
                verify("The mail with the code could not be sent yet."))
        } else {
            let refusal = code.attempts > 0 ? SignUpRejection.invalidOTP.code : nil
            requirements.pendingVerification += required(at: .identityPending).map {
                Requirement($0.kind, $0.why, code: refusal)
            }
        }
    }

    /// What comes after the email: business, payment, completion.
    private static func addRest(
        _ session: SignUpState, _ now: Timestamp, to requirements: inout Requirements
    ) {
        if session.business == nil {
            requirements.currentlyDue += required(at: .identityVerified)
        }
        if session.paymentStatus == .pending { addPayment(session, now, to: &requirements) }
        requirements.currentlyDue += required(at: .readyToCommit)
    }

    /// Pending while a checkout is open: only the provider can say that it was paid.
    private static func addPayment(
        _ session: SignUpState, _ now: Timestamp, to requirements: inout Requirements
    ) {
        if let checkout = session.checkout, now < checkout.expiresAt {
            requirements.pendingVerification.append(
                Requirement(.action("pay"), "The provider has not told of a payment yet."))
        } else {
            requirements.currentlyDue += required(at: .paymentPending)
        }
    }
}
