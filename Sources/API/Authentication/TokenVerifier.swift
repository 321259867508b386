import JSON
import Time

/// Believes access tokens: this server's own, signed with its secret, and the identity provider's,
/// signed with a key of its JWKS. Memory only, so that it may run on an event loop.
///
/// A key is for one algorithm: the secret never meets RS256, nor a public key HS256 (RFC 8725
/// section 3.1).
struct TokenVerifier: Sendable {
    let own: JWT
    /// The secret from before it was changed; nil for none.
    let previous: JWT?
    /// Nil when no JWKS is configured: then RS256 is refused.
    let provider: ProviderKeys?
    /// Who must have made the provider's tokens; nil for whoever holds the key.
    let issuer: String?
    /// For whom they must be made; nil for anybody.
    let audience: String?

    init(
        own: JWT, previous: JWT? = nil, provider: ProviderKeys?, issuer: String?, audience: String?
    ) {
        (self.own, self.previous, self.provider) = (own, previous, provider)
        (self.issuer, self.audience) = (issuer, audience)
    }

    /// Signature first, then issuer and audience, then times.
    /// - Throws: `unknownKey` for a key id that is not known yet: newer keys may help.
    func verify(_ text: String, now: Timestamp) throws(TokenRefusal) -> TokenClaims {
        let token = try SignedToken(text)
        switch token.algorithm {
        case .hs256:
            try checkOwn(token)
            return try claims(token, isOwn: true, now)
        case .rs256:
            guard let provider else { throw .wrongAlgorithm }
            guard let key = provider.current.set.key(token.keyID) else { throw .unknownKey }
            guard key.isValid(token.signature, for: token.signedText) else {
                throw .wrongSignature
            }
            return try claims(token, isOwn: false, now)
        }
    }

    private func checkOwn(_ token: SignedToken) throws(TokenRefusal) {
        do throws(TokenRefusal) { try own.check(token) } catch {
            guard error == .wrongSignature, let previous else { throw error }
            try previous.check(token)
        }
    }

    /// The claims of a token whose signature is good.
    private func claims(_ token: SignedToken, isOwn: Bool, _ now: Timestamp) throws(TokenRefusal)
        -> TokenClaims
    {
        let object = try token.claimSet()
        guard isFromIssuer(object, isOwn: isOwn), isForAudience(object, isOwn: isOwn) else {
            throw .foreign
        }
        let claims = try TokenClaims(object)
        try claims.check(at: now)
        return claims
    }

    /// Tokens of this server name no issuer; one that was signed with the shared secret and names
    /// another was not meant for it.
    private func isFromIssuer(_ object: JSONObject, isOwn: Bool) -> Bool {
        guard let issuer else { return true }
        guard let named = object["iss"] else { return isOwn }
        return named.stringValue == issuer
    }

    /// `aud` is a text or an array of them (RFC 7519 section 4.1.3).
    private func isForAudience(_ object: JSONObject, isOwn: Bool) -> Bool {
        guard let audience else { return true }
        guard let named = object["aud"] else { return isOwn }
        return named.stringValue == audience
            || named.arrayValue?.contains(.string(audience)) == true
    }
}
