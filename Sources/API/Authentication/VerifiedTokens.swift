import Digest
import OnboardingLedger
import Time

/// The bearers of access tokens that were verified lately, by the tokens' digests: a page asks the
/// gate with the same token again and again, and an RS256 signature costs tens of microseconds.
///
/// Only that a signature is right is remembered, and only while the provider's keys stay the same.
/// Whether a token is valid now is asked each time.
final class VerifiedTokens: Sendable {
    /// Some 600 bytes each: 60 MB when so many people are at work in an hour.
    private static let heldMax = 100_000

    /// A bearer, and under which of the provider's sets the signature was found right.
    private struct Known: Sendable {
        let bearer: Bearer
        let keyGeneration: Int
    }

    private let verifier: TokenVerifier
    private let adminEmailDomain: String
    private let known = FactMemory<SHA256Digest, Known>(heldMax: heldMax)

    init(_ verifier: TokenVerifier, adminEmailDomain: String) {
        (self.verifier, self.adminEmailDomain) = (verifier, adminEmailDomain)
    }

    /// The person of a good token; an unknown one is verified and remembered.
    func bearer(_ token: String, now: Timestamp) throws(TokenRefusal) -> Bearer {
        guard token.utf8.count <= SignedToken.bytesMax else { throw .malformed }
        let digest = SHA256.hash(utf8: token)
        // Read before the keys are used: with newer ones the token is only verified once more.
        let generation = verifier.provider?.current.generation ?? 0
        if let known = known.fact(digest), known.keyGeneration == generation {
            try known.bearer.claims.check(at: now)
            return known.bearer
        }
        let bearer = Bearer(
            try verifier.verify(token, now: now), adminEmailDomain: adminEmailDomain)
        known.hold(digest, Known(bearer: bearer, keyGeneration: generation))
        return bearer
    }
}
