/// One function for each command, each handing the rest of the line to those below it.
struct ZshCompletion {
    private let program: CommandSpecification

    init(_ program: CommandSpecification) { self.program = program }

    /// The whole script; it works sourced and from a directory in `fpath`.
    var script: String {
        let functions = program.tree().map { path, command in
            command.subcommands.isEmpty ? leaf(path, command) : group(path, command)
        }
        return """
            #compdef \(program.name)
            # zsh completion for \(program.name); load it with
            # source <(\(program.name) completions zsh)
            \(functions.joined(separator: "\n"))
            # Loaded by name from a directory in fpath, the first call has to complete as well.
            if [[ $funcstack[1] == _\(program.name) ]]; then
                _\(program.name) "$@"
            else
                compdef _\(program.name) \(program.name)
            fi

            """
    }

    /// Unique because the path of names is.
    private func functionName(_ path: [String]) -> String {
        "_" + path.joined(separator: "_")
    }

    /// The function of a command that does something.
    private func leaf(_ path: [String], _ command: CommandSpecification) -> String {
        let specifications = command.allOptions.flatMap(option) + command.arguments.map(argument)
        return """
            \(functionName(path))() {
                _arguments -s -S \\
            \(lines(specifications))
            }
            """
    }

    /// The function of a group: names its commands, then hands over to the one that was named.
    private func group(_ path: [String], _ command: CommandSpecification) -> String {
        let specifications =
            command.allOptions.flatMap(option) + ["'1: :->command'", "'*:: :->rest'"]
        let choices = command.subcommands.map {
            "            " + "\(escaped($0.name)):\($0.summary)".shellQuoted
        }
        let calls = command.subcommands.map {
            "            \($0.name)) \(functionName(path + [$0.name])) ;;"
        }
        return """
            \(functionName(path))() {
                local curcontext=$curcontext context state line
                local -A opt_args
                _arguments -C \\
            \(lines(specifications))
                case $state in
                command)
                    local -a commands=(
            \(choices.joined(separator: "\n"))
                    )
                    _describe command commands
                    ;;
                rest)
                    case $line[1] in
            \(calls.joined(separator: "\n"))
                    esac
                    ;;
                esac
            }
            """
    }

    /// Continued lines of one call.
    private func lines(_ specifications: [String]) -> String {
        specifications.map { "        " + $0 }.joined(separator: " \\\n")
    }

    /// One specification for each spelling.
    private func option(_ option: OptionSpecification) -> [String] {
        option.spellings.map { spelling in
            var text = option.isRepeatable ? "*" : ""
            text += spelling + (option.isFlag ? "" : spelling.hasPrefix("--") ? "=" : "")
            text += "[\(escaped(option.summary))]"
            if let valueName = option.valueName {
                text += ":\(escaped(valueName)):\(action(option.value))"
            }
            return text.shellQuoted
        }
    }

    /// `*:` for all that is left, `::` for what may be left out.
    private func argument(_ argument: ArgumentSpecification) -> String {
        let place = argument.isRepeatable ? "*:" : argument.isRequired ? ":" : "::"
        return "\(place)\(escaped(argument.name)):\(action(argument.value))".shellQuoted
    }

    /// How the value is completed; a space offers nothing.
    private func action(_ value: ValueKind) -> String {
        switch value {
        case .text: " "
        case .choice(let words), .suggestion(let words):
            "(\(words.map(escaped).joined(separator: " ")))"
        case .file: "_files"
        case .directory: "_files -/"
        }
    }

    /// Colons and brackets end a part of an `_arguments` specification.
    private func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            if ":[]\\".contains(character) { escaped.append("\\") }
            escaped.append(character)
        }
    }
}
