/// What can happen to a user's profile (stream `profile-<userId>`).
public enum ProfileEvent: Sendable, Equatable {
    case created(ProfileCreated)
    case accountOpened(AccountOpened)
    case emailVerified(EmailVerified)
    case identityLinked(IdentityLinked)
    case roleChanged(RoleChanged)
    case deleted(ProfileDeleted)
}

/// A user came to be, or a payer without an account got one; takes the email among users (K1, K8).
public struct ProfileCreated: Sendable, Equatable {
    /// Where the user came from: `signup`.
    public var source = ""
    /// What the user may do: `user`, or what a payer's role was before.
    public var role = ""
    /// The tenant that came to be with the user, who owns it.
    public var tenantID: String?
    /// True when the email was shown to be the person's own.
    public var isEmailVerified = false
    /// How it was shown.
    public var method = IdentityMethod.email
    /// Personal.
    public var email = ""
    /// Personal.
    public var firstName = ""
    /// Personal.
    public var lastName = ""
}

/// A user was seen for the first time, by a token or by a payment (M2, S3).
public struct AccountOpened: Sendable, Equatable {
    /// Where the user came from.
    public var source = AccountSource.token
    /// What the user may do in the membership.
    public var role = ""
    /// True when the token's issuer vouches for the email.
    public var isEmailVerified = false
    /// True when the email was free, and is looked up from now on.
    public var holdsEmail = false
    /// Personal. The person's email, trimmed and in lower case; empty without one.
    public var email = ""
    /// Personal. The person's first name.
    public var firstName = ""
    /// Personal. The person's last name.
    public var lastName = ""
    /// Personal. The phone number that the person signed in with.
    public var phone: String?
}

/// A token showed that the email is the user's own; it takes the email among users.
public struct EmailVerified: Sendable, Equatable {
    /// Personal. The verified email.
    public var email = ""
}

/// Another identity with the same verified email is this user too (S10).
public struct IdentityLinked: Sendable, Equatable {
    /// The identity's subject, as tokens name it.
    public var subject = ""
}

/// An admin changed what the user may do (S11).
public struct RoleChanged: Sendable, Equatable {
    /// The new role.
    public var role = ""
    /// Why.
    public var reason = ""
}

/// The profile was deleted; the next sign-in makes it anew, with defaults (S10).
public struct ProfileDeleted: Sendable, Equatable {
    /// Why.
    public var reason = ""
}

/// Where a user was first seen who did not sign up.
public enum AccountSource: String, Sendable, CaseIterable {
    /// A token of the configured issuer, or a payment that names a token's subject.
    case token
    /// A payment of somebody who was not signed in.
    case checkout
}
