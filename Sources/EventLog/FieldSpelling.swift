/// A field's name in the spellings that people guess: a patch says `first_name`, the state and the
/// events `firstName`.
package enum FieldSpelling {
    /// The name as it is, then with capitals and with underscores; names between dots each by
    /// themselves, and those between quotes as they are (`FieldPath`).
    package static func all(of name: String) -> [String] {
        let path = FieldPath(name)
        var spellings = [name]
        for other in [path.spelled(camel), path.spelled(snake)] where !spellings.contains(other) {
            spellings.append(other)
        }
        return spellings
    }

    /// Whether two names are spellings of one.
    package static func isSame(_ a: String, _ b: String) -> Bool {
        a == b || FieldPath(a).spelled(snake) == FieldPath(b).spelled(snake)
    }

    private static func camel(_ name: String) -> String {
        var (text, raisesNext) = ("", false)
        for character in name {
            if character == "_", !text.isEmpty {
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
            if !text.isEmpty, text.last != "_" { text += "_" }
            text += character.lowercased()
        }
        return text
    }
}
