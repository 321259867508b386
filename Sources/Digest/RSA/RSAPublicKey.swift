/// An RSA key that verifies signatures (RFC 8017 section 3.1); it signs and encrypts nothing.
package struct RSAPublicKey: Sendable, Hashable {
    /// Below 2048 bits a key is too weak (RFC 7518 section 3.3); above 4096 it costs more than an
    /// answer is worth.
    private static let bitCounts = 2048...4096

    private let modulus: MontgomeryModulus
    private let byteCount: Int
    private let exponent: UInt64

    /// Takes the two numbers as their bytes, most significant first; leading zeros mean nothing.
    ///
    /// Nil unless the modulus is odd and has 2048 to 4096 bits, and the exponent is odd, above 1
    /// and below 2³².
    package init?(modulus: [UInt8], exponent: [UInt8]) {
        let modulus = Array(modulus.drop { $0 == 0 })
        let exponent = Array(exponent.drop { $0 == 0 })
        guard let first = modulus.first, let last = modulus.last, last & 1 == 1,
            Self.bitCounts.contains(modulus.count * 8 - first.leadingZeroBitCount),
            exponent.count <= 4, exponent.last.map({ $0 & 1 == 1 }) == true
        else { return nil }
        let power = exponent.reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        guard power > 1 else { return nil }
        self.modulus = MontgomeryModulus(Self.limbs(modulus))
        (byteCount, self.exponent) = (modulus.count, power)
    }

    /// Whether `signature` is the key holder's over a text with this hash: RSASSA-PKCS1-v1_5 with
    /// SHA-256 (RFC 8017 section 8.2.2).
    ///
    /// Nothing of the signature is parsed: what it must decrypt to is known to the last byte, and
    /// is compared whole.
    package func isValid(_ signature: [UInt8], for digest: SHA256Digest) -> Bool {
        guard signature.count == byteCount else { return false }
        let number = Self.limbs(signature)
        guard modulus.isAbove(number) else { return false }
        return modulus.power(number, exponent) == Self.limbs(expectedText(digest))
    }

    package func isValid(_ signature: [UInt8], for bytes: [UInt8]) -> Bool {
        isValid(signature, for: SHA256.hash(bytes))
    }

    /// EMSA-PKCS1-v1_5 (section 9.2): 00 01 FF … FF 00, and the hash as a DER `DigestInfo`.
    private func expectedText(_ digest: SHA256Digest) -> [UInt8] {
        let ending = Self.digestInfo + digest.bytes
        let padding = [UInt8](repeating: 0xFF, count: byteCount - ending.count - 3)
        return [0x00, 0x01] + padding + [0x00] + ending
    }

    /// What stands before a SHA-256 hash (section 9.2, note 1).
    private static let digestInfo: [UInt8] = [
        0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
        0x05, 0x00, 0x04, 0x20,
    ]

    /// A number's bytes as limbs, the least significant first.
    static func limbs(_ bytes: [UInt8]) -> [UInt64] {
        stride(from: bytes.count, to: 0, by: -8).map { end in
            bytes[max(0, end - 8)..<end].reduce(0) { $0 << 8 | UInt64($1) }
        }
    }
}
