/// An option of a command: `--name VALUE`, or `--name` alone for a flag.
struct OptionSpecification: Sendable, Hashable {
    /// Without the dashes.
    var name: String
    /// How help names the value, in capitals; nil for a flag.
    var valueName: String?
    var summary: String
    var value = ValueKind.text
    var isRepeatable = false
    var isRequired = false
    /// What holds when it is not given, for help to say.
    var defaultValue: String?
    /// Options that must be given when this one is.
    var needs: [String] = []
    /// The variable that stands in when the option is not given.
    var environmentName: String?

    /// An option without a value, which is there or not.
    static func flag(_ name: String, _ summary: String) -> Self {
        Self(name: name, valueName: nil, summary: summary)
    }

    /// An option with one value.
    static func option(
        _ name: String, _ valueName: String, _ summary: String, _ value: ValueKind = .text
    ) -> Self {
        Self(name: name, valueName: valueName, summary: summary, value: value)
    }

    /// An option that may be given many times; `list` returns its values in order.
    static func list(
        _ name: String, _ valueName: String, _ summary: String, _ value: ValueKind = .text
    ) -> Self {
        var option = option(name, valueName, summary, value)
        option.isRepeatable = true
        return option
    }

    /// The same option, without which the command does not run.
    var required: Self {
        var option = self
        option.isRequired = true
        return option
    }

    /// Says what holds when the option is not given; giving it that value is the command's.
    func defaulting(to value: String) -> Self {
        var option = self
        option.defaultValue = value
        return option
    }

    /// The same option, which is refused without the named ones.
    func needing(_ names: String...) -> Self {
        var option = self
        option.needs = names
        return option
    }

    /// The same option with a variable that stands in for it.
    func fallingBack(on environmentName: String) -> Self {
        var option = self
        option.environmentName = environmentName
        return option
    }

    var isFlag: Bool { valueName == nil }

    /// `--limit N`, as usage lines and help write it.
    var label: String { valueName.map { "--\(name) \($0)" } ?? "--\(name)" }
}

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

/// A word that a command takes by its place.
struct ArgumentSpecification: Sendable, Hashable {
    /// In capitals, as help writes it.
    var name: String
    var summary: String
    var value = ValueKind.text
    var isRequired = true
    /// Takes all the words that are left; only the last argument may.
    var isRepeatable = false

    /// As usage lines write it: in brackets when it may be left out.
    var label: String {
        let name = isRepeatable ? "\(name)..." : name
        return isRequired ? name : "[\(name)]"
    }
}

/// Options of which only one may be given at a time.
struct ExclusiveOptions: Sendable, Hashable {
    var names: [String]
    /// Exactly one of them must be given.
    var isRequired = false

    /// None of them need be given.
    static func atMostOne(_ names: String...) -> Self { Self(names: names) }
    /// One of them must be given.
    static func exactlyOne(_ names: String...) -> Self { Self(names: names, isRequired: true) }
}

/// A line to type, and what it shows.
struct CommandExample: Sendable, Hashable {
    var line: String
    var explanation: String

    init(_ line: String, _ explanation: String) {
        (self.line, self.explanation) = (line, explanation)
    }
}

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
