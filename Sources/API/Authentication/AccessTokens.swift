import JSON
import OnboardingLedger
import Time

/// The access tokens that this server gives to users, and takes from them and from whoever else
/// holds the secret.
struct AccessTokens: Sendable {
    /// Short, because it cannot be taken back: the refresh token gets the next.
    static let lifetimeSeconds: Int64 = 3600

    let jwt: JWT

    init(secret: [UInt8]) { jwt = JWT(secret: secret) }

    /// A token that this server takes for an hour, with what answers need to know of the user.
    func token(for user: UserFacts, now: Timestamp) -> String {
        var claims = Self.claims(subject: user.id, now: now)
        claims.email = user.email
        claims.isEmailVerified = user.isEmailVerified
        claims.role = user.role
        claims.name = [user.firstName, user.lastName].filter { !$0.isEmpty }.joined(separator: " ")
        claims.tenantID = user.tenantID
        return jwt.sign(claims)
    }

    /// Claims that begin now and end in an hour.
    static func claims(subject: String, now: Timestamp) -> TokenClaims {
        let seconds = now.milliseconds / 1000
        var claims = TokenClaims(subject: subject, expiresAt: seconds + lifetimeSeconds)
        claims.issuedAt = seconds
        return claims
    }
}
