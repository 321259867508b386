/// The rules for email addresses: what is accepted, and when two are the same (K1).
public enum EmailAddress {
    /// RFC 5321 section 4.5.3.1 leaves 254 bytes for an address in a path.
    public static let bytesMax = 254
    /// RFC 5321 section 4.5.3.1.1.
    public static let localBytesMax = 64

    /// Trimmed and in lower case: two addresses are the same when these are.
    public static func normalized(_ text: String) -> String {
        isNormalized(text) ? text : trimmed(text).lowercased()
    }

    /// True for nearly every address that comes a second time: visible ASCII, no capitals.
    private static func isNormalized(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !(0x41...0x5A).contains($0) }
    }

    /// The normalized address, or nil when it cannot be one.
    ///
    /// Narrower than RFC 5322 on purpose: no quotes, comments, spaces or address literals, which
    /// no sign-up has. Characters outside ASCII are taken (RFC 6531).
    public static func validated(_ text: String) -> String? {
        let email = normalized(text)
        let parts = email[...].split(at: "@")
        guard email.utf8.count <= bytesMax, parts.count == 2, isLocalPart(parts[0]),
            isDomain(parts[1])
        else { return nil }
        return email
    }

    /// The characters that RFC 5322 section 3.2.3 takes only within quotes.
    private static let specials = "\"(),:;<>[\\]".unicodeScalars

    /// What stands before the `@`.
    public static func localPart(of email: String) -> Substring { email[...].split(at: "@")[0] }

    /// Whether an address, as it was typed, is of a domain itself, and not of one below it.
    static func isAddress(_ text: String, of domain: String) -> Bool {
        let parts = normalized(text)[...].split(at: "@")
        return parts.count == 2 && parts[1] == domain.lowercased()
    }

    /// What stands before the `@`: a dot-atom of RFC 5322 section 3.2.3, in any script.
    private static func isLocalPart(_ part: Substring) -> Bool {
        (1...localBytesMax).contains(part.utf8.count) && hasSensibleDots(part) && hasOwnStart(part)
            && part.unicodeScalars.allSatisfy { isPlain($0) && !specials.contains($0) }
    }

    /// Two labels or more, each of letters, digits and inner hyphens, the last not all digits.
    private static func isDomain(_ part: Substring) -> Bool {
        let labels = part.split(at: ".")
        guard labels.count >= 2, let last = labels.last,
            !last.unicodeScalars.allSatisfy({ ("0"..."9").contains($0) })
        else { return false }
        return labels.allSatisfy(isLabel)
    }

    /// At most 63 bytes (RFC 1035 section 2.3.4), in lower case by now.
    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && hasOwnStart(label)
            && label.utf8.first != UInt8(ascii: "-") && label.utf8.last != UInt8(ascii: "-")
            && label.unicodeScalars.allSatisfy { scalar in
                scalar.isASCII
                    ? scalar == "-" || ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
                    : isPlain(scalar)
            }
    }

    /// No dot at either end, and no two in a row.
    private static func hasSensibleDots(_ part: Substring) -> Bool {
        part.utf8.first != UInt8(ascii: ".") && part.utf8.last != UInt8(ascii: ".")
            && !part.utf8.elementsEqualPair(UInt8(ascii: "."))
    }

    /// No mark that would combine with what stands before, such as the `@`.
    private static func hasOwnStart(_ part: Substring) -> Bool {
        switch part.unicodeScalars.first?.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: false
        default: true
        }
    }

    /// Whether a character shows: no control, format, space, private or unassigned one.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator,
            .lineSeparator, .paragraphSeparator:
            false
        default: true
        }
    }
}

extension Substring {
    /// The parts between the scalars that equal `separator`, empty ones too: to a split over
    /// characters an `@` with an accent is none.
    fileprivate func split(at separator: Unicode.Scalar) -> [Substring] {
        unicodeScalars.split(separator: separator, omittingEmptySubsequences: false)
            .map(Substring.init)
    }
}

extension Substring.UTF8View {
    /// True when `byte` comes twice in a row.
    fileprivate func elementsEqualPair(_ byte: UInt8) -> Bool {
        zip(self, dropFirst()).contains { $0 == byte && $1 == byte }
    }
}

/// Takes the white space off both ends.
func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let front = scalars.drop { $0.properties.isWhitespace }
    guard let last = front.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
    return String(front[...last])
}
