import OnboardingLedger

/// What a route demands of whoever asks; the authorisation matrix is made of these.
enum RouteAccess: Sendable, Hashable {
    /// Anybody.
    case open
    /// The session token in body or query, which the endpoint reads.
    case sessionToken
    /// Email and password, or a refresh token, in the body.
    case credentials
    /// A provider's signature over the body.
    case signature
    /// Another service of ours, by `X-Internal-Key`, which the endpoint reads (A4).
    case internalKey
    /// A signed-in person.
    case person
    /// Anybody; but a credential that is sent must be good.
    case anybodyOrPerson
    /// An API key with the scope, or an admin.
    case scope(APIScope)
    /// The same, or the person whom the answer is about.
    case scopeOrOwn(APIScope)
    /// A process on this machine, or whoever has the scope `admin`.
    case loopbackOrAdmin
    /// Anybody, in dev mode; otherwise the path does not exist.
    case dev
}
