/// Everything there is to say about a command: the parser, help and completions all read this.
///
/// A command either does something (arguments, options) or groups others (subcommands); the
/// program itself is the outermost group.
struct CommandSpecification: Sendable {
    var name: String
    /// The heading under which the overview lists it.
    var group = ""
    /// One line without a full stop.
    var summary: String
    /// Forms of the command line after its name; worked out from the rest when empty.
    var usage: [String] = []
    /// Paragraphs that teach; help wraps them.
    var discussion: [String] = []
    /// In their order on the command line.
    var arguments: [ArgumentSpecification] = []
    var options: [OptionSpecification] = []
    /// Options that do not go together.
    var exclusive: [ExclusiveOptions] = []
    var examples: [CommandExample] = []
    /// What else help explains word by word, below the options.
    var lists: [TermList] = []
    /// The commands of a group; a command with some takes no arguments itself.
    var subcommands: [CommandSpecification] = []

    /// Where the ledger lies when nobody says.
    static let directoryDefault = "onboard-data"

    /// Options that every command takes, before or after its name.
    static let globalOptions: [OptionSpecification] = [
        .option("data", "DIR", "The data directory", .directory)
            .fallingBack(on: SettingName.data.rawValue)
            .defaulting(to: directoryDefault),
        .flag("json", "Print machine-readable JSON"),
        .option("config", "FILE", "Read settings from a JSON file", .file),
        .flag("no-color", "Print without colours"),
        .flag("help", "Show this help"),
    ]

    /// The command's own and those of every command.
    var allOptions: [OptionSpecification] { options + Self.globalOptions }

    /// Nil for an option that neither the command nor the program has.
    func option(named name: String) -> OptionSpecification? {
        allOptions.first { $0.name == name }
    }

    /// Only directly below.
    func subcommand(named name: String) -> CommandSpecification? {
        subcommands.first { $0.name == name }
    }

    /// The variables that options of this command or of one below it fall back on, each once.
    var environmentNames: [String] {
        var seen: Set<String> = []
        let own = allOptions.compactMap(\.environmentName)
        return (own + subcommands.flatMap(\.environmentNames)).filter { seen.insert($0).inserted }
    }

    /// This command and all below it, each with its full path of names, outermost first.
    func tree(under path: [String] = []) -> [(path: [String], command: CommandSpecification)] {
        let path = path + [name]
        return [(path, self)] + subcommands.flatMap { $0.tree(under: path) }
    }

    /// The forms of the command line after the command's name.
    var usageForms: [String] {
        if !usage.isEmpty { return usage }
        if !subcommands.isEmpty { return ["COMMAND [options]"] }
        return [derivedUsage]
    }

    /// Past four optional options the line would say less than the list below it.
    private var derivedUsage: String {
        let groups = shownGroups
        let inGroups = Set(groups.flatMap(\.names))
        let optional = options.filter { !$0.isRequired && !inGroups.contains($0.name) }
        var parts = arguments.map(\.label)
        parts += options.filter(\.isRequired).map { $0.isRepeatable ? $0.label + "..." : $0.label }
        parts += groups.map(usageLabel)
        if optional.count > 4 {
            parts.append("[options]")
        } else {
            parts += optional.map { $0.isRepeatable ? "[\($0.label)]..." : "[\($0.label)]" }
        }
        return parts.joined(separator: " ")
    }

    /// Each option stands in the line once: a group that shares one with a group before it is left
    /// to the list and to the refusal of what does not go together.
    private var shownGroups: [ExclusiveOptions] {
        var seen: Set<String> = []
        return exclusive.filter { group in
            guard seen.isDisjoint(with: group.names) else { return false }
            seen.formUnion(group.names)
            return true
        }
    }

    /// `(--a | --b)` when one must be given, `[--a | --b]` when none need be.
    private func usageLabel(_ exclusive: ExclusiveOptions) -> String {
        let labels = exclusive.names.map { option(named: $0)?.label ?? "--\($0)" }
        let choice = labels.joined(separator: " | ")
        return exclusive.isRequired ? "(\(choice))" : "[\(choice)]"
    }
}

// MARK: - Consistency

extension CommandSpecification {
    /// What is wrong with this specification or one below it; a test holds that there is nothing.
    var contradictions: [String] {
        tree().flatMap { path, command in
            command.ownContradictions.map { path.joined(separator: " ") + ": " + $0 }
        }
    }

    private var ownContradictions: [String] {
        let optionNames = allOptions.map(\.name)
        let known = Set(optionNames)
        let referred = exclusive.flatMap(\.names) + options.flatMap(\.needs)
        var found = Self.duplicates(optionNames).map { "option \($0) is declared twice" }
        found += Self.duplicates(subcommands.map(\.name)).map { "command \($0) is declared twice" }
        found += Self.duplicates(arguments.map(\.name)).map { "argument \($0) is declared twice" }
        found += referred.filter { !known.contains($0) }.map { "there is no option \($0)" }
        if !subcommands.isEmpty, !arguments.isEmpty {
            found.append("a group of commands takes no arguments")
        }
        if arguments.dropLast().contains(where: \.isRepeatable) {
            found.append("only the last argument may take all that is left")
        }
        if let optional = arguments.firstIndex(where: { !$0.isRequired }),
            arguments[optional...].contains(where: \.isRequired)
        {
            found.append("a required argument follows an optional one")
        }
        if summary.isEmpty || summary.hasSuffix(".") || summary.contains("\n") {
            found.append("the summary is one line without a full stop")
        }
        return found
    }

    /// Each name that stood before.
    private static func duplicates(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { !seen.insert($0).inserted }
    }
}
