/// One condition function that finds the command, and a `complete` line for each thing to offer.
struct FishCompletion {
    private let program: CommandSpecification

    init(_ program: CommandSpecification) { self.program = program }

    /// The whole script; a condition tells at which command the line is.
    var script: String {
        let commands = program.tree().flatMap { path, command in
            completions(path.joined(separator: " "), command)
        }
        return """
            # fish completion for \(program.name); load it with
            # \(program.name) completions fish | source
            function __\(program.name)_is_at
                set -l path \(program.name)
                for word in (commandline -opc)[2..-1]
                    switch "$path $word"
                        case \(program.pathsBelow.map(\.shellQuoted).joined(separator: " "))
                            set path "$path $word"
                    end
                end
                test "$path" = "$argv[1]"
            end
            complete -c \(program.name) -f
            \((commands + globals).joined(separator: "\n"))

            """
    }

    private var globals: [String] {
        CommandSpecification.globalOptions.map { option($0, condition: nil) }
    }

    /// The `complete` lines of one command: what is below it, its arguments, its options.
    private func completions(_ path: String, _ command: CommandSpecification) -> [String] {
        let condition = "__\(program.name)_is_at \"\(path)\""
        let subcommands = command.subcommands.map {
            line(condition, "-a \($0.name.shellQuoted) -d \($0.summary.shellQuoted)")
        }
        let arguments = command.arguments.compactMap { argument in
            values(argument.value).map { line(condition, "\($0) -d \(argument.name.shellQuoted)") }
        }
        return subcommands + arguments + command.options.map { option($0, condition: condition) }
    }

    /// One `complete` line; `-r` says that a value must follow.
    private func option(_ option: OptionSpecification, condition: String?) -> String {
        var parts = option.name == "help" ? ["-s h"] : []
        parts.append("-l \(option.name)")
        if !option.isFlag { parts.append("-r " + (values(option.value) ?? "-f")) }
        parts.append("-d \(option.summary.shellQuoted)")
        return line(condition, parts.joined(separator: " "))
    }

    /// - Parameter condition: nil for what may stand anywhere.
    private func line(_ condition: String?, _ rest: String) -> String {
        let when = condition.map { "-n \($0.shellQuoted) " } ?? ""
        return "complete -c \(program.name) \(when)\(rest)"
    }

    /// Nil where nothing can be offered, and files neither.
    private func values(_ value: ValueKind) -> String? {
        switch value {
        case .text: nil
        case .choice(let words), .suggestion(let words):
            "-f -a " + words.joined(separator: " ").shellQuoted
        case .file: "-F"
        case .directory: "-f -a " + "(__fish_complete_directories)".shellQuoted
        }
    }
}
