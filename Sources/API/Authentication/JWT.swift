import Digest
import JSON
import Time

/// JSON Web Tokens signed with HMAC-SHA-256 under one secret (RFC 7515, RFC 7519).
struct JWT: Sendable {
    private let key: HMACKey

    init(secret: [UInt8]) { key = HMACKey(secret) }

    private static let header = Base64URL.encode(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))

    /// The compact form (RFC 7515 section 7.1), with a header that never varies.
    func sign(_ claims: TokenClaims) -> String {
        let body = Self.header + "." + Base64URL.encode(claims.encoded)
        return body + "." + Base64URL.encode(key.authenticate(utf8: body).bytes)
    }

    /// Whether the secret's holder made the token; the algorithm is pinned first.
    func check(_ token: SignedToken) throws(TokenRefusal) {
        guard token.algorithm == .hs256 else { throw .wrongAlgorithm }
        guard key.isValid(token.signature, for: token.signedText) else { throw .wrongSignature }
    }
}
