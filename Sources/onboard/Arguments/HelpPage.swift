/// The help of one command, or the overview of a group of them.
struct HelpPage: Sendable {
    private let command: CommandSpecification
    private let path: [String]

    init(_ command: CommandSpecification, path: [String]) {
        (self.command, self.path) = (command, path)
    }

    private var name: String { path.joined(separator: " ") }
    private static let indent = "  "

    /// The page as lines of at most the prose width: what it is, usage, options, examples.
    func lines(_ rendition: Rendition) -> [StyledText] {
        let width = rendition.proseWidth
        let sections =
            [[StyledText(name, .strong) + StyledText(" — " + command.summary)], usage(width)]
            + command.discussion.map { TextWrap.lines($0, width: width).map { StyledText($0) } }
            + commandSections(width)
            + [
                section("Arguments", arguments, width), section("Options", options, width),
                section("On every command", globals, width),
            ]
            + command.lists.map { list in
                // Their labels are of a kind, and need no line of their own.
                section(
                    list.heading, list.terms, width,
                    labelWidth: list.terms.map(\.label.displayWidth).max())
            }
            + [examples(width), closing]
        return Array(sections.filter { !$0.isEmpty }.joined(separator: [StyledText()]))
    }

    /// One line for each form; what does not fit goes on below, further in.
    private func usage(_ width: Int) -> [StyledText] {
        let forms = command.usageForms.flatMap { form in
            TextWrap.lines(name + " " + form, width: width - 6).enumerated().map { index, line in
                StyledText((index == 0 ? Self.indent : Self.indent + Self.indent) + line)
            }
        }
        return [StyledText("Usage", .heading)] + forms
    }

    /// For a group of commands alone.
    private var closing: [StyledText] {
        command.subcommands.isEmpty
            ? [] : [StyledText("More about one of them: \(name) COMMAND --help", .muted)]
    }

    private func examples(_ width: Int) -> [StyledText] {
        guard !command.examples.isEmpty else { return [] }
        return [StyledText("Examples", .heading)]
            + command.examples.flatMap { example in
                TextWrap.lines(example.explanation, width: width - 4).map {
                    StyledText(Self.indent + "# " + $0, .muted)
                } + [StyledText(Self.indent + example.line)]
            }
    }

    // MARK: - Lists of terms

    /// One section for each heading, in the order in which the headings first appear.
    private func commandSections(_ width: Int) -> [[StyledText]] {
        var headings: [String] = []
        for command in command.subcommands where !headings.contains(command.group) {
            headings.append(command.group)
        }
        let column = Self.labelWidth(command.subcommands.map(\.name))
        return headings.map { heading in
            let terms = command.subcommands.filter { $0.group == heading }
                .map { HelpTerm($0.name, $0.summary) }
            return section(
                heading.isEmpty ? "Commands" : heading, terms, width, labelWidth: column)
        }
    }

    private var arguments: [HelpTerm] {
        command.arguments.map { argument in
            HelpTerm(
                argument.isRepeatable ? argument.name + "..." : argument.name,
                Self.summary(argument.summary, argument.value, notes: []))
        }
    }

    private var options: [HelpTerm] { command.options.map(Self.term) }

    private var globals: [HelpTerm] {
        CommandSpecification.globalOptions.map { option in
            option.name == "help"
                ? HelpTerm("-h, --help", option.summary) : Self.term(option)
        }
    }

    private static func term(_ option: OptionSpecification) -> HelpTerm {
        var notes = option.isRequired ? ["required"] : []
        if option.isRepeatable { notes.append("may be repeated") }
        if let name = option.environmentName { notes.append("or \(name)") }
        if let value = option.defaultValue { notes.append("default \(value)") }
        return HelpTerm(option.label, summary(option.summary, option.value, notes: notes))
    }

    /// The summary, with what holds of the value in brackets behind it.
    private static func summary(_ text: String, _ value: ValueKind, notes: [String]) -> String {
        var notes = notes
        if case .choice(let words) = value {
            notes.insert("one of " + words.joined(separator: ", "), at: 0)
        }
        return notes.isEmpty ? text : "\(text) (\(notes.joined(separator: "; ")))"
    }

    /// Longer labels get a line of their own instead of pushing everything to the right.
    private static func labelWidth(_ labels: [String]) -> Int {
        labels.map(\.displayWidth).filter { $0 <= 26 }.max() ?? 0
    }

    /// Nothing for a section without terms.
    private func section(
        _ heading: String, _ terms: [HelpTerm], _ width: Int, labelWidth: Int? = nil
    ) -> [StyledText] {
        guard !terms.isEmpty else { return [] }
        let column = labelWidth ?? Self.labelWidth(terms.map(\.label))
        return [StyledText(heading, .heading)] + terms.flatMap { lines(for: $0, width, column) }
    }

    /// The label, and beside or below it what it means.
    private func lines(for term: HelpTerm, _ width: Int, _ column: Int) -> [StyledText] {
        let start = Self.indent.utf8.count + column + 2
        let blank = StyledText(String(repeating: " ", count: start))
        // On a very narrow terminal some words per line are better than one.
        let wrapped = TextWrap.lines(term.summary, width: max(width - start, 16))
        var lines = wrapped.map { blank + StyledText($0) }
        let label = StyledText(Self.indent) + StyledText(term.label, .accent)
        if term.label.displayWidth > column { return [label] + lines }
        lines[0] = label.padded(by: start - label.displayWidth, .left) + StyledText(wrapped[0])
        return lines.map(\.withoutTrailingSpaces)
    }
}
