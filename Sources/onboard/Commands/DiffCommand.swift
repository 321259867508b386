import EventLog
import JSON
import OnboardingLedger
import ReadModels
import Time

/// `onboard diff STREAM`: what changed between two moments of a stream (contract L8).
enum DiffCommand: Command {
    static let specification = CommandSpecification(
        name: "diff", group: CommandHeading.audit,
        summary: "Show what changed between two versions of a stream, or two times",
        discussion: [
            """
            Each field that differs, before and after, and which event gave it its later value. \
            Without --from and --to it shows what the newest event changed; without --to, \
            everything since.
            """
        ],
        arguments: [.stream],
        options: [
            .option("from", "MOMENT", "The earlier version or time; 0 is before the first event"),
            .option("to", "MOMENT", "The later version or time")
                .defaulting(to: "the newest version"),
        ],
        examples: [
            CommandExample("onboard diff session-0193…", "What happened last."),
            CommandExample(
                "onboard diff session-0193… --from 2 --to 5", "What three events changed."),
            CommandExample(
                "onboard diff tenant-0193… --from 2026-11-20T00:00:00Z",
                "What changed since then."),
        ])

    /// Exit 1 for a stream or version that is not there, 2 when `--from` comes later than `--to`.
    static func run(_ context: CommandContext) async throws {
        let arguments = context.arguments
        let stream = try arguments.stream()
        let (from, to) = (try arguments.moment("from"), try arguments.moment("to"))
        let reader = try LedgerReader(directory: context.directory)
        let newest = try reader.log.version(of: stream)
        guard newest > .empty else { throw CommandFailure.noSuchStream(stream.name) }
        for case .version(let version)? in [from, to] {
            try ShowCommand.refuse(version, beyond: newest, of: stream)
        }
        let last = to ?? .version(newest)
        let found = try reader.history.difference(
            of: stream, from: from ?? before(last), to: last)
        guard let found else {
            throw arguments.invalid(
                "from", try arguments.requiredString("from"),
                expected: .described("a version or time that is not after --to"))
        }
        let erasures = try reader.erasures(of: stream)
        if context.isJSON { return try printJSON(found, erasures, context) }
        try show(found, context)
        try context.print(erasures)
    }

    /// The version before a moment's; before an instant, none.
    private static func before(_ moment: StreamMoment) -> StreamMoment {
        guard case .version(let version) = moment else { return .version(.empty) }
        return .version(StreamVersion(rawValue: max(0, version.rawValue - 1)))
    }

    /// Each field with both values, and the event that gave it the later one.
    private static func show(_ difference: StreamDifference, _ context: CommandContext) throws {
        let (from, to) = (difference.from, difference.to)
        try context.print(
            StyledText(difference.stream.name, .heading)
                + StyledText(" from version \(from) to \(to)", .muted))
        if difference.changes.isEmpty {
            try context.print(StyledText("Nothing changed in between.", .muted))
            return
        }
        var table = TextTable([
            .text("Field"), .flexible("Before"), .flexible("After"),
            .identifier("Set by", minimum: 17, isOptional: true),
            .text("When", isOptional: true), .flexible("Through", minimum: 16, isOptional: true),
        ])
        for change in difference.changes {
            table.append([
                .text(change.field), .text(ValueText.text(change.before), .bad),
                .text(ValueText.text(change.after), .good),
                .text(EventTable.text(change.setBy.setBy), .accent),
                .text(change.setBy.at.rfc3339, .muted), .text(change.setBy.type),
            ])
        }
        try context.print(table)
    }

    /// `{stream, from, to, changes: [{field, before, after}], erasures?}`; what was not there is
    /// null.
    private static func printJSON(
        _ difference: StreamDifference, _ erasures: [ErasureNote], _ context: CommandContext
    ) throws {
        let null = Array("null".utf8)
        try context.print { writer in
            writer.object { writer in
                writer.member("stream", difference.stream.name)
                writer.member("from", difference.from.rawValue)
                writer.member("to", difference.to.rawValue)
                writer.member("changes") { writer in
                    writer.array { writer in
                        for change in difference.changes {
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
                ErasureNote.write(erasures, to: &writer)
            }
        }
    }
}

extension ParsedArguments {
    /// A version of a stream from 0 on, or an instant.
    fileprivate func moment(_ option: String) throws(UsageError) -> StreamMoment? {
        guard let text = string(option) else { return nil }
        if let number = Int64(text), number >= 0 {
            return .version(StreamVersion(rawValue: number))
        }
        if let time = Timestamp(rfc3339: text) { return .time(time) }
        throw invalid(
            option, text,
            expected: .described("a version from 0 on, or a time such as 2026-11-20T00:00:00Z"))
    }
}
