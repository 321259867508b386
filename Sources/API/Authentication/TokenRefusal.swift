/// Why a token is refused; the answer does not tell, but of a subject's spelling.
enum TokenRefusal: Error, Sendable, Hashable, CaseIterable {
    /// It is no token in the compact form, or too long.
    case malformed
    /// Another algorithm than the one that its key is for, `none` above all.
    case wrongAlgorithm
    /// Its key did not sign it, or it was changed since.
    case wrongSignature
    /// Signed with a key of the identity provider's that is not known here.
    case unknownKey
    /// Made by or for somebody else: `iss` or `aud` is another.
    case foreign
    /// Its `exp` is more than a minute past.
    case expired
    /// Its `nbf` is more than a minute ahead.
    case notYetValid
    /// No `sub` or no `exp`: a token that is nobody's or that never ends.
    case incomplete
    /// Its `sub` is not in Unicode normal form C: another's may look the same.
    case decomposedSubject
}
