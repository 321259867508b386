import Time

/// What can happen to a sign-up session (stream `session-<id>`), every stage transition included.
public enum SignUpEvent: Sendable, Equatable {
    case started(SignUpStarted)
    case planChanged(PlanChanged)
    case codeSent(VerificationCodeSent)
    case codeRefused(VerificationCodeRefused)
    case identityVerified(IdentityVerified)
    case identityProven(IdentityProven)
    case businessStaged(BusinessStaged)
    case paymentSkipped(PaymentSkipped)
    case paymentRequired(PaymentRequired)
    case checkoutRequested(CheckoutRequested)
    case checkoutStarted(CheckoutStarted)
    case checkoutFailed(CheckoutFailed)
    case checkoutExpired(CheckoutExpired)
    case paymentConfirmed(PaymentConfirmed)
    case readied(SignUpReadied)
    case completed(SignUpCompleted)
    case cancelled(SignUpCancelled)
    case expired(SignUpExpired)
}

/// A session began with an email and a plan (K1); takes the email among active sessions.
public struct SignUpStarted: Sendable, Equatable {
    public var planID = ""
    public var planDescriptor = ""
    public var isPaid = false
    public var expiresAt = Timestamp.earliest
    /// The experiment's variant that this subject was given, if any (D4).
    public var variant: String?
    /// Personal.
    public var email = ""
}

/// The person chose another plan; a checkout of the plan before is void.
public struct PlanChanged: Sendable, Equatable {
    public var planID = ""
    public var planDescriptor = ""
    public var isPaid = false
}

/// A verification code was called for; its issue counts from 1, and only the newest counts (K2).
public struct VerificationCodeSent: Sendable, Equatable {
    public var issue = 0
    public var expiresAt = Timestamp.earliest
}

/// A wrong code was given; the fifth voids the code (K3).
public struct VerificationCodeRefused: Sendable, Equatable {
    public var issue = 0
    public var attempts = 0
    public var isVoided = false
}

/// The email was shown to be the person's own, by code or by Google (K3, K4).
public struct IdentityVerified: Sendable, Equatable {
    public var method = IdentityMethod.email
    /// Personal.
    public var firstName = ""
    /// Personal.
    public var lastName = ""
    /// Personal. Google's email, when it differs from the one the session began with.
    public var email: String?
}

/// A later token was shown to be the same person's (K1); the stage stays.
public struct IdentityProven: Sendable, Equatable {
    public var method = IdentityMethod.email
    /// The counter of the token that is good from now on.
    public var proof = ""
    /// Personal.
    public var firstName: String?
    /// Personal.
    public var lastName: String?
}

public enum IdentityMethod: String, Sendable, CaseIterable {
    case email, google
}

/// The business was described (K5).
public struct BusinessStaged: Sendable, Equatable {
    public var name = ""
    public var descriptor = ""
    public var country = ""
    public var currency = ""
}

/// The plan costs nothing, so there is no payment to wait for.
public struct PaymentSkipped: Sendable, Equatable {}

/// The plan costs something; the session waits for the payment.
public struct PaymentRequired: Sendable, Equatable {}

/// A checkout was asked for; recorded before the provider is, so that attempts count (K6).
public struct CheckoutRequested: Sendable, Equatable {}

/// The provider opened a checkout.
public struct CheckoutStarted: Sendable, Equatable {
    public var checkoutSessionID = ""
    public var checkoutURL = ""
    public var expiresAt = Timestamp.earliest
    public var planID = ""
}

/// The provider did not open a checkout.
public struct CheckoutFailed: Sendable, Equatable {
    public var reason = ""
}

/// The provider closed a checkout that was not paid (K7).
public struct CheckoutExpired: Sendable, Equatable {
    public var checkoutSessionID = ""
}

/// The provider confirmed the payment (K7).
public struct PaymentConfirmed: Sendable, Equatable {
    public var checkoutSessionID = ""
    public var planID = ""
    public var customerID: String?
    public var subscriptionID: String?
}

/// Nothing is owed any more; the session can be completed.
public struct SignUpReadied: Sendable, Equatable {}

/// The session became a user with a tenant (K8); gives the email up.
public struct SignUpCompleted: Sendable, Equatable {
    public var userID = ""
    public var tenantID = ""
}

/// The person gave the session up (K10); the email can start afresh.
public struct SignUpCancelled: Sendable, Equatable {}

/// The session's time ran out (K1); the email can start afresh.
public struct SignUpExpired: Sendable, Equatable {}
