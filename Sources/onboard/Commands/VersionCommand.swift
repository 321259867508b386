/// `onboard version`.
enum VersionCommand: Command {
    static let specification = CommandSpecification(
        name: "version", group: CommandHeading.more, summary: "Print the version",
        examples: [CommandExample("onboard version", "Which onboard this is.")])

    static func run(_ context: CommandContext) async throws {
        guard context.isJSON else { return try context.print("onboard \(ProgramVersion.text)") }
        try context.print { writer in
            writer.object { $0.member("version", ProgramVersion.text) }
        }
    }
}
