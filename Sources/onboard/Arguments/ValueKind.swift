/// What a value is, as far as the parser and the shell's completion care.
enum ValueKind: Sendable, Hashable {
    /// Any text.
    case text
    /// One of these words and nothing else.
    case choice([String])
    /// Offered by the shell; other words are fine too.
    case suggestion([String])
    /// The path of a file, which need not be there.
    case file
    /// The path of a directory, which need not be there.
    case directory

    /// The words that the shell can offer.
    var candidates: [String] {
        switch self {
        case .choice(let words), .suggestion(let words): words
        case .text, .file, .directory: []
        }
    }

    /// False only for a word that is none of the choices.
    func accepts(_ value: String) -> Bool {
        if case .choice(let words) = self { words.contains(value) } else { true }
    }
}
