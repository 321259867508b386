/// Completion scripts for shells, written from the same specifications as the parser.
enum Completions {
    /// The shells that scripts can be written for.
    enum Shell: String, Sendable, CaseIterable {
        case bash, zsh, fish
    }

    /// A script to be sourced; the shell then completes commands, options and values.
    static func script(for shell: Shell, _ program: CommandSpecification) -> String {
        switch shell {
        case .bash: BashCompletion(program).script
        case .zsh: ZshCompletion(program).script
        case .fish: FishCompletion(program).script
        }
    }
}

extension String {
    /// In single quotes, as all three shells read a literal word.
    var shellQuoted: String {
        var quoted = "'"
        for character in self {
            if character == "'" { quoted += #"'\''"# } else { quoted.append(character) }
        }
        return quoted + "'"
    }
}

extension CommandSpecification {
    /// The commands below the program, as `onboard keys` and `onboard keys add`.
    var pathsBelow: [String] {
        tree().dropFirst().map { $0.path.joined(separator: " ") }
    }
}

extension OptionSpecification {
    /// As typed; help also has its one-letter form.
    var spellings: [String] { name == "help" ? ["--help", "-h"] : ["--\(name)"] }
}
