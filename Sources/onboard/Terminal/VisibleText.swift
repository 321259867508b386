extension String {
    /// This text with everything that a terminal would obey, hide or reorder written out instead.
    ///
    /// Control characters, escape sequences, bidirectional marks, invisible and line-breaking
    /// characters become `\n`, `\e`, `\u{202E}` and so on. Joiners and variation selectors stay
    /// where emoji and scripts need them. More than eight marks on one letter are cut off.
    /// Where Unicode is not understood, every other character is written out too: its bytes could
    /// be control codes there (0x9B starts an escape sequence in Latin-1).
    func visible(usesUnicode: Bool = true) -> String {
        if usesUnicode ? simpleWidth != nil : isPrintableASCII { return self }
        var shown = ""
        shown.reserveCapacity(utf8.count + 16)
        for character in self {
            if usesUnicode {
                character.appendVisible(to: &shown)
            } else {
                character.appendASCII(to: &shown)
            }
        }
        return shown
    }
}

extension String {
    /// This JSON with the hidden characters of its strings escaped (RFC 8259 section 7), and where
    /// Unicode is not understood, all but ASCII. Between its values only line ends are hidden; they
    /// stay.
    func visibleJSON(usesUnicode: Bool = true) -> String {
        if utf8.allSatisfy({ (0x20..<0x7F).contains($0) || $0 == 0x0A }) { return self }
        var shown = ""
        shown.reserveCapacity(utf8.count + 16)
        for scalar in unicodeScalars {
            if scalar != "\n", scalar.isHidden || (!usesUnicode && !scalar.isASCII) {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    shown += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}

extension String {
    fileprivate var isPrintableASCII: Bool { utf8.allSatisfy { (0x20..<0x7F).contains($0) } }
}

/// How many combining marks one letter keeps; real scripts stay well below.
private let combiningMarksMax = 8

extension Character {
    /// With what a terminal would obey written out.
    fileprivate func appendVisible(to shown: inout String) {
        var marks = 0
        var previous: Unicode.Scalar?
        for scalar in unicodeScalars {
            if scalar.isCombiningMark { marks += 1 }
            if marks > combiningMarksMax {
                shown += "…"
                return
            }
            if scalar.isHidden, !scalar.isNeeded(after: previous) {
                shown += scalar.escape
                previous = nil
            } else {
                shown.unicodeScalars.append(scalar)
                previous = scalar
            }
        }
    }

    /// For terminals that understand no Unicode.
    fileprivate func appendASCII(to shown: inout String) {
        for scalar in unicodeScalars {
            if scalar.isASCII, !scalar.isHidden {
                shown.unicodeScalars.append(scalar)
            } else {
                shown += scalar.asciiSubstitute ?? scalar.escape
            }
        }
    }
}

extension Unicode.Scalar {
    /// True when a terminal obeys it, or shows nothing where something stands.
    var isHidden: Bool {
        if isASCII { return value < 0x20 || value == 0x7F }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return true
        default: return properties.isDefaultIgnorableCodePoint
        }
    }

    /// Joiners and variation selectors belong to the visible, non-ASCII character before them.
    ///
    /// The one exception is the emoji selector, which also follows digits (keycaps).
    fileprivate func isNeeded(after previous: Unicode.Scalar?) -> Bool {
        guard let previous else { return false }
        switch value {
        case 0x200C, 0x200D, 0xFE00...0xFE0E: return !previous.isASCII
        case 0xFE0F: return previous.properties.isEmoji || !previous.isASCII
        default: return false
        }
    }

    /// Variation selectors are none.
    var isCombiningMark: Bool {
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: value < 0xFE00 || value > 0xFE0F
        default: false
        }
    }

    /// The way Swift source would write it, with `\e` for the escape character.
    var escape: String {
        switch value {
        case 0x00: "\\0"
        case 0x09: "\\t"
        case 0x0A: "\\n"
        case 0x0D: "\\r"
        case 0x1B: "\\e"
        default: "\\u{" + String(value, radix: 16, uppercase: true) + "}"
        }
    }

    /// Plain spellings of the typography that our own texts use.
    fileprivate var asciiSubstitute: String? {
        switch self {
        case "…": "..."
        case "–", "—", "−": "-"
        case "µ": "u"
        case "·": "."
        case "←": "<-"
        case "→": "->"
        case "✓": "ok"
        case "✗": "x"
        case "’", "‘": "'"
        case "“", "”": "\""
        case "\u{A0}": " "
        default: nil
        }
    }
}
