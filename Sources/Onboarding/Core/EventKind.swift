/// Every type of event that the built-in flows know; a team's own flows add types as plain names.
public enum EventKind: String, CaseIterable, Sendable {
    case signUpStarted = "SignUpStarted"
    case planChanged = "PlanChanged"
    case verificationCodeSent = "VerificationCodeSent"
    case verificationCodeRefused = "VerificationCodeRefused"
    case identityVerified = "IdentityVerified"
    case identityProven = "IdentityProven"
    case businessStaged = "BusinessStaged"
    case paymentSkipped = "PaymentSkipped"
    case paymentRequired = "PaymentRequired"
    case checkoutRequested = "CheckoutRequested"
    case checkoutStarted = "CheckoutStarted"
    case checkoutFailed = "CheckoutFailed"
    case checkoutExpired = "CheckoutExpired"
    case paymentConfirmed = "PaymentConfirmed"
    case signUpReadied = "SignUpReadied"
    case signUpCompleted = "SignUpCompleted"
    case signUpCancelled = "SignUpCancelled"
    case signUpExpired = "SignUpExpired"
    case profileCreated = "ProfileCreated"
    case workspaceCreated = "WorkspaceCreated"
    case businessCreated = "BusinessCreated"
    case subscriptionStarted = "SubscriptionStarted"
    case webhookUnmatched = "WebhookUnmatched"
    case commandRefused = "CommandRefused"
    case refusalsOmitted = "RefusalsOmitted"

    /// The version that is written today; older ones are upcast on read (contract L10).
    public var schemaVersion: Int {
        switch self {
        case .signUpStarted: 2
        default: 1
        }
    }

    /// Whose decider makes these events, and which state folds them.
    package var family: EventFamily {
        switch self {
        case .profileCreated: .profile
        case .workspaceCreated, .businessCreated, .subscriptionStarted: .tenant
        case .webhookUnmatched, .commandRefused, .refusalsOmitted: .tally
        default: .signUp
        }
    }
}

/// The events that one state folds.
package enum EventFamily: Sendable, Hashable, CaseIterable {
    case signUp, profile, tenant, tally
}
