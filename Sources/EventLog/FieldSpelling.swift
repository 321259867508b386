/// A field's name in the spellings that people guess: a patch says `first_name`, the state and the
/// events `firstName`.
package enum FieldSpelling {
    /// The name as it is, then with capitals and with underscores; names between dots each by
    /// themselves.
    package static func all(of name: String) -> [String] {
        var spellings = [name]
        for other in [camel(name), snake(name)] where !spellings.contains(other) {
            spellings.append(other)
        }
        return spellings
    }

    /// Whether two names are spellings of one.
    package static func isSame(_ a: String, _ b: String) -> Bool { a == b || snake(a) == snake(b) }

    private static func camel(_ name: String) -> String {
        var (text, raisesNext) = ("", false)
        for character in name {
            if character == "_", !text.isEmpty, text.last != "." {
                raisesNext = true
            } else {
                text += raisesNext ? character.uppercased() : String(character)
                raisesNext = false
            }
        }
        return text
    }

    private static func snake(_ name: String) -> String {
        var text = ""
        for character in name {
            guard character.isUppercase else {
                text.append(character)
                continue
            }
            if !text.isEmpty, text.last != ".", text.last != "_" { text += "_" }
            text += character.lowercased()
        }
        return text
    }
}
