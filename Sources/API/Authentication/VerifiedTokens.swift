import Digest
import OnboardingLedger
import Time

/// The bearers of access tokens that were verified lately, by the tokens' digests: a page asks the
/// gate with the same token again and again.
///
/// Only that a signature is right is remembered. Whether a token is valid now is asked each time.
final class VerifiedTokens: Sendable {
    /// Some 600 bytes each.
    private static let heldMax = 40_000

    private let jwt: JWT
    private let adminEmailDomain: String
    private let bearers = FactMemory<SHA256Digest, Bearer>(heldMax: heldMax)

    init(_ jwt: JWT, adminEmailDomain: String) {
        (self.jwt, self.adminEmailDomain) = (jwt, adminEmailDomain)
    }

    /// Nil for a token that is not valid.
    func bearer(_ token: String, now: Timestamp) -> Bearer? {
        guard token.utf8.count <= JWT.bytesMax else { return nil }
        let digest = SHA256.hash(utf8: token)
        if let known = bearers.fact(digest) { return known.claims.isValid(at: now) ? known : nil }
        do throws(JWT.Refusal) {
            let claims = try jwt.verify(token, now: now)
            let bearer = Bearer(claims, adminEmailDomain: adminEmailDomain)
            bearers.hold(digest, bearer)
            return bearer
        } catch { return nil }
    }
}
