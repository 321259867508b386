import Digest
import JSON
import Time

/// A JSON Web Token in its compact form (RFC 7515 section 7.1), taken apart and not yet believed.
struct SignedToken: Sendable {
    /// The algorithms that are spoken here; `none` is not among them (RFC 8725 section 3.1).
    enum Algorithm: String, Sendable, CaseIterable {
        case hs256 = "HS256"
        case rs256 = "RS256"
    }

    /// No claim set of ours comes near.
    static let bytesMax = 8 << 10

    /// As the token says: which key may verify it follows from this.
    let algorithm: Algorithm
    /// Which of the signer's keys it was (RFC 7515 section 4.1.4).
    let keyID: String?
    /// What the signature is over.
    let signedText: [UInt8]
    let signature: [UInt8]
    private let payload: Substring

    /// Header members other than these mean nothing here, but `crit` names extensions that must be
    /// understood (section 4.1.11).
    init(_ text: String) throws(TokenRefusal) {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.bytesMax, parts.count == 3,
            let header = Self.object(Substring(parts[0])),
            let signature = Base64URL.decode(Substring(parts[2]))
        else { throw .malformed }
        guard let algorithm = header["alg"]?.stringValue.flatMap(Algorithm.init),
            !header.contains("crit")
        else { throw .wrongAlgorithm }
        self.algorithm = algorithm
        self.signature = signature
        keyID = header["kid"]?.stringValue
        signedText = Array(text.utf8[..<parts[1].endIndex])
        payload = Substring(parts[1])
    }

    /// The claims; to be read once the signature was found good.
    func claimSet() throws(TokenRefusal) -> JSONObject {
        guard let object = Self.object(payload) else { throw .malformed }
        return object
    }

    /// Nil for what is no JSON object in base64url.
    private static func object(_ part: Substring) -> JSONObject? {
        guard let bytes = Base64URL.decode(part) else { return nil }
        return (try? JSONValue(parsing: bytes))?.objectValue
    }
}
