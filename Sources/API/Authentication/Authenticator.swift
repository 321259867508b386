import HTTPServer
import Onboarding
import OnboardingLedger
import Time

/// Who asks is known, and may not.
struct TurnedAway: Error {
    let caller: Caller
    let problem: Problem
}

/// Finds out who asks, and whether they may.
struct Authenticator: Sendable {
    let tokens: AccessTokens
    let verifier: TokenVerifier
    let keyring: APIKeyring
    private let ledger: Ledger
    let console: ConsoleCookie
    let consolePasses: ConsolePasses
    /// Beside the host that a request was sent to: what the console's pages are reached by.
    private let consoleOrigins: Set<String>
    private let verified: VerifiedTokens
    private let proxies: TrustedProxies

    init(
        tokens: AccessTokens, verifier: TokenVerifier, keyring: APIKeyring, ledger: Ledger,
        console: ConsoleCookie, _ configuration: APIConfiguration
    ) {
        (self.tokens, self.verifier, self.keyring) = (tokens, verifier, keyring)
        self.ledger = ledger
        self.console = console
        consolePasses = ConsolePasses(ledger)
        consoleOrigins = configuration.consoleOrigins
        proxies = configuration.trustedProxies
        verified = VerifiedTokens(verifier, adminEmailDomain: configuration.adminEmailDomain)
    }

    /// Who asks, and that they may. What memory does not have is looked up: an API key, and whether
    /// an admin is still in office, in the ledger; a key that signed a token at the identity
    /// provider, if that was not tried just now.
    func caller(_ request: HTTPRequest, _ access: RouteAccess, now: Timestamp) async throws
        -> Caller
    {
        if let caller = try rememberedCaller(request, access, now: now) { return caller }
        if isFromConsole(request, access) {
            guard let facts = try await consoleKey(request, now: now) else { throw Self.invalid }
            return try admit(request, access) { .key(facts) }
        }
        let credential = try Self.credential(request)
        guard Self.isAPIKey(credential) else {
            let bearer = try await bearer(credential, now: now)
            return try admit(request, access) { .person(bearer) }
        }
        guard let facts = try await keyring.facts(credential) else { throw Self.invalid }
        return try admit(request, access) { .key(facts) }
    }

    /// The same without waiting; nil when something must be looked up.
    func rememberedCaller(_ request: HTTPRequest, _ access: RouteAccess, now: Timestamp) throws
        -> Caller?
    {
        do {
            return try admit(request, access) {
                try isFromConsole(request, access)
                    ? console(request, now: now) : identify(request, now: now)
            }
        } catch is MustBeLookedUp { return nil }
    }

    /// The credential may be good: somebody must look that up.
    private struct MustBeLookedUp: Error {}

    /// Compares the caller with the route's access. `identify` is only asked where somebody must be
    /// known.
    /// - Throws: 401 without a good credential, `TurnedAway` (403) for one that may not.
    private func admit(
        _ request: HTTPRequest, _ access: RouteAccess, _ identify: () throws -> Caller
    ) throws -> Caller {
        switch access {
        case .open, .sessionToken, .credentials, .signature, .internalKey, .dev:
            return .anonymous
        case .anybodyOrPerson:
            let isAnybody =
                !request.fields.contains("Authorization") && !isFromConsole(request, access)
            return isAnybody ? .anonymous : try identify()
        case .person:
            let caller = try identify()
            guard caller.person != nil else { throw Self.notAPerson }
            return caller
        case .loopbackOrAdmin:
            if ClientAddress(request, trusting: proxies).isLoopback { return .anonymous }
            return try Self.letIn(try identify(), for: .admin)
        case .scope(let scope): return try Self.letIn(try identify(), for: scope)
        case .scopeOrOwn(let scope):
            let caller = try identify()
            return caller.person == nil ? try Self.letIn(caller, for: scope) : caller
        }
    }

    /// - Throws: `TurnedAway`.
    private static func letIn(_ caller: Caller, for scope: APIScope) throws -> Caller {
        guard caller.has(scope) else {
            throw TurnedAway(caller: caller, problem: refusal(of: caller, scope))
        }
        return caller
    }

    private static func refusal(of caller: Caller, _ scope: APIScope) -> Problem {
        caller.person?.isSuspended ?? false
            ? Problem(MerchantRejection.suspended) : forbidden(scope)
    }

    /// The same check for an endpoint that finds out by itself which scope it takes.
    static func require(_ scope: APIScope, of caller: Caller) throws(Problem) {
        guard caller.has(scope) else { throw refusal(of: caller, scope) }
    }

    /// - Throws: 401 for no credential, or one that is not valid; the answer tells why only of a
    ///   subject's spelling, which is the issuer's to mend.
    private func identify(_ request: HTTPRequest, now: Timestamp) throws -> Caller {
        let token = try Self.credential(request)
        if Self.isAPIKey(token) {
            guard token.utf8.count <= Self.keyBytesMax else { throw Self.invalid }
            guard let facts = keyring.rememberedFacts(token) else { throw MustBeLookedUp() }
            return .key(facts)
        }
        var bearer: Bearer
        do throws(TokenRefusal) {
            bearer = try verified.bearer(token, now: now)
        } catch .unknownKey { throw MustBeLookedUp() } catch { throw Self.refusal(of: error) }
        if bearer.isAdmin {
            guard let office = try ledger.rememberedOffice(of: bearer.person) else {
                throw MustBeLookedUp()
            }
            bearer.take(office)
        }
        return .person(bearer)
    }

    /// The person of a token; of an admin, with whether they are still in office.
    private func bearer(_ token: String, now: Timestamp) async throws -> Bearer {
        var bearer: Bearer
        do throws(TokenRefusal) {
            bearer = try verified.bearer(token, now: now)
        } catch .unknownKey {
            await verifier.provider?.refresh(now: now)
            do throws(TokenRefusal) { bearer = try verified.bearer(token, now: now) } catch {
                if error == .unknownKey, verifier.provider?.areKnown == false { throw Self.keyless }
                throw Self.refusal(of: error)
            }
        } catch { throw Self.refusal(of: error) }
        if bearer.isAdmin { bearer.take(try await ledger.office(of: bearer.person)) }
        return bearer
    }

    /// No API key of ours comes near.
    static let keyBytesMax = 128

    /// Ours begin with `obk_`; everything else is read as a JWT.
    private static func isAPIKey(_ credential: String) -> Bool {
        credential.hasPrefix(APIKeyFacts.keyPrefix)
    }

    /// - Throws: 401; two fields are one too many, whichever of them counts.
    private static func credential(_ request: HTTPRequest) throws(Problem) -> String {
        let fields = request.fields.values("Authorization")
        guard let field = fields.first else { throw missing }
        guard fields.count == 1, let token = bearerToken(field) else { throw invalid }
        return token
    }

    /// The scheme compares without case (RFC 9110 section 11.1).
    ///
    /// Over bytes: searches in texts go through Foundation, which shows at every request.
    static func bearerToken(_ field: String) -> String? {
        let bytes = field.utf8.drop { $0 == UInt8(ascii: " ") }
        let scheme = bytes.prefix { $0 != UInt8(ascii: " ") }
        guard scheme.lazy.map({ $0 | 0x20 }).elementsEqual("bearer".utf8) else { return nil }
        let token = bytes[scheme.endIndex...].drop { $0 == UInt8(ascii: " ") }
        return token.isEmpty || token.contains(UInt8(ascii: " ")) ? nil : String(Substring(token))
    }

    // MARK: The console (contract W1)

    /// True for a request that brings the console's cookie and nothing else to be known by, to
    /// where an API key may ask.
    ///
    /// Where anybody may ask for themselves, the cookie speaks only for who names another subject:
    /// a page for visitors in the same browser must not be taken for the console.
    private func isFromConsole(_ request: HTTPRequest, _ access: RouteAccess) -> Bool {
        switch access {
        case .open, .sessionToken, .credentials, .signature, .internalKey, .dev, .person:
            return false
        case .anybodyOrPerson where request.queryValue("subject") == nil: return false
        case .anybodyOrPerson, .scope, .scopeOrOwn, .loopbackOrAdmin:
            return !request.fields.contains("Authorization") && ConsoleCookie.isSent(with: request)
        }
    }

    /// The key that the console's cookie stands for, as far as memory has it.
    private func console(_ request: HTTPRequest, now: Timestamp) throws -> Caller {
        try checkOrigin(request)
        guard let pass = console.pass(request, now: now) else { throw Self.invalid }
        guard consolePasses.isRemembered(pass),
            let facts = keyring.rememberedFacts(id: pass.keyID.text)
        else { throw MustBeLookedUp() }
        return .key(facts)
    }

    /// The key that the request's cookie stands for; nil when there is no pass, it is over or was
    /// signed out, or its key was revoked.
    func consoleKey(_ request: HTTPRequest, now: Timestamp) async throws -> APIKeyFacts? {
        guard let pass = console.pass(request, now: now), try await consolePasses.isGood(pass)
        else { return nil }
        return try await keyring.facts(id: pass.keyID.text)
    }

    /// Refuses what another site's page asks with the console's cookie.
    func checkOrigin(_ request: HTTPRequest) throws(Problem) {
        guard !SameOrigin.holds(request, origins: consoleOrigins) else { return }
        throw Problem(
            .foreignOrigin,
            "Only pages of this server may use the console's cookie: the request's Origin must "
                + "name the host that it was sent to, \(request.fields["Host"] ?? "none"), or be "
                + "that of ONBOARD_APP_URL or one of ONBOARD_ALLOWED_ORIGINS.")
    }

    // MARK: Refusals (RFC 6750 section 3)

    /// The challenge of every 401 of ours, but for `X-Internal-Key`.
    static let realm = "Bearer realm=\"onboard\""

    static let missing = Problem(.missingCredential, "Send Authorization: Bearer <token>.")
        .setting("WWW-Authenticate", realm)

    static let invalid = Problem(.invalidCredential, "The token is wrong, old or revoked.")
        .setting("WWW-Authenticate", realm + ", error=\"invalid_token\"")

    /// Nobody is signed out because the provider was down when the server started.
    private static let keyless = Problem(
        .providerUnavailable, "Whether the token is good cannot be told yet; try again shortly."
    ).retrying(after: 5)

    private static let decomposed = Problem(
        .invalidCredential,
        "The token's sub is not in Unicode normal form C (NFC): its issuer must compose it."
    )
    .setting("WWW-Authenticate", realm + ", error=\"invalid_token\"")

    private static func refusal(of refusal: TokenRefusal) -> Problem {
        refusal == .decomposedSubject ? decomposed : invalid
    }

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
