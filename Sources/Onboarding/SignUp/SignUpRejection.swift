/// Why a sign-up command is refused.
public enum SignUpRejection: Error, Hashable, Sendable {
    /// No such session, or one that was cancelled.
    case sessionNotFound
    /// The session's time is over, whether or not that was recorded (K15).
    case sessionExpired
    /// The session became a user; completing again creates nothing (K8).
    case sessionAlreadyCommitted
    /// The command does not fit the stage that the caller's token shows.
    case invalidStage(SignUpStage)
    /// Wrong, expired or never sent: the answer does not tell which (K3).
    case invalidOTP
    /// The code was voided by five wrong ones; how long until a new one can be sent.
    case otpAttemptsExceeded(retryAfterSeconds: Int)
    /// A code was called for less than two minutes ago (K2); what is left of them, rounded up.
    case otpRateLimited(retryAfterSeconds: Int)
    /// Checkouts were asked for too fast or too often (K6); how long to wait, rounded up.
    case paymentRateLimited(retryAfterSeconds: Int)
    /// The email belongs to a user.
    case emailAlreadyRegistered
    /// The email belongs to another active session, or this session began before.
    case sessionAlreadyExists
    /// No plan is configured by that descriptor (K1).
    case planNotFound
    /// Google does not vouch for the email it names.
    case emailNotVerified
    /// A later token showed another person's Google account (K1).
    case identityMismatch
    /// Google could not be asked; nothing changed (K4).
    case identityProviderUnavailable
    /// The provider opened no checkout (K6).
    case paymentProviderUnavailable
    /// A payment that fits neither the stage nor the plan; kept by the caller as unmatched (S3).
    case paymentUnmatched

    /// The stable dotted word that clients read.
    public var code: String {
        switch self {
        case .sessionNotFound: "onboarding.session_not_found"
        case .sessionExpired: "onboarding.session_expired"
        case .sessionAlreadyCommitted: "onboarding.session_already_committed"
        case .invalidStage: "onboarding.invalid_stage"
        case .invalidOTP: "onboarding.invalid_otp"
        case .otpAttemptsExceeded: "onboarding.otp_attempts_exceeded"
        case .otpRateLimited: "onboarding.otp_rate_limited"
        case .paymentRateLimited: "onboarding.payment_rate_limited"
        case .emailAlreadyRegistered: "onboarding.email_already_registered"
        case .sessionAlreadyExists: "onboarding.session_already_exists"
        case .planNotFound: "onboarding.plan_not_found"
        case .emailNotVerified: "onboarding.email_not_verified"
        case .identityMismatch: "onboarding.identity_mismatch"
        case .identityProviderUnavailable: "onboarding.identity_provider_unavailable"
        case .paymentProviderUnavailable: "onboarding.payment_provider_unavailable"
        case .paymentUnmatched: "onboarding.payment_unmatched"
        }
    }

    /// How long to wait, for the refusals that waiting cures.
    public var retryAfterSeconds: Int? {
        switch self {
        case .otpAttemptsExceeded(let seconds), .otpRateLimited(let seconds),
            .paymentRateLimited(let seconds):
            seconds
        default: nil
        }
    }
}

/// A refusal that changed the session's state and so is an event of its stream: a wrong code counts
/// towards five (K3).
public struct RecordedRejection: Error, Hashable, Sendable {
    /// What the caller is answered.
    public let rejection: SignUpRejection

    public init(rejection: SignUpRejection) { self.rejection = rejection }
}
