/// Turns the words of a command line into values, or says what is wrong with them.
///
/// Understood: `--name value`, `--name=value`, `--flag`, `-h`, `--` (everything after it is an
/// argument), `-` (an argument), `help COMMAND`. Options may stand anywhere after the command that
/// declares them, global ones anywhere at all. Names are never abbreviated, so that scripts do not
/// break when an option is added.
enum ArgumentParser {
    /// `words` without the program's name; `environment` holds what options may fall back on.
    ///
    /// When help is asked for, what is missing no longer matters.
    static func parse(
        _ words: [String], _ specification: CommandSpecification,
        environment: [String: String] = [:]
    ) throws(UsageError) -> ParsedArguments {
        var scan = ArgumentScan(specification)
        var rest = words[...]
        while let word = rest.popFirst() { try scan.take(word, &rest) }
        let parsed = scan.result
        if !parsed.wantsHelp { try parsed.refuseIncomplete() }
        return try parsed.fallingBack(on: environment)
    }
}

/// The command line read so far.
private struct ArgumentScan {
    private(set) var result: ParsedArguments
    /// True after `--`.
    private var optionsHaveEnded = false
    private var command: CommandSpecification { result.specification }

    init(_ specification: CommandSpecification) {
        result = ParsedArguments(specification: specification, path: [specification.name])
    }

    /// Reads one word, and from `rest` the value that belongs to it.
    mutating func take(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
        if optionsHaveEnded || word == "-" || !word.hasPrefix("-") {
            try takePlain(word)
        } else if word == "--" {
            optionsHaveEnded = true
        } else if word == "-h" {
            result.wantsHelp = true
        } else {
            try takeOption(word, &rest)
        }
    }

    /// An argument, or the next command's name while there are commands below.
    private mutating func takePlain(_ word: String) throws(UsageError) {
        guard command.subcommands.isEmpty else { return try takeCommand(word) }
        let accepted = command.arguments
        let isRoom =
            result.words.count < accepted.count || accepted.last?.isRepeatable == true
        // Somebody who asks for help need not have typed the rest correctly.
        if !isRoom, !result.wantsHelp {
            throw result.error(.extraArgument(word, accepted: accepted.count))
        }
        if isRoom { result.words.append(word) }
    }

    /// Goes down to a command; `help` in its place asks for help with the group.
    private mutating func takeCommand(_ word: String) throws(UsageError) {
        if let next = command.subcommand(named: word) {
            result.specification = next
            result.path.append(next.name)
        } else if word == "help" {
            result.wantsHelp = true
        } else {
            let names = command.subcommands.map(\.name)
            let nearest = NearestWord.among(names, to: word)
            throw result.error(.unknownCommand(word, nearest: nearest))
        }
    }

    /// A flag takes no value; an option takes one, and only a repeatable one takes several.
    private mutating func takeOption(
        _ word: String, _ rest: inout ArraySlice<String>
    ) throws(UsageError) {
        let (label, attached) = Self.split(word)
        guard label.hasPrefix("--"), let option = command.option(named: String(label.dropFirst(2)))
        else { throw result.error(.unknownOption(label, nearest: nearest(to: label))) }
        if option.isFlag {
            guard attached == nil else {
                throw result.error(.unexpectedValue(option: option.name))
            }
            // A flag given twice still says one thing.
            result.values[option.name] = []
            if option.name == "help" { result.wantsHelp = true }
        } else {
            let value = try value(of: option, attached, &rest)
            if result.values[option.name] != nil, !option.isRepeatable {
                throw result.error(.repeatedOption(option.name))
            }
            result.values[option.name, default: []].append(value)
        }
    }

    /// The part after `=`, or the next word unless that looks like an option.
    private func value(
        of option: OptionSpecification, _ attached: String?, _ rest: inout ArraySlice<String>
    ) throws(UsageError) -> String {
        let place = ValuePlace.option(option.name)
        guard let value = attached ?? rest.first, !value.isEmpty else {
            throw result.error(.missingValue(place))
        }
        if attached == nil {
            if Self.looksLikeOption(value) {
                throw result.error(.optionInPlaceOfValue(place, found: value))
            }
            rest.removeFirst()
        }
        return value
    }

    /// At the first `=`, so that a value may hold others.
    private static func split(_ word: String) -> (label: String, attached: String?) {
        guard let equals = word.firstIndex(of: "=") else { return (word, nil) }
        return (String(word[..<equals]), String(word[word.index(after: equals)...]))
    }

    /// `-` alone is standard input, and `-5` is a number.
    private static func looksLikeOption(_ word: String) -> Bool {
        word.hasPrefix("-") && word != "-" && Double(word) == nil
    }

    /// Also finds `--name` for `-name`, and the command for `--command`.
    private func nearest(to label: String) -> String? {
        let name = String(label.drop { $0 == "-" })
        if let option = command.option(named: name) { return "--\(option.name)" }
        if let subcommand = command.subcommand(named: name) {
            return "'\((result.path + [subcommand.name]).joined(separator: " "))'"
        }
        return NearestWord.among(command.allOptions.map(\.name), to: name).map { "--\($0)" }
    }
}
