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
    case paymentKept(PaymentKept)
    case paymentHandedOver(PaymentHandedOver)
    case paymentSetAside(PaymentSetAside)
}

/// A session began with an email and a plan (K1); takes the email among active sessions.
public struct SignUpStarted: Sendable, Equatable {
    /// The plan as it was configured then; it may be gone from the configuration since.
    public var planID = ""
    /// The plan's short name, by which the person chose it.
    public var planDescriptor = ""
    /// False for a free plan.
    public var isPaid = false
    /// 24 hours after the start (K1).
    public var expiresAt = Timestamp.earliest
    /// The experiment's variant that this subject was given, if any (D4).
    public var variant: String?
    /// Personal.
    public var email = ""
}

/// The person chose another plan; a checkout of the plan before is void.
public struct PlanChanged: Sendable, Equatable {
    /// The plan that counts from now on.
    public var planID = ""
    /// Its short name.
    public var planDescriptor = ""
    /// False for a free plan.
    public var isPaid = false
}

/// A verification code was called for; its issue counts from 1, and only the newest counts (K2).
public struct VerificationCodeSent: Sendable, Equatable {
    /// Which code of the session it is, from 1. The code itself is never recorded.
    public var issue = 0
    /// 15 minutes after it was called for (K2).
    public var expiresAt = Timestamp.earliest
}

/// A wrong code was given; the fifth voids the code (K3).
public struct VerificationCodeRefused: Sendable, Equatable {
    /// Which code was meant: the newest.
    public var issue = 0
    /// Wrong ones given for this code so far, 1 to 5.
    public var attempts = 0
    /// True with the fifth: from then on not even the right code is good.
    public var isVoided = false
}

/// The email was shown to be the person's own, by code or by Google (K3, K4).
public struct IdentityVerified: Sendable, Equatable {
    /// How it was shown.
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
    /// Personal. Nil where it was proven by Google, which leaves the names as they are.
    public var firstName: String?
    /// Personal.
    public var lastName: String?
}

/// How an email was shown to be the person's own.
public enum IdentityMethod: String, Sendable, CaseIterable {
    /// By a code that was sent to it (K3), or because Google vouches for it (K4).
    case email, google
}

/// The business was described (K5).
public struct BusinessStaged: Sendable, Equatable {
    /// Trimmed, 1 to 255 characters.
    public var name = ""
    /// The short name, as in addresses: 3 to 20 of `a-z 0-9 -`.
    public var descriptor = ""
    /// An assigned ISO 3166-1 alpha-2 code, in capitals.
    public var country = ""
    /// An ISO 4217 code, in capitals.
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
    /// The provider's id of the checkout, as it sends it.
    public var checkoutSessionID = ""
    /// Where the person pays; states leave it out, as whoever knows it could use it.
    public var checkoutURL = ""
    /// When the provider closes it.
    public var expiresAt = Timestamp.earliest
    /// The plan that is to be paid for.
    public var planID = ""
}

/// The provider did not open a checkout.
public struct CheckoutFailed: Sendable, Equatable {
    /// Why, in a few words: how the provider failed, or that the session moved on meanwhile.
    public var reason = ""
}

/// The provider closed a checkout that was not paid (K7).
public struct CheckoutExpired: Sendable, Equatable {
    /// The provider's id of the checkout.
    public var checkoutSessionID = ""
}

/// The provider confirmed the payment (K7).
public struct PaymentConfirmed: Sendable, Equatable {
    /// The provider's id of the checkout that was paid.
    public var checkoutSessionID = ""
    /// The plan that was paid for: the session's own at that moment.
    public var planID = ""
    /// The provider's id of the payer; nil when it named none.
    public var customerID: String?
    /// The provider's id of what began with the payment; nil when it named none.
    public var subscriptionID: String?
}

/// Nothing is owed any more; the session can be completed.
public struct SignUpReadied: Sendable, Equatable {}

/// The session became a user with a tenant (K8); gives the email up.
public struct SignUpCompleted: Sendable, Equatable {
    /// The new user or, for who paid before without an account, that payer.
    public var userID = ""
    /// The new tenant, which the user owns.
    public var tenantID = ""
}

/// The person gave the session up (K10); the email can start afresh.
public struct SignUpCancelled: Sendable, Equatable {}

/// The session's time ran out (K1); the email can start afresh.
public struct SignUpExpired: Sendable, Equatable {}

/// A session ran out of time, or was given up, with a payment that made no account: the next
/// session of the same email that chooses the plan takes it up; takes the email among kept
/// payments.
public struct PaymentKept: Sendable, Equatable {
    /// The provider's id of the checkout that was paid.
    public var checkoutSessionID = ""
    /// The plan that was paid for.
    public var planID = ""
    /// The provider's id of the payer; nil when it named none.
    public var customerID: String?
    /// The provider's id of what began with the payment; nil when it named none.
    public var subscriptionID: String?
}

/// Another session of the same email took the kept payment up; gives the email up.
public struct PaymentHandedOver: Sendable, Equatable {
    /// The session that is paid for now.
    public var sessionID = ""
}

/// The provider confirmed a payment for a plan that the session had before (K7): it counts when the
/// person comes back to that plan.
public struct PaymentSetAside: Sendable, Equatable {
    /// The provider's id of the checkout that was paid.
    public var checkoutSessionID = ""
    /// The plan that was paid for, which is not the session's own at that moment.
    public var planID = ""
    /// The provider's id of the payer; nil when it named none.
    public var customerID: String?
    /// The provider's id of what began with the payment; nil when it named none.
    public var subscriptionID: String?
}
