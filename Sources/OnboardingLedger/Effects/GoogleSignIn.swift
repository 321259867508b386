import Digest
import JSON
import Onboarding
import Time

/// Signs people in with Google (contract K4, K12); other addresses are for stand-ins of it.
public struct GoogleSignIn: IdentityProvider {
    public static let authorizationAddress = "https://accounts.google.com/o/oauth2/v2/auth"
    public static let tokenAddress = "https://oauth2.googleapis.com/token"
    /// Google writes its name both ways.
    private static let issuers: Set<String> = [
        "https://accounts.google.com", "accounts.google.com",
    ]
    /// How far the two clocks may differ.
    private static let leewaySeconds: Int64 = 60

    private let client = ProviderClient()
    private let clientID: String
    private let clientSecret: String
    private let authURL: String
    private let tokenURL: String
    private let clock: any WallClock

    /// - Parameters authURL, tokenURL: nil for Google's own addresses.
    public init(
        clientID: String, clientSecret: String, authURL: String? = nil, tokenURL: String? = nil,
        clock: any WallClock
    ) {
        (self.clientID, self.clientSecret) = (clientID, clientSecret)
        self.authURL = authURL ?? Self.authorizationAddress
        self.tokenURL = tokenURL ?? Self.tokenAddress
        self.clock = clock
    }

    /// Asks for the scopes `openid email profile` with PKCE's S256 (RFC 7636 section 4.3).
    ///
    /// - Throws: `unavailable` without a client id: Google would only show the browser an error.
    public func authorizationURL(
        _ request: AuthorizationRequest
    ) throws(ProviderFailure) -> String {
        guard !clientID.isEmpty else {
            throw ProviderFailure(.unavailable, "No client id is configured.")
        }
        let query = FormEncoding.encode([
            ("response_type", "code"), ("client_id", clientID),
            ("redirect_uri", request.redirectURI), ("scope", "openid email profile"),
            ("state", request.state), ("nonce", request.nonce),
            ("code_challenge", request.codeChallenge), ("code_challenge_method", "S256"),
        ])
        return authURL + (authURL.contains("?") ? "&" : "?") + query
    }

    /// - Throws: `refused` for a code that Google does not take and a token that is not for this
    ///   request; `unavailable` for any other refusal, a token that is missing, and no answer in
    ///   time.
    public func exchange(_ exchange: CodeExchange) async throws(ProviderFailure) -> GoogleAccount {
        var form = [
            (name: "grant_type", value: "authorization_code"), ("code", exchange.code),
            ("client_id", clientID), ("client_secret", clientSecret),
            ("code_verifier", exchange.codeVerifier),
        ]
        if let address = exchange.redirectURI { form.append(("redirect_uri", address)) }
        let answer = try await client.post(form, to: tokenURL, fields: [:])
        let body = try? JSONValue(parsing: answer.body, duplicateKeys: .lastWins)
        guard answer.status == 200 else { throw Self.failure(answer.status, body) }
        guard let token = body?["id_token"]?.stringValue
        else { throw ProviderFailure(.unavailable, "The answer has no id_token.") }
        return try account(token, nonce: exchange.nonce)
    }

    /// Only `invalid_grant` is about the code (RFC 6749 section 5.2), as a 400 without any error is
    /// taken to be. Everything else, such as `invalid_client`, is about us and stays so however
    /// often a person begins again.
    private static func failure(_ status: Int, _ body: JSONValue?) -> ProviderFailure {
        let word = body?["error"]?.stringValue.flatMap { $0.isErrorWord ? $0 : nil }
        let explanation =
            "It answered with status \(status)" + (word.map { " and the error \($0)" } ?? "") + "."
        let isAboutCode = status == 400 && (word ?? "invalid_grant") == "invalid_grant"
        return ProviderFailure(isAboutCode ? .refused : .unavailable, explanation)
    }

    /// Reads the token's claims. Its signature need not be verified, for it came from the token
    /// endpoint itself (OpenID Connect Core section 3.1.3.7, point 6); who it is from, for whom,
    /// for which request and until when must be.
    func account(_ token: String, nonce: String) throws(ProviderFailure) -> GoogleAccount {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64URL.decode(parts[1]),
            let claims = try? JSONValue(parsing: bytes, duplicateKeys: .lastWins)
        else { throw ProviderFailure(.refused, "The id_token cannot be read.") }
        guard let issuer = claims["iss"]?.stringValue, Self.issuers.contains(issuer) else {
            throw ProviderFailure(.refused, "The id_token is from somebody else.")
        }
        guard isForUs(claims) else {
            throw ProviderFailure(.refused, "The id_token is for somebody else.")
        }
        let given = claims["nonce"]?.stringValue ?? ""
        guard constantTimeEqual(Array(given.utf8), Array(nonce.utf8)) else {
            throw ProviderFailure(.refused, "The id_token belongs to another request.")
        }
        let now = clock.now().milliseconds / 1000
        guard let end = claims["exp"]?.int64Value, now - Self.leewaySeconds < end else {
            throw ProviderFailure(.refused, "The id_token has expired.")
        }
        return try Self.person(claims)
    }

    /// With several audiences, `azp` must name us (section 3.1.3.7, points 3 to 5).
    private func isForUs(_ claims: JSONValue) -> Bool {
        if let audience = claims["aud"]?.stringValue { return audience == clientID }
        let audiences = claims["aud"]?.arrayValue?.compactMap(\.stringValue) ?? []
        guard audiences.contains(clientID) else { return false }
        return audiences.count == 1 || claims["azp"]?.stringValue == clientID
    }

    /// - Throws: `refused` when the token names no valid email.
    private static func person(_ claims: JSONValue) throws(ProviderFailure) -> GoogleAccount {
        guard let email = claims["email"]?.stringValue.flatMap(EmailAddress.validated) else {
            throw ProviderFailure(.refused, "The id_token names no email.")
        }
        let verified = claims["email_verified"]
        let isVerified = verified?.boolValue ?? (verified?.stringValue == "true")
        return GoogleAccount(
            email: email, isEmailVerified: isVerified,
            firstName: name(claims["given_name"] ?? claims["name"]),
            lastName: name(claims["family_name"]))
    }

    /// Names come as people wrote them elsewhere: only what could not be shown is taken out, and
    /// what is behind the longest that a name may be (K3).
    static func name(_ value: JSONValue?) -> String {
        let plain = (value?.stringValue ?? "").unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
        return String(String.UnicodeScalarView(plain.prefix(Fields.personNameCharactersMax)))
    }
}

extension String {
    /// True for what may stand in a log line as it came.
    fileprivate var isErrorWord: Bool {
        (1...40).contains(utf8.count)
            && utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") }
    }
}
