import Digest
import JSON

/// An identity provider's keys for RS256, by their ids (RFC 7517 section 5).
package struct JSONWebKeySet: Sendable, Hashable {
    /// More keys than any provider has at once.
    private static let keysMax = 100

    /// Why a document is no key set that could be used.
    package enum Failure: Error, Sendable, Hashable, CustomStringConvertible {
        /// It is no JSON object with an array `keys`.
        case malformed
        /// It has no RSA key of 2048 to 4096 bits that is for RS256 signatures.
        case noUsableKey

        package var description: String {
            switch self {
            case .malformed: "it is no JSON Web Key Set"
            case .noUsableKey: "it has no RSA key of 2048 to 4096 bits for RS256 signatures"
            }
        }
    }

    private let named: [String: RSAPublicKey]
    /// The one key there is, for tokens that name none.
    private let only: RSAPublicKey?

    /// No key at all.
    init() { (named, only) = ([:], nil) }

    /// Keys of other kinds and for other purposes are passed over (section 5); of two with one id
    /// the first counts.
    package init(parsing bytes: [UInt8]) throws(Failure) {
        guard let root = try? JSONValue(parsing: bytes, duplicateKeys: .lastWins),
            let elements = root["keys"]?.arrayValue
        else { throw .malformed }
        let keys = elements.prefix(Self.keysMax).compactMap(Self.key)
        guard !keys.isEmpty else { throw .noUsableKey }
        named = Dictionary(
            keys.compactMap { key in key.id.map { ($0, key.key) } },
            uniquingKeysWith: { first, _ in first })
        only = keys.count == 1 ? keys[0].key : nil
    }

    /// The key with this id; without an id, the only one there is.
    func key(_ id: String?) -> RSAPublicKey? { id.map { named[$0] } ?? only }

    /// Nil for a key of another kind or for another purpose, and for one that RSA here does not
    /// take.
    private static func key(_ element: JSONValue) -> (id: String?, key: RSAPublicKey)? {
        guard element["kty"]?.stringValue == "RSA", isForSignatures(element),
            let modulus = element["n"]?.stringValue.flatMap({ Base64URL.decode($0) }),
            let exponent = element["e"]?.stringValue.flatMap({ Base64URL.decode($0) }),
            let key = RSAPublicKey(modulus: modulus, exponent: exponent)
        else { return nil }
        return (element["kid"]?.stringValue, key)
    }

    /// What the key says of its use, operations and algorithm (sections 4.2 to 4.4), if anything.
    private static func isForSignatures(_ element: JSONValue) -> Bool {
        let operations = element["key_ops"]?.arrayValue
        return [nil, "sig"].contains(element["use"]) && [nil, "RS256"].contains(element["alg"])
            && operations?.contains("verify") != false
    }
}
