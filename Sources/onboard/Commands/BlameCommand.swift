import EventLog
import JSON
import OnboardingLedger
import ReadModels

/// `onboard blame STREAM`: who set each field last, when and through what; or one field's whole
/// history (contract L7).
enum BlameCommand: Command {
    static let specification = CommandSpecification(
        name: "blame", group: CommandHeading.audit, summary: "Show who set each field of a stream",
        discussion: [
            "For each current field: its value, who set it last, when, and through which event. "
                + "With --field, every value that the field ever had, oldest first. An erasure "
                + "took what is called erased; what else it took, nobody can tell any more.",
            "Members of nested objects have dotted names. A name that is empty, or that holds a "
                + "dot or a quote, stands between quotes, and a quote in it twice: "
                + "stepData.\"a.b\".",
            "Where an event occurred before it was recorded, both times are shown: show and diff "
                + "go by the recorded one, and with --occurred-at and the like by the other.",
        ],
        arguments: [.stream],
        options: [
            .option("field", "FIELD", "The whole history of one field; first_name or firstName")
        ],
        examples: [
            CommandExample("onboard blame tenant-0193…", "Who set what."),
            CommandExample(
                "onboard blame session-0193… --field planDescriptor",
                "Every plan that was chosen, and by whom."),
        ])

    /// Exit 1 for a stream that never was, and for a field that is not there, with those that are
    /// or the erasures that may have taken it.
    static func run(_ context: CommandContext) async throws {
        let stream = try context.arguments.stream()
        let reader = try LedgerReader(directory: context.directory)
        // What a server appends meanwhile is for the next time.
        let version = try reader.log.version(of: stream)
        guard let current = try reader.history.blame(of: stream, at: .version(version)) else {
            throw CommandFailure.noSuchStream(stream.name)
        }
        let erasures = try reader.erasures(of: stream)
        var fields = current
        if let field = context.arguments.string("field") {
            fields =
                try reader.history.history(of: field, in: stream, through: .version(version)) ?? []
            guard !fields.isEmpty else {
                throw erasures.isEmpty
                    ? CommandFailure.noSuchField(field, known: current.map(\.field))
                    : .noFieldLeft(field, erasures: erasures.map(\.sentence))
            }
        }
        if context.isJSON { return try printJSON(fields, stream, version, erasures, context) }
        try context.print(
            StyledText(stream.name, .heading) + StyledText(" at version \(version)", .muted))
        try context.print(table(fields))
        try context.print(erasures)
    }

    /// One row for each field, or for each value that one had.
    static func table(_ fields: [FieldBlame]) -> TextTable {
        let times = TimeColumns(fields)
        var table = TextTable(
            [.text("Field"), .flexible("Value", minimum: 10), .identifier("Set by", minimum: 17)]
                + times.columns + [
                    .flexible("Through", minimum: 16),
                    .number("Version", groupsThousands: false, isOptional: true),
                    .number("Position", groupsThousands: false, isOptional: true),
                ])
        for blame in fields {
            table.append(
                [
                    .text(blame.field),
                    .text(blame.isErased ? "erased" : ValueText.text(blame.value)),
                    .text(EventTable.text(blame.setBy), .accent),
                ] + times.cells(blame.recordedAt, blame.at) + [
                    .text(blame.type), .number(Int(blame.version.rawValue)),
                    .number(Int(blame.position.rawValue)),
                ])
        }
        return table
    }

    /// The API's members, but that a field's history stands under `fields` too.
    private static func printJSON(
        _ fields: [FieldBlame], _ stream: StreamID, _ version: StreamVersion,
        _ erasures: [ErasureNote], _ context: CommandContext
    ) throws {
        try context.print { writer in
            writer.object { writer in
                writer.member("stream", stream.name)
                writer.member("version", version.rawValue)
                writer.member("fields") { writer in
                    writer.array { writer in
                        for blame in fields { writer.element { blame.write(to: &$0) } }
                    }
                }
                ErasureNote.write(erasures, to: &writer)
            }
        }
    }
}
