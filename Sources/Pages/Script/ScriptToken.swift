/// One word, mark or literal of a script (ECMA-262, clause 12); comments and space are none.
struct ScriptToken {
    enum Kind {
        /// A name or a keyword.
        case word
        /// A name with `#` before it, which only its class knows.
        case privateName
        case number
        case string
        /// A template's text from its back-tick, or the `}` of a hole, to the next hole or its end.
        case template
        case regex
        /// Punctuation, the longest that fits.
        case mark
    }

    let kind: Kind
    var text: String
    /// Whether a line ended between the token before it and this one.
    let startsLine: Bool

    func isMark(_ mark: String) -> Bool { kind == .mark && text == mark }
    func isWord(_ word: String) -> Bool { kind == .word && text == word }

    /// Whether it begins a hole of a template, which its other piece ends.
    var opensHole: Bool { kind == .template && text.hasSuffix("${") }
    var closesHole: Bool { kind == .template && text.hasPrefix("}") }

    /// Whether it is a bracket or a hole of a template, and which end of it.
    var opens: Bool { opensHole || kind == .mark && ["(", "[", "{"].contains(text) }
    var closes: Bool { closesHole || kind == .mark && [")", "]", "}"].contains(text) }

    /// Words with a meaning of their own, at least in some places: never the name of anything else.
    static let keywords: Set<String> = [
        "arguments", "as", "async", "await", "break", "case", "catch", "class", "const", "continue",
        "debugger", "default", "delete", "do", "else", "enum", "eval", "export", "extends", "false",
        "finally", "for", "from", "function", "get", "if", "implements", "import", "in",
        "instanceof", "interface", "let", "new", "null", "of", "package", "private", "protected",
        "public", "return", "set", "static", "super", "switch", "this", "throw", "true", "try",
        "typeof", "undefined", "var", "void", "while", "with", "yield",
    ]

    /// Keywords that a value may follow, so that `/` after one begins a regular expression.
    static let beforeValues: Set<String> = [
        "await", "case", "delete", "do", "else", "in", "instanceof", "new", "of", "return", "throw",
        "typeof", "void", "yield",
    ]
}
