/// `onboard completions SHELL`.
enum CompletionsCommand: Command {
    static let specification = CommandSpecification(
        name: "completions", group: CommandHeading.more,
        summary: "Print a completion script for a shell",
        arguments: [
            ArgumentSpecification(
                name: "SHELL", summary: "The shell",
                value: .choice(Completions.Shell.allCases.map(\.rawValue)))
        ],
        examples: [
            CommandExample("source <(onboard completions bash)", "For this shell."),
            CommandExample(
                "onboard completions fish > ~/.config/fish/completions/onboard.fish", "For good."),
        ])

    /// Needs no ledger. Under `--json` `{shell, script}`.
    static func run(_ context: CommandContext) async throws {
        let word = try context.arguments.requiredArgument("SHELL")
        guard let shell = Completions.Shell(rawValue: word) else {
            preconditionFailure("the parser lets only the shells through")
        }
        let script = Completions.script(for: shell, context.program)
        if context.isJSON {
            return try context.print { writer in
                writer.object { writer in
                    writer.member("shell", shell.rawValue)
                    writer.member("script", script)
                }
            }
        }
        guard context.out.write(raw: script) else { throw ReaderIsGone() }
    }
}
