import EventLog
import OnboardingLedger
import ReadModels

/// `onboard diff STREAM`: what changed between two versions of a stream (contract L8).
enum DiffCommand: Command {
    static let specification = CommandSpecification(
        name: "diff", group: CommandHeading.audit,
        summary: "Show what changed between two versions of a stream",
        arguments: [.stream],
        options: [
            .option("from", "N", "The earlier version; 0 is before the first event").required,
            .option("to", "N", "The later version").required,
        ],
        examples: [
            CommandExample(
                "onboard diff session-0193… --from 2 --to 5", "What three events changed.")
        ])

    static func run(_ context: CommandContext) async throws {
        let arguments = context.arguments
        let stream = try arguments.stream()
        let (from, to) = (try version("from", arguments), try version("to", arguments))
        let reader = try LedgerReader(directory: context.directory)
        let newest = try reader.log.version(of: stream)
        guard newest > .empty else { throw CommandFailure.noSuchStream(stream.name) }
        for version in [from, to] {
            try ShowCommand.refuse(version, beyond: newest, of: stream)
        }
        guard let changes = try reader.history.difference(of: stream, from: from, to: to) else {
            throw CommandFailure.noSuchStream(stream.name)
        }
        if context.isJSON { return try printJSON(changes, stream, from, to, context) }
        if changes.isEmpty {
            try context.print(
                StyledText("Nothing changed between version \(from) and \(to).", .muted))
            return
        }
        try context.print(table(changes, from, to))
    }

    private static func version(_ option: String, _ arguments: ParsedArguments)
        throws(UsageError) -> StreamVersion
    {
        _ = try arguments.requiredString(option)
        return StreamVersion(rawValue: Int64(try arguments.int(option, in: 0...Int.max) ?? 0))
    }

    private static func table(
        _ changes: [FieldChange], _ from: StreamVersion, _ to: StreamVersion
    ) -> TextTable {
        var table = TextTable([
            .text("Field"), .flexible("At version \(from)"), .flexible("At version \(to)"),
        ])
        for change in changes {
            table.append([
                .text(change.field), .text(ValueText.text(change.before), .bad),
                .text(ValueText.text(change.after), .good),
            ])
        }
        return table
    }

    private static func printJSON(
        _ changes: [FieldChange], _ stream: StreamID, _ from: StreamVersion, _ to: StreamVersion,
        _ context: CommandContext
    ) throws {
        let null = Array("null".utf8)
        try context.print { writer in
            writer.object { writer in
                writer.member("stream", stream.name)
                writer.member("from", from.rawValue)
                writer.member("to", to.rawValue)
                writer.member("changes") { writer in
                    writer.array { writer in
                        for change in changes {
                            writer.element { writer in
                                writer.object { writer in
                                    writer.member("field", change.field)
                                    writer.member("before", raw: change.before ?? null)
                                    writer.member("after", raw: change.after ?? null)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
