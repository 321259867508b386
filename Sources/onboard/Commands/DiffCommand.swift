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
            """,
            """
            Times are those of recording: what the ledger knew then. --occurred-from and \
            --occurred-to compare what had occurred by the one time and by the other, also where \
            it was recorded later. A day stands for its first instant.
            """,
        ],
        arguments: [.stream],
        options: [
            .option("from", "MOMENT", "The earlier version or time; 0 is before the first event"),
            .option("to", "MOMENT", "The later version or time")
                .defaulting(to: "the newest version"),
            .option("occurred-from", "TIME", "From what had occurred by this instant"),
            .option("occurred-to", "TIME", "To what had occurred by this instant"),
        ],
        exclusive: [
            .atMostOne("from", "occurred-from"), .atMostOne("from", "occurred-to"),
            .atMostOne("to", "occurred-from"), .atMostOne("to", "occurred-to"),
        ],
        examples: [
            CommandExample("onboard diff session-0193…", "What happened last."),
            CommandExample(
                "onboard diff session-0193… --from 2 --to 5", "What three events changed."),
            CommandExample(
                "onboard diff tenant-0193… --from 2026-11-20", "What changed since then."),
            CommandExample(
                "onboard diff loan-900211 --occurred-from 2025-03-03 --occurred-to 2025-03-05",
                "What happened in two days, though it was imported later."),
        ])

    /// Exit 1 for a stream or version that is not there, 2 when `--from` comes later than `--to`.
    static func run(_ context: CommandContext) async throws {
        let arguments = context.arguments
        let stream = try arguments.stream()
        let from = try arguments.moment("from") ?? arguments.occurred("occurred-from")
        let to = try arguments.moment("to") ?? arguments.occurred("occurred-to")
        let reader = try LedgerReader(directory: context.directory)
        let newest = try reader.log.version(of: stream)
        guard newest > .empty else { throw CommandFailure.noSuchStream(stream.name) }
        for case .version(let version)? in [from, to] {
            try ShowCommand.refuse(version, beyond: newest, of: stream)
        }
        let last = to ?? .version(newest)
        let found = try reader.history.difference(
            of: stream, from: from ?? last.before, to: last)
        guard let found else {
            let option = arguments.string("from") == nil ? "occurred-from" : "from"
            throw arguments.invalid(
                option, try arguments.requiredString(option),
                expected: .described("a version or time at or before the other bound"))
        }
        let erasures = try reader.erasures(of: stream)
        if context.isJSON { return try context.print { found.write(erasures, to: &$0) } }
        try show(found, context)
        if found.changes.isEmpty {
            try explain(stream, [from, last], reader, context)
        }
        try context.print(erasures)
    }

    /// Where times of recording were asked for: when there were events, for they may have occurred
    /// between those times without being recorded there.
    private static func explain(
        _ stream: StreamID, _ bounds: [StreamMoment?], _ reader: LedgerReader,
        _ context: CommandContext
    ) throws {
        let isRecorded = bounds.contains { if case .time? = $0 { true } else { false } }
        guard isRecorded, let times = try StreamTimes(of: stream, reader.log) else { return }
        var text = times.sentence("Its events")
        if times.hasOlder {
            text += " --occurred-from and --occurred-to go by when they occurred."
        }
        try context.print(flowing: StyledText(text, .muted))
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
        try context.print(table(difference.changes))
    }

    private static func table(_ changes: [FieldChange]) -> TextTable {
        let times = TimeColumns(changes.map(\.setBy))
        var table = TextTable(
            [
                .text("Field"), .flexible("Before"), .flexible("After"),
                .identifier("Set by", minimum: 17, isOptional: true),
            ] + times.columns(isOptional: true) + [
                .flexible("Through", minimum: 16, isOptional: true)
            ])
        for change in changes {
            table.append(
                [
                    .text(change.field), .text(ValueText.text(change.before), .bad),
                    .text(
                        change.setBy.isErased ? "erased" : ValueText.text(change.after), .good),
                    .text(EventTable.text(change.setBy.setBy), .accent),
                ] + times.cells(change.setBy.recordedAt, change.setBy.at) + [
                    .text(change.setBy.type)
                ])
        }
        return table
    }
}

extension ParsedArguments {
    /// A version of a stream from 0 on, or an instant.
    fileprivate func moment(_ option: String) throws(UsageError) -> StreamMoment? {
        guard let text = string(option) else { return nil }
        if let number = Int64(text), number >= 0 {
            return .version(StreamVersion(rawValue: number))
        }
        if let time = Timestamp(instantOrDay: text) { return .time(time) }
        throw invalid(
            option, text,
            expected: .described(
                "a version from 0 on, a time such as 2026-11-20T09:00:00Z, or a day"))
    }

    fileprivate func occurred(_ option: String) throws(UsageError) -> StreamMoment? {
        try time(option).map { .occurred($0) }
    }
}
