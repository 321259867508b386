import Onboarding

/// A user as answers show one (K8).
public struct UserFacts: Sendable, Hashable {
    public let id: String
    public let email: String
    public let firstName: String
    public let lastName: String
    public let isEmailVerified: Bool
    /// The role that access tokens carry.
    public let role: String
    /// Nil for a user who belongs to no tenant yet.
    public let tenantID: String?

    package init(id: String, _ profile: ProfileState) {
        self.id = id
        email = profile.email
        firstName = profile.firstName
        lastName = profile.lastName
        isEmailVerified = profile.hasProvenEmail
        role = profile.role
        tenantID = profile.tenantID
    }
}

/// A user and a fresh refresh token; the access token is made where requests are answered.
public struct SignedIn: Sendable, Hashable {
    public let user: UserFacts
    /// Works once; using it gives the next one (K8).
    public let refreshToken: String
}
