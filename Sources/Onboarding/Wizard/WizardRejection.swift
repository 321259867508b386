/// Why a command of the wizard is refused.
public enum WizardRejection: Error, Hashable, Sendable {
    /// The wizard has the steps 0 to 3.
    case stepOutOfRange
    /// A step's data is an object of fields.
    case dataNotObject
    /// What was sent, or all that is filled in together, is over 64 KiB.
    case dataTooLarge
    /// The wizard has served: the tenant's onboarding is complete.
    case alreadyCompleted
    /// Somebody saved since the version that the caller knows (A2).
    case versionConflict(StepConflict)
    /// Ten saves within a minute were there (A2); how long to wait.
    case saveRateLimited(retryAfterSeconds: Int)
    /// The user has no tenant whose onboarding began.
    case notInitialized
    /// Only the owner completes a tenant's onboarding (A7).
    case notOwner
    /// There is no such tenant.
    case tenantNotFound
    /// The tenant was closed; an admin can reopen it (A5).
    case tenantClosed
    /// The identity provider did not take the news, and the completion was undone (A7).
    case identitySyncFailed
    /// The user's id cannot name a stream.
    case invalidUser

    /// The stable dotted word that clients read.
    public var code: String {
        switch self {
        case .stepOutOfRange: "onboarding.invalid_step"
        case .dataNotObject: "onboarding.invalid_step_data"
        case .dataTooLarge: "onboarding.step_data_too_large"
        case .alreadyCompleted: "onboarding.already_completed"
        case .versionConflict: StepConflict.code
        case .saveRateLimited: "onboarding.save_rate_limited"
        case .notInitialized: "onboarding.not_initialized"
        case .notOwner: "onboarding.not_owner"
        case .tenantNotFound: "onboarding.tenant_not_found"
        case .tenantClosed: "onboarding.tenant_closed"
        case .identitySyncFailed: "onboarding.identity_sync_failed"
        case .invalidUser: "onboarding.invalid_user"
        }
    }

    /// How long to wait, for the refusal that waiting cures.
    public var retryAfterSeconds: Int? {
        switch self {
        case .saveRateLimited(let seconds): seconds
        default: nil
        }
    }
}
