import Foundation
import JSON
import Synchronization
import TestSupport

@testable import API
@testable import Digest

/// An identity provider as tests need one: two keys, and RS256 tokens of any claims.
struct TestProvider: Sendable {
    struct Key: Sendable {
        let id: String
        let modulus: [UInt8]
        let exponent: [UInt8]
    }

    static let keys: [Key] = {
        let root = try? JSONValue(
            parsing: Repository.bytes("Tests/Fixtures/test-provider.jwks.json"))
        return (root?["keys"]?.arrayValue ?? []).map { key in
            func number(_ name: String) -> [UInt8] {
                Base64URL.decode(key[name]?.stringValue ?? "") ?? []
            }
            return Key(
                id: key["kid"]?.stringValue ?? "", modulus: number("n"), exponent: number("d"))
        }
    }()

    /// The public halves of keys, as the provider serves them.
    static func document(_ keys: Key...) -> [UInt8] {
        let elements = keys.map { key -> JSONValue in
            [
                "kty": "RSA", "use": "sig", "alg": "RS256", "kid": .string(key.id),
                "n": .string(Base64URL.encode(key.modulus)), "e": "AQAB",
            ]
        }
        return (["keys": .array(elements)] as JSONValue).encoded
    }

    /// A token of these claims, signed with a key of the provider's; `kid` as the key's unless
    /// said otherwise.
    static func token(_ claims: JSONValue, key: Key = keys[0], header: JSONValue? = nil) -> String {
        let header = header ?? ["alg": "RS256", "typ": "JWT", "kid": .string(key.id)]
        let text = Base64URL.encode(header.encoded) + "." + Base64URL.encode(claims.encoded)
        return text + "." + Base64URL.encode(signature(Array(text.utf8), key))
    }

    /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2.1) by the private exponent, bit by bit.
    ///
    /// Each signature is made once: unoptimised, it takes a tenth of a second.
    static func signature(_ text: [UInt8], _ key: Key) -> [UInt8] {
        let name = key.modulus + text
        if let known = made.withLock({ $0[name] }) { return known }
        let signature = freshSignature(text, key)
        made.withLock { $0[name] = signature }
        return signature
    }

    private static let made = Mutex<[[UInt8]: [UInt8]]>([:])

    private static func freshSignature(_ text: [UInt8], _ key: Key) -> [UInt8] {
        let info = Hex.decode("3031300d060960864801650304020105000420") ?? []
        let ending = info + SHA256.hash(text).bytes
        let padding = [UInt8](repeating: 0xFF, count: key.modulus.count - ending.count - 3)
        let modulus = MontgomeryModulus(RSAPublicKey.limbs(key.modulus))
        let number = RSAPublicKey.limbs([0, 1] + padding + [0] + ending)
        let base = modulus.product(number, modulus.squaredRadix)
        let one = [1] + [UInt64](repeating: 0, count: modulus.limbCount - 1)
        var power = modulus.product(one, modulus.squaredRadix)
        for byte in key.exponent {
            for bit in (0..<8).reversed() {
                power = modulus.product(power, power)
                if byte >> UInt8(bit) & 1 == 1 { power = modulus.product(power, base) }
            }
        }
        return modulus.product(power, one).reversed().flatMap { limb in
            (0..<8).reversed().map { UInt8(truncatingIfNeeded: limb >> UInt64($0 * 8)) }
        }
    }
}
