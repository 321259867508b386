/// Why a token is refused; the answer does not tell.
enum TokenRefusal: Error, Sendable, Hashable, CaseIterable {
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
