import Digest
import JSON
import Time

/// JSON Web Tokens signed with HMAC-SHA-256 under one secret (RFC 7515, RFC 7519).
struct JWT: Sendable {
    /// Clocks of two machines may differ by this much (contract section 0).
    static let leewaySeconds: Int64 = 60

    /// Why a token is refused; the answer does not tell.
    enum Refusal: Error, Sendable, Hashable, CaseIterable {
        case malformed
        /// Another algorithm than the one that its key is for, `none` above all.
        case wrongAlgorithm
        case wrongSignature
        /// Signed with a key of the identity provider's that is not known here.
        case unknownKey
        /// Made by or for somebody else: `iss` or `aud` is another.
        case foreign
        case expired
        case notYetValid
        /// No `sub` or no `exp`: a token that is nobody's or that never ends.
        case incomplete
    }

    private let key: HMACKey

    init(secret: [UInt8]) { key = HMACKey(secret) }

    private static let header = Base64URL.encode(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))

    func sign(_ claims: Claims) -> String {
        let body = Self.header + "." + Base64URL.encode(claims.encoded)
        return body + "." + Base64URL.encode(key.authenticate(utf8: body).bytes)
    }

    /// Whether the secret's holder made the token; the algorithm is pinned first.
    func check(_ token: SignedToken) throws(Refusal) {
        guard token.algorithm == .hs256 else { throw .wrongAlgorithm }
        guard key.isValid(token.signature, for: token.signedText) else { throw .wrongSignature }
    }
}
