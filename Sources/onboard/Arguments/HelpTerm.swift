/// A word, and what it means.
struct HelpTerm: Sendable, Hashable {
    var label: String
    var summary: String

    init(_ label: String, _ summary: String) {
        (self.label, self.summary) = (label, summary)
    }
}

/// Words that belong together, as a section of a command's help.
struct TermList: Sendable, Hashable {
    var heading: String
    var terms: [HelpTerm]
}
