/// What is needed to trade an authorisation code (RFC 6749 section 4.1.3, RFC 7636).
public struct CodeExchange: Sendable, Hashable {
    public let code: String
    /// As it was in the authorisation request; nil when that named none.
    public let redirectURI: String?
    /// The secret whose digest was the request's `codeChallenge` (RFC 7636 section 4.1).
    public let codeVerifier: String
    /// Must come back in the token (OpenID Connect Core section 3.1.3.7, point 11).
    public let nonce: String

    public init(code: String, redirectURI: String?, codeVerifier: String, nonce: String) {
        (self.code, self.redirectURI) = (code, redirectURI)
        (self.codeVerifier, self.nonce) = (codeVerifier, nonce)
    }
}

/// Signs people in; Google or the sandbox.
public protocol IdentityProvider: Sendable {
    /// Where the browser goes to sign in.
    ///
    /// - Throws: `unavailable` when there is nobody to send it to.
    func authorizationURL(_ request: AuthorizationRequest) throws(ProviderFailure) -> String

    /// - Throws: `ProviderFailure`; a refused code is `refused`.
    func exchange(_ exchange: CodeExchange) async throws(ProviderFailure) -> GoogleAccount
}

/// An OpenID Connect authorisation request.
public struct AuthorizationRequest: Sendable, Hashable {
    public let redirectURI: String
    /// Comes back with the browser, and binds the answer to the session (K12).
    public let state: String
    public let nonce: String
    public let codeChallenge: String

    public init(redirectURI: String, state: String, nonce: String, codeChallenge: String) {
        (self.redirectURI, self.state) = (redirectURI, state)
        (self.nonce, self.codeChallenge) = (nonce, codeChallenge)
    }
}
