import Digest
import EventLog
import Onboarding

/// A verification code on its way through the two commands that try it (K3): around them a password
/// is hashed, which costs tens of milliseconds and is only done for a code that will be accepted.
///
/// Both look at the demanded version before they look at the code, and the first one counts a wrong
/// code itself. So a stale version is told for right and wrong codes alike, and as fast; and of the
/// codes that race at one version, the first wrong one spends it.
struct CodeTrial: Sendable {
    let entered: VerifyRequest
    let access: SignUps.Access
    /// The version that the session must be at; nil for any.
    let expected: DemandedVersions?
    let metadata: EventMetadata
    let secrets: DerivedSecrets

    /// Tries the code; a right one is taken only with its password's hash.
    ///
    /// - Throws: what the session refuses whatever the code is; `VersionMismatch`.
    func run(hash: String?, _ transaction: CommandTransaction) throws -> Outcome {
        let state = try SignUps.state(of: access.stream, transaction)
        _ = try SignUp.decide(
            command(isCorrect: true), state, DecisionContext(now: transaction.now))
        try expected?.require(transaction.version(of: access.stream))
        let isCorrect = isCorrect(for: state)
        if isCorrect, hash == nil { return .accepted }
        let step = try SignUps.run(
            command(isCorrect: isCorrect), on: access.stream, metadata, transaction)
        if let refusal = step.decision.refusal { return Outcome(refusal) }
        guard let hash else { preconditionFailure("a wrong code is refused") }
        try transaction.writeVault { vault in
            try vault.put(
                .pendingPassword, access.token.sessionID.bytes, Array(hash.utf8),
                expiresAt: step.after.expiresAt)
        }
        return Outcome(
            stage: (step.after.stage(seenThrough: access.proof) ?? .identityVerified).rawValue)
    }

    private func command(isCorrect: Bool) -> SignUpCommand {
        .verifyCode(
            codeIsCorrect: isCorrect, firstName: entered.firstName, lastName: entered.lastName,
            proof: access.proof)
    }

    /// Takes the same time for every code.
    private func isCorrect(for state: SignUpState) -> Bool {
        let code = secrets.oneTimeCode(sessionID: access.token.sessionID, issue: state.codeCount)
        return constantTimeEqual(Array(code.utf8), Array(entered.code.utf8))
    }

    /// A tried code's outcome: a wrong one is recorded and refused.
    struct Outcome: Codable, Sendable {
        /// Right, and not taken yet. Never kept.
        fileprivate static let accepted = Outcome(stage: "")

        private var stage = ""
        /// Seconds to wait when the code was voided; negative for a plain wrong one.
        private var refusedFor: Int?

        fileprivate init(stage: String) { self.stage = stage }

        fileprivate init(_ refusal: SignUpRejection) {
            refusedFor = refusal.retryAfterSeconds ?? -1
        }

        /// False for a right code whose password is to be hashed.
        var isFinal: Bool { refusedFor != nil || !stage.isEmpty }

        /// The stage reached, or the refusal that was recorded.
        func reached() throws(RecordedRejection) -> StageOutcome {
            guard let refusedFor else { return StageOutcome(stage: stage) }
            throw RecordedRejection(
                rejection: refusedFor < 0
                    ? .invalidOTP : .otpAttemptsExceeded(retryAfterSeconds: refusedFor))
        }
    }
}
