import Digest

/// Keeps secrets out of what is said: complaints repeat what was typed, and their readers' logs
/// keep it (contract section 0).
enum SecretText {
    /// How keys begin: our own, and those of Stripe and its deliveries.
    private static let keyPrefixes = [
        "obk_", "sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_",
    ]
    /// A word with fewer characters behind its prefix only tells of keys.
    private static let keyCharactersMin = 8
    /// How the header of every JSON Web Token begins: `{"` in base64url.
    private static let tokenPrefix = "eyJ"
    /// Our own tokens are 40 bytes: a UUID, a number, half an HMAC.
    private static let (tokenBytes, tokenCharacters) = (40, 54)

    /// The same text, with a few first letters in the place of each key or token.
    static func hidden(in text: String) -> String {
        var (shown, word) = ("", "")
        for character in text {
            if character == "." || isBase64URL(character) {
                word.append(character)
            } else {
                shown += hidden(word: word)
                shown.append(character)
                word = ""
            }
        }
        return shown + hidden(word: word)
    }

    /// - Parameter word: of base64url's characters, and dots.
    private static func hidden(word: String) -> String {
        if let key = firstKey(in: word) {
            return hidden(word: String(word[..<key.range.lowerBound])) + key.prefix + "…"
                + hidden(word: String(word[key.range.upperBound...]))
        }
        var parts = word.split(separator: ".", omittingEmptySubsequences: false)
        if let first = parts.firstIndex(where: { $0.hasPrefix(tokenPrefix) }),
            parts.count >= first + 3
        {
            parts[first...(first + 2)] = [Substring(tokenPrefix + "…")]
        }
        return parts.map(hidden(part:)).joined(separator: ".")
    }

    /// Whichever kind it is of.
    private static func firstKey(in word: String) -> (prefix: String, range: Range<String.Index>)? {
        let keys = keyPrefixes.compactMap { prefix -> (String, Range<String.Index>)? in
            guard let range = word.firstRange(of: prefix) else { return nil }
            let key = word[range.upperBound...].prefix(while: isBase64URL)
            guard key.count >= keyCharactersMin else { return nil }
            return (prefix, range.lowerBound..<key.endIndex)
        }
        return keys.min { $0.1.lowerBound < $1.1.lowerBound }
    }

    /// A token of ours may stand behind something else, as in `session-…`.
    private static func hidden(part: Substring) -> String {
        let token = part.suffix(tokenCharacters)
        guard token.count == tokenCharacters, let bytes = Base64URL.decode(token),
            bytes.count == tokenBytes, isUUIDv7(bytes)
        else { return String(part) }
        return String(part.dropLast(tokenCharacters)) + token.prefix(3) + "…"
    }

    /// By version and variant (RFC 9562 section 5.7), and by a time before the year 2109.
    private static func isUUIDv7(_ bytes: [UInt8]) -> Bool {
        bytes[0] < 4 && bytes[6] >> 4 == 7 && bytes[8] >> 6 == 2
    }

    private static func isBase64URL(_ character: Character) -> Bool {
        character.isASCII
            && (character.isLetter || character.isNumber || character == "-" || character == "_")
    }
}
