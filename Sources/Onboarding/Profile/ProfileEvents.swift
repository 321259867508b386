/// What can happen to a user's profile (stream `profile-<userId>`).
public enum ProfileEvent: Sendable, Equatable {
    case created(ProfileCreated)
}

/// A user came to be; takes the email among users (K1).
public struct ProfileCreated: Sendable, Equatable {
    /// Where the user came from: `signup`.
    public var source = ""
    public var role = ""
    public var tenantID: String?
    public var isEmailVerified = false
    public var method = IdentityMethod.email
    /// Personal.
    public var email = ""
    /// Personal.
    public var firstName = ""
    /// Personal.
    public var lastName = ""
}
