import HTTPServer
import OnboardingLedger
import Time

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
    /// A process on this machine, or an API key with scope `admin`.
    case loopbackOrAdmin
    /// Anybody, in dev mode; otherwise the path does not exist.
    case dev
}

extension RouteAccess {
    /// True where anybody is let through, be it only to the endpoint's own check.
    var isUnconditional: Bool {
        switch self {
        case .open, .sessionToken, .credentials, .signature, .internalKey, .dev: true
        case .person, .anybodyOrPerson, .scope, .scopeOrOwn, .loopbackOrAdmin: false
        }
    }
}

/// Finds out who asks, and whether they may.
struct Authenticator: Sendable {
    let tokens: AccessTokens
    let verifier: TokenVerifier
    let keyring: APIKeyring
    let adminEmailDomain: String

    func caller(_ request: HTTPRequest, _ access: RouteAccess, now: Timestamp) async throws
        -> Caller
    {
        switch access {
        case .open, .sessionToken, .credentials, .signature, .internalKey, .dev:
            return .anonymous
        case .anybodyOrPerson:
            guard request.fields.contains("Authorization") else { return .anonymous }
            return try await identify(request, now: now)
        case .person:
            let caller = try await identify(request, now: now)
            guard caller.person != nil else { throw Self.notAPerson }
            return caller
        case .loopbackOrAdmin:
            if ClientAddress(request).isLoopback { return .anonymous }
            return try await caller(request, needing: .admin, now: now)
        case .scope(let scope): return try await caller(request, needing: scope, now: now)
        case .scopeOrOwn(let scope):
            let caller = try await identify(request, now: now)
            if caller.person == nil, !caller.has(scope) { throw Self.forbidden(scope) }
            return caller
        }
    }

    private func caller(_ request: HTTPRequest, needing scope: APIScope, now: Timestamp)
        async throws -> Caller
    {
        let caller = try await identify(request, now: now)
        guard caller.has(scope) else { throw Self.forbidden(scope) }
        return caller
    }

    /// - Throws: 401 for no credential, or one that is not valid; the answer does not tell why.
    private func identify(_ request: HTTPRequest, now: Timestamp) async throws -> Caller {
        let fields = request.fields.values("Authorization")
        guard let field = fields.first else { throw Self.missing }
        guard fields.count == 1, let token = Self.bearerToken(field) else { throw Self.invalid }
        if token.hasPrefix("obk_") {
            guard token.utf8.count <= 128, let facts = try await keyring.facts(token) else {
                throw Self.invalid
            }
            return .key(facts)
        }
        let claims = try await claims(token, now: now)
        return .person(Bearer(claims, adminEmailDomain: adminEmailDomain))
    }

    /// A token that names an unknown key may be the first one signed with a new key: then the
    /// provider's keys are loaded again, if that was not tried a moment ago.
    private func claims(_ token: String, now: Timestamp) async throws(Problem) -> JWT.Claims {
        do throws(JWT.Refusal) { return try verifier.verify(token, now: now) } catch .unknownKey {
            await verifier.provider?.refresh(now: now)
        } catch { throw Self.invalid }
        do throws(JWT.Refusal) { return try verifier.verify(token, now: now) } catch {
            throw Self.invalid
        }
    }

    /// The scheme compares without case (RFC 9110 section 11.1).
    static func bearerToken(_ field: String) -> String? {
        let parts = field.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].drop { $0 == " " }
        return token.isEmpty || token.contains(" ") ? nil : String(token)
    }

    // MARK: Refusals (RFC 6750 section 3)

    /// The challenge of every 401 of ours.
    static let realm = "Bearer realm=\"onboard\""

    private static let missing = Problem(.missingCredential, "Send Authorization: Bearer <token>.")
        .setting("WWW-Authenticate", realm)

    private static let invalid = Problem(.invalidCredential, "The token is wrong, old or revoked.")
        .setting("WWW-Authenticate", realm + ", error=\"invalid_token\"")

    private static let notAPerson = Problem(
        .personRequired, "An API key stands for no person: send the person's own token.")

    static func forbidden(_ scope: APIScope) -> Problem {
        Problem(.insufficientScope, "It needs the scope \(scope.rawValue).")
            .with("requiredScope", .string(scope.rawValue))
            .setting(
                "WWW-Authenticate",
                realm + ", error=\"insufficient_scope\", scope=\"\(scope.rawValue)\"")
    }
}
