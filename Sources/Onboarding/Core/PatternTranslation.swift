/// A pattern of ECMA-262 (section 22.2.1), which JSON Schema's patterns are, in the words of ICU's
/// engine: classes, dots, boundaries and ends that mean more there are spelled out, and signs that
/// mean something only there are refused or taken as themselves.
struct PatternTranslation {
    private typealias Scalars = ArraySlice<Unicode.Scalar>

    /// Nil for what ECMA-262 does not have. What is no pattern to either may come out as such.
    static func engineForm(of pattern: String) -> String? {
        var translation = PatternTranslation(rest: Array(pattern.unicodeScalars)[...])
        return translation.translate() ? translation.result : nil
    }

    private var rest: Scalars
    private var result = ""

    private init(rest: Scalars) { self.rest = rest }

    /// The members of `\w`, of which none is beyond ASCII.
    private static let word = "A-Za-z0-9_"
    /// Those of `\s`: WhiteSpace and LineTerminator (sections 12.2 and 12.3).
    private static let space =
        #"\x{9}-\x{D}\x{20}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}"#
        + #"\x{3000}\x{FEFF}"#
    private static let lineEnds = #"\x{A}\x{D}\x{2028}\x{2029}"#
    private static let boundary =
        "(?:(?<=[\(word)])(?![\(word)])|(?<![\(word)])(?=[\(word)]))"
    private static let noBoundary =
        "(?:(?<=[\(word)])(?=[\(word)])|(?<![\(word)])(?![\(word)]))"

    /// False where it meets what ECMA-262 does not have.
    private mutating func translate() -> Bool {
        var isRepeated = false
        while let scalar = rest.popFirst() {
            let isQuantifier = "*+?{".unicodeScalars.contains(scalar)
            // A second one would be possessive, or repeat what repeats.
            if isQuantifier, isRepeated { return false }
            isRepeated = isQuantifier
            switch scalar {
            case "\\": guard take(escape()) else { return false }
            case "[": guard take(characterClass()) else { return false }
            case "(": guard take(opening()) else { return false }
            case ".": result += "[^\(Self.lineEnds)]"
            // The text's end, and to ICU also what comes before a last line's break.
            case "$": result += "\\z"
            case "{", "*", "+", "?":
                guard take(quantifier(scalar)) else { return false }
            case "}", "]": result += Self.literal(scalar)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return true
    }

    private mutating func take(_ text: String?) -> Bool {
        result += text ?? ""
        return text != nil
    }

    /// A quantifier, with what makes it take as little as may be.
    private mutating func quantifier(_ sign: Unicode.Scalar) -> String? {
        var text = String(sign)
        if sign == "{" {
            guard let end = rest.firstIndex(of: "}") else { return nil }
            let bounds = String(String.UnicodeScalarView(rest[..<end]))
            rest = rest[(end + 1)...]
            let numbers = bounds.split(
                separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
            guard numbers[0].isEmpty == false,
                numbers.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
            else { return nil }
            text += bounds + "}"
        }
        if rest.first == "?" { text.unicodeScalars.append(rest.removeFirst()) }
        return text
    }

    /// A group's beginning; of those with a question mark the ones that ECMA-262 has.
    private mutating func opening() -> String? {
        guard rest.first == "?" else { return "(" }
        for form in ["?:", "?=", "?!", "?<=", "?<!"] where rest.starts(with: form.unicodeScalars) {
            rest = rest.dropFirst(form.unicodeScalars.count)
            return "(" + form
        }
        guard rest.starts(with: "?<".unicodeScalars),
            let first = rest.dropFirst(2).first, first.properties.isAlphabetic
        else { return nil }
        rest = rest.dropFirst(2)
        return "(?<"
    }

    /// What stands behind a backslash outside of a class.
    private mutating func escape() -> String? {
        guard let scalar = rest.popFirst() else { return nil }
        switch scalar {
        case "b": return Self.boundary
        case "B": return Self.noBoundary
        case "k" where rest.first == "<": return "\\k"
        case "1"..."9": return "\\" + String(scalar)
        default: return set(scalar).map { "[\($0)]" } ?? character(scalar)
        }
    }

    /// The members of `\d` and its kind; nil for other letters.
    private func set(_ letter: Unicode.Scalar) -> String? {
        switch letter {
        case "d": "0-9"
        case "D": "[^0-9]"
        case "w": Self.word
        case "W": "[^\(Self.word)]"
        case "s": Self.space
        case "S": "[^\(Self.space)]"
        default: nil
        }
    }

    /// One character behind a backslash, or a property of characters.
    private mutating func character(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "t", "n", "f", "r": return "\\" + String(scalar)
        case "v": return "\\x{B}"
        case "0": return rest.first.map(Self.isDigit) == true ? nil : "\\x{0}"
        case "c":
            guard let letter = rest.popFirst(), letter.isASCII, letter.properties.isAlphabetic
            else { return nil }
            return "\\x{\(String(letter.value & 0x1F, radix: 16))}"
        case "x": return hex(2).map { "\\x{\($0)}" }
        case "u": return unicode()
        case "p", "P":
            return braced(Self.isInProperty).map { "\\\(scalar){\($0)}" }
        default:
            let isWord = scalar.properties.isAlphabetic || Self.isDigit(scalar)
            return scalar.isASCII && isWord ? nil : Self.literal(scalar)
        }
    }

    /// Four hex digits, two such that make one character, or any number in braces.
    private mutating func unicode() -> String? {
        if rest.first == "{" { return braced(Self.isHex).map { "\\x{\($0)}" } }
        guard let first = hex(4), let high = UInt32(first, radix: 16) else { return nil }
        guard (0xD800...0xDFFF).contains(high) else { return "\\x{\(first)}" }
        guard high < 0xDC00, rest.starts(with: "\\u".unicodeScalars) else { return nil }
        rest = rest.dropFirst(2)
        guard let second = hex(4), let low = UInt32(second, radix: 16),
            (0xDC00...0xDFFF).contains(low)
        else { return nil }
        let value = 0x1_0000 + (high - 0xD800) << 10 + (low - 0xDC00)
        return "\\x{\(String(value, radix: 16))}"
    }

    private mutating func hex(_ count: Int) -> String? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy(Self.isHex) else { return nil }
        rest = rest.dropFirst(count)
        return String(String.UnicodeScalarView(digits))
    }

    /// What stands in braces ahead, at least one and all of a kind.
    private mutating func braced(_ isRight: (Unicode.Scalar) -> Bool) -> String? {
        guard rest.first == "{", let end = rest.firstIndex(of: "}") else { return nil }
        let inside = rest[(rest.startIndex + 1)..<end]
        guard !inside.isEmpty, inside.allSatisfy(isRight) else { return nil }
        rest = rest[(end + 1)...]
        return String(String.UnicodeScalarView(inside))
    }

    // MARK: Classes

    /// A class to its end. Within one ICU has sets, intersections and names of its own; here all
    /// that is no range and no escape is itself.
    private mutating func characterClass() -> String? {
        let isNegated = rest.first == "^"
        if isNegated { rest.removeFirst() }
        var members = ""
        while let scalar = rest.popFirst() {
            if scalar == "]" {
                if members.isEmpty { return isNegated ? "[\\x{0}-\\x{10FFFF}]" : "(?!)" }
                return (isNegated ? "[^" : "[") + members + "]"
            }
            guard let (first, isSet) = member(scalar) else { return nil }
            members += first
            guard !isSet, rest.first == "-", let next = rest.dropFirst().first, next != "]" else {
                continue
            }
            rest = rest.dropFirst(2)
            guard let (last, isSet) = member(next) else { return nil }
            members += (isSet ? Self.literal("-") : "-") + last
        }
        return nil
    }

    /// One member, and whether it is several characters.
    private mutating func member(_ scalar: Unicode.Scalar) -> (text: String, isSet: Bool)? {
        guard scalar == "\\" else { return (Self.literal(scalar), false) }
        guard let letter = rest.popFirst() else { return nil }
        if letter == "b" { return ("\\x{8}", false) }
        if let set = set(letter) { return (set, true) }
        return character(letter).map { ($0, "pP".unicodeScalars.contains(letter)) }
    }

    // MARK: Characters

    /// A character as itself, wherever it stands.
    private static func literal(_ scalar: Unicode.Scalar) -> String {
        let isPlain = !scalar.isASCII || scalar.properties.isAlphabetic || isDigit(scalar)
        return isPlain ? String(scalar) : "\\x{\(String(scalar.value, radix: 16))}"
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    /// As in `Script=Greek`.
    private static func isInProperty(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII && scalar.properties.isAlphabetic || isDigit(scalar)
            || "_=".unicodeScalars.contains(scalar)
    }

    private static func isHex(_ scalar: Unicode.Scalar) -> Bool {
        isDigit(scalar) || ("a"..."f").contains(scalar) || ("A"..."F").contains(scalar)
    }
}
