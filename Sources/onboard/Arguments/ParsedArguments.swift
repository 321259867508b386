/// What a command line said, checked against its command's specification.
///
/// Asking for a name that the specification does not declare is a programmer error.
struct ParsedArguments: Sendable {
    /// The innermost command that was named.
    var specification: CommandSpecification
    /// The names from the program to that command: `["onboard", "keys", "add"]`.
    var path: [String]
    var wantsHelp = false
    /// What was given for each option, in order; empty for a flag.
    var values: [String: [String]] = [:]
    /// Values of variables and settings, by option name, for options that were not given.
    private var fallbacks: [String: Fallback] = [:]
    /// The arguments in order.
    var words: [String] = []

    /// A value from elsewhere, with the name by which errors call its place.
    private struct Fallback: Sendable {
        var value: String
        var environmentName: String
    }

    init(specification: CommandSpecification, path: [String]) {
        (self.specification, self.path) = (specification, path)
    }

    /// The command without the program: `keys add`.
    var command: String { path.dropFirst().joined(separator: " ") }

    /// Wrong usage of this command, also for checks that only the command itself can make.
    func error(_ reason: UsageError.Reason) -> UsageError {
        UsageError(command: path.joined(separator: " "), reason: reason)
    }

    /// The help of the innermost command that was named.
    func help(_ rendition: Rendition) -> [StyledText] {
        HelpPage(specification, path: path).lines(rendition)
    }
}

// MARK: - Values

extension ParsedArguments {
    /// True when the command line itself has the option or flag.
    func has(_ option: String) -> Bool {
        _ = declared(option)
        return values[option] != nil
    }

    /// The option's value, or what stands in for it.
    func string(_ option: String) -> String? {
        _ = declared(option)
        return values[option]?.last ?? fallbacks[option]?.value
    }

    /// The value of an option that must be there, by declaration or because of another option.
    func requiredString(_ option: String) throws(UsageError) -> String {
        guard let value = string(option) else { throw error(.missingOption(option)) }
        return value
    }

    /// All the values of a repeatable option, in the order given.
    func list(_ option: String) -> [String] {
        precondition(declared(option).isRepeatable, "--\(option) is not declared as a list")
        return values[option] ?? []
    }

    /// A whole number within `range`.
    func int(_ option: String, in range: ClosedRange<Int> = Int.min...Int.max)
        throws(UsageError) -> Int?
    {
        guard let text = string(option) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw invalid(option, text, expected: .integer(range))
        }
        return number
    }

    /// The parts around the first `=` of each value of a repeatable option; `form` names them.
    func pairs(_ option: String, form: String) throws(UsageError) -> [(key: String, value: String)]
    {
        var pairs: [(key: String, value: String)] = []
        for text in list(option) {
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
                throw invalid(option, text, expected: .pair(form))
            }
            let value = text[text.index(after: equals)...]
            pairs.append((String(text[..<equals]), String(value)))
        }
        return pairs
    }

    /// The argument of that name, if it was given.
    func argument(_ name: String) -> String? {
        let index = argumentIndex(name)
        return index < words.count ? words[index] : nil
    }

    /// An argument that the specification requires, so that the parser has seen to it.
    func requiredArgument(_ name: String) throws(UsageError) -> String {
        guard let word = argument(name) else { throw error(.missingArgument(name)) }
        return word
    }

    /// All the words of a repeatable argument.
    func arguments(_ name: String) -> [String] { Array(words.dropFirst(argumentIndex(name))) }

    /// The error for a value that was read and is not what it should be.
    func invalid(_ option: String, _ value: String, expected: ValueExpectation) -> UsageError {
        let isFallback = values[option] == nil
        let environmentName = isFallback ? fallbacks[option]?.environmentName : nil
        let place = environmentName.map { ValuePlace.environment($0) } ?? .option(option)
        return error(.invalidValue(place, value, expected: expected))
    }

    /// - Precondition: the specification declares the option.
    private func declared(_ option: String) -> OptionSpecification {
        guard let found = specification.option(named: option) else {
            preconditionFailure("\(path.joined(separator: " ")) declares no option --\(option)")
        }
        return found
    }

    /// - Precondition: the specification declares the argument.
    private func argumentIndex(_ name: String) -> Int {
        guard let index = specification.arguments.firstIndex(where: { $0.name == name }) else {
            preconditionFailure("\(path.joined(separator: " ")) declares no argument \(name)")
        }
        return index
    }
}

// MARK: - Checks

extension ParsedArguments {
    /// With values for options that were not given, by the names of their variables.
    ///
    /// What was there before wins: call it with the environment first, then with settings of a
    /// file. An empty value counts as none.
    func fallingBack(on environment: [String: String]) throws(UsageError) -> ParsedArguments {
        var completed = self
        for option in specification.allOptions where completed.fallbacks[option.name] == nil {
            guard let name = option.environmentName, let value = environment[name], !value.isEmpty
            else { continue }
            completed.fallbacks[option.name] = Fallback(value: value, environmentName: name)
        }
        if !wantsHelp { try completed.refuseUnknownChoices() }
        return completed
    }

    /// Throws when something that the command cannot do without was not given.
    func refuseIncomplete() throws(UsageError) {
        guard specification.subcommands.isEmpty else {
            throw error(.missingCommand(choices: specification.subcommands.map(\.name)))
        }
        let required = specification.arguments.filter(\.isRequired)
        if words.count < required.count {
            throw error(.missingArgument(required[words.count].name))
        }
        for group in specification.exclusive { try refuseSeveral(of: group) }
        for option in specification.options {
            if option.isRequired, !has(option.name) { throw error(.missingOption(option.name)) }
            guard has(option.name) else { continue }
            for needed in option.needs where !has(needed) {
                throw error(.neededOption(needed, by: option.name))
            }
        }
    }

    /// Two of a group are one too many; none is one too few where one is required.
    private func refuseSeveral(of group: ExclusiveOptions) throws(UsageError) {
        let given = group.names.filter { values[$0] != nil }
        if given.count > 1 { throw error(.exclusiveOptions(given[0], given[1])) }
        if given.isEmpty, group.isRequired { throw error(.missingChoice(group.names)) }
    }

    /// Values of choices, wherever they were said.
    private func refuseUnknownChoices() throws(UsageError) {
        for option in specification.allOptions {
            let given = values[option.name] ?? fallbacks[option.name].map { [$0.value] } ?? []
            for value in given where !option.value.accepts(value) {
                throw invalid(option.name, value, expected: Self.choice(option.value, value))
            }
        }
        for (index, word) in words.enumerated() {
            // Words past the last argument belong to it: the parser let no others through.
            let argument = specification.arguments[min(index, specification.arguments.count - 1)]
            guard !argument.value.accepts(word) else { continue }
            let expected = Self.choice(argument.value, word)
            throw error(.invalidValue(.argument(argument.name), word, expected: expected))
        }
    }

    /// The choices, and the one that was probably meant.
    private static func choice(_ kind: ValueKind, _ value: String) -> ValueExpectation {
        let words = kind.candidates
        return .oneOf(words, nearest: NearestWord.among(words, to: value))
    }
}
