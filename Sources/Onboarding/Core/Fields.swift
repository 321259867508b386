/// The rules that single fields of forms obey; each answers the value to keep, or nil.
public enum Fields {
    /// Unicode scalars, as JSON Schema counts characters, after trimming (K3): a letter may have
    /// any number of marks, so that what people count has no bound in bytes.
    public static let personNameCharactersMax = 100
    /// Characters as people count them (K3).
    public static let passwordCharactersMin = 8
    /// crypt(3) refuses a longer one, whatever the method: its 512 bytes hold the end's NUL too.
    public static let passwordBytesMax = 511
    /// Unicode scalars, after trimming (A0).
    public static let businessNameCharactersMax = 255
    /// Unicode scalars, after trimming (M9, S11, L14).
    public static let reasonCharactersMax = 500

    /// A first or last name (K3): trimmed, letters, marks, spaces, apostrophes, hyphens, dots.
    public static func personName(_ text: String) -> String? {
        let name = trimmed(text)
        guard (1...personNameCharactersMax).contains(name.unicodeScalars.count),
            name.unicodeScalars.allSatisfy(isNameScalar),
            name.unicodeScalars.contains(where: \.properties.isAlphabetic)
        else { return nil }
        return name
    }

    /// A verification code: exactly six digits (K2).
    public static func verificationCode(_ text: String) -> String? {
        guard text.utf8.count == 6, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return text
    }

    /// A password: at least eight characters (K3), none of them NUL, where crypt(3) would stop.
    /// Kept as it was typed; the limits hold for its composed form, which is hashed, as well.
    public static func password(_ text: String) -> String? {
        let composed = text.composed
        guard composed.count >= passwordCharactersMin, !text.utf8.contains(0),
            max(text.utf8.count, composed.utf8.count) <= passwordBytesMax
        else { return nil }
        return text
    }

    /// What `password` takes, in words.
    public static let passwordExpected =
        "a password of at least \(passwordCharactersMin) characters and at most "
        + "\(passwordBytesMax) bytes in UTF-8, without NUL"

    /// A business's name: a line of text.
    public static func businessName(_ text: String) -> String? {
        plainLine(text, max: businessNameCharactersMax)
    }

    /// A line of text: trimmed, not empty, without control characters.
    public static func plainLine(_ text: String, max: Int) -> String? {
        plainText(text, max: max).flatMap { $0.contains(where: isControl) ? nil : $0 }
    }

    /// Lines of text: trimmed, not empty, without control characters but tabs and line ends, of
    /// either form.
    ///
    /// - Parameter max: in Unicode scalars.
    public static func plainText(_ text: String, max: Int) -> String? {
        let text = trimmed(text)
        let layout: Set<Character> = ["\t", "\n", "\r\n"]
        guard (1...max).contains(text.unicodeScalars.count),
            !text.contains(where: { isControl($0) && !layout.contains($0) })
        else { return nil }
        return text
    }

    /// Control characters stand alone, but for a carriage return with its line feed (UAX #29).
    private static func isControl(_ character: Character) -> Bool {
        character.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// Why somebody decides so: lines of text, without the escapes of terminals that show them.
    public static func reason(_ text: String) -> String? {
        plainText(text, max: reasonCharactersMax)
    }

    /// What `reason` takes, in words.
    public static let reasonExpected = "a reason of 1 to \(reasonCharactersMax) characters"

    /// A phone number as people write one: digits, spaces and `+ ( ) - . /`, five digits at least.
    public static func phoneNumber(_ text: String) -> String? {
        let number = trimmed(text)
        let isPlain = number.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || " +()-./".utf8.contains(byte)
        }
        let digitCount = number.utf8.count { (0x30...0x39).contains($0) }
        return isPlain && (5...20).contains(digitCount) && number.utf8.count <= 40 ? number : nil
    }

    /// A business's descriptor: 3 to 20 of `a-z 0-9 -` (K5).
    public static func descriptor(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                || byte == UInt8(ascii: "-")
        }
        return isPlain && (3...20).contains(text.utf8.count) ? text : nil
    }

    /// An assigned ISO 3166-1 alpha-2 code, upper-cased (K5).
    public static func country(_ text: String) -> String? {
        upperCased(text, in: ISOCodes.countries)
    }

    /// An active ISO 4217 code, upper-cased (K5).
    public static func currency(_ text: String) -> String? {
        upperCased(text, in: ISOCodes.currencies)
    }

    /// ASCII only, or `ß` would become South Sudan.
    private static func upperCased(_ text: String, in codes: Set<String>) -> String? {
        guard text.utf8.count <= 3, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let code = text.uppercased()
        return codes.contains(code) ? code : nil
    }

    /// Letters and marks of any script, and what stands between the parts of a name.
    private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .enclosingMark:
            true
        default: " '’-‐.".unicodeScalars.contains(scalar)
        }
    }
}
