/// One function: it walks the words to find the command, then offers what fits there.
struct BashCompletion {
    private let program: CommandSpecification

    init(_ program: CommandSpecification) { self.program = program }

    /// The whole script; everything that is not the program's own name stands in single quotes.
    var script: String {
        """
        # bash completion for \(program.name); load it with
        # source <(\(program.name) completions bash)
        _\(program.name)() {
            local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
            local path=\(program.name) index words= options=
            for ((index = 1; index < COMP_CWORD; index++)); do
                case "$path ${COMP_WORDS[index-1]}" in
                    \(valueOptions)) continue ;;
                esac
                case "$path ${COMP_WORDS[index]}" in
                    \(alternatives(program.pathsBelow))) path="$path ${COMP_WORDS[index]}" ;;
                esac
            done
            # Readline takes --name=value apart at the equals sign.
            if [[ $previous == = ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi
            if [[ $current == = ]]; then previous=${COMP_WORDS[COMP_CWORD-1]} current=; fi
            case "$path $previous" in
        \(valueCases.joined(separator: "\n"))
            esac
            case "$path" in
        \(wordCases.joined(separator: "\n"))
            esac
            # Options are shown once one is begun, or when there is nothing else to say.
            if [[ $current == -* || -z $words ]]; then words=$options; fi
            mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
        }
        complete -F _\(program.name) \(program.name)

        """
    }

    /// A pattern of a `case`; an empty one matches nothing.
    private func alternatives(_ words: [String]) -> String {
        words.isEmpty ? "''" : words.map(\.shellQuoted).joined(separator: "|")
    }

    /// Every option with a value, as a pattern; the word after it is never a command.
    private var valueOptions: String {
        let own = program.tree().flatMap { path, command in
            command.options.filter { !$0.isFlag }
                .map { (path.joined(separator: " ") + " --" + $0.name).shellQuoted }
        }
        let global = CommandSpecification.globalOptions.filter { !$0.isFlag }
            .map { "*" + " --\($0.name)".shellQuoted }
        return (own + global).joined(separator: "|")
    }

    /// What to offer behind each option that takes a value.
    private var valueCases: [String] {
        let own = program.tree().flatMap { path, command in
            command.options.filter { !$0.isFlag }
                .map { valueCase((path.joined(separator: " ") + " --" + $0.name).shellQuoted, $0) }
        }
        let global = CommandSpecification.globalOptions.filter { !$0.isFlag }
            .map { valueCase("*" + " --\($0.name)".shellQuoted, $0) }
        return own + global
    }

    private func valueCase(_ pattern: String, _ option: OptionSpecification) -> String {
        "        \(pattern)) \(offer(option.value)) ;;"
    }

    /// Ends the function: nothing else fits there.
    private func offer(_ value: ValueKind) -> String {
        switch value {
        case .text: "return"
        case .choice(let words), .suggestion(let words):
            "mapfile -t COMPREPLY < <(compgen -W "
                + words.joined(separator: " ").shellQuoted + #" -- "$current"); return"#
        case .file:
            "compopt -o filenames 2>/dev/null; "
                + #"mapfile -t COMPREPLY < <(compgen -f -- "$current"); return"#
        case .directory:
            "compopt -o filenames 2>/dev/null; "
                + #"mapfile -t COMPREPLY < <(compgen -d -- "$current"); return"#
        }
    }

    /// For each command its words and its options, apart.
    private var wordCases: [String] {
        program.tree().map { path, command in
            let words =
                command.subcommands.map(\.name)
                + command.arguments.flatMap(\.value.candidates)
            let options = command.allOptions.flatMap(\.spellings)
            let pattern = path.joined(separator: " ").shellQuoted
            return "        \(pattern)) words=\(words.joined(separator: " ").shellQuoted)"
                + " options=\(options.joined(separator: " ").shellQuoted)\(filesToo(command)) ;;"
        }
    }

    /// A command whose argument is a file also offers files, unless an option was begun.
    private func filesToo(_ command: CommandSpecification) -> String {
        let takesFiles = command.arguments.contains { $0.value == .file || $0.value == .directory }
        return takesFiles ? #"; if [[ $current != -* ]]; then \#(offer(.file)); fi"# : ""
    }
}
