/// Base 64 with `+`, `/` and padding (RFC 4648 section 4).
package enum Base64 {
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        Base64Alphabet.standard.encode(Array(bytes))
    }

    /// The bytes that `text` spells; nil unless it is exactly what `encode` writes for them.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        Base64Alphabet.standard.decode(Array(text.utf8))
    }
}

/// Base 64 with `-` and `_`, without padding (RFC 4648 section 5, RFC 7515 section 2).
package enum Base64URL {
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        Base64Alphabet.url.encode(Array(bytes))
    }

    /// The bytes that `text` spells; nil unless it is exactly what `encode` writes for them.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        Base64Alphabet.url.decode(Array(text.utf8))
    }
}
