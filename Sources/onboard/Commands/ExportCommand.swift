import EventLog
import OnboardingLedger

/// `onboard export`: the log as JSON lines, which import takes in unchanged (contract L15).
enum ExportCommand: Command {
    static let specification = CommandSpecification(
        name: "export", group: CommandHeading.data,
        summary: "Write the log as JSON lines or CloudEvents",
        discussion: [
            """
            One event per line, in the ledger's own form or as CloudEvents 1.0, with its salt and \
            hash, so that an import into an empty ledger gives the same hashes. Works beside a \
            running server. A file appears under its name only when it is complete; what is \
            there already and is no regular file, such as a FIFO, is written straight into. Fails \
            at its end when somebody was erased meanwhile: begin again.
            """
        ],
        options: [
            .option(
                "format", "FORMAT", "How to write them; jsonl is as answers have it",
                .choice(ExportFormat.allCases.map(\.rawValue))
            ).defaulting(to: ExportFormat.jsonl.rawValue),
            .option("from", "POSITION", "The first position").defaulting(to: "1"),
            .option("to", "POSITION", "The last position").defaulting(to: "the log's end"),
            .option("output", "FILE", "Write here instead of standard output", .file),
        ],
        examples: [
            CommandExample("onboard export --output ledger.jsonl", "Everything."),
            CommandExample("onboard export --from 1000 | gzip > tail.jsonl.gz", "The rest of it."),
        ])

    static func doneAllTheSame(_ arguments: ParsedArguments) -> String? {
        arguments.string("output").map { "The export is in \($0) all the same." }
    }

    /// To standard output the lines alone; to a file it says how many there were.
    static func run(_ context: CommandContext) async throws {
        let arguments = context.arguments
        let first = try arguments.position("from", from: 1) ?? GlobalPosition(rawValue: 1)
        let last = try arguments.position("to", from: 1)
        let format = arguments.string("format").flatMap(ExportFormat.init) ?? .jsonl
        if let last, last < first {
            throw arguments.error(
                .invalidValue(
                    .option("to"), "\(last)", expected: .described("at or after --from \(first)")))
        }
        let newest = try LedgerReader(directory: context.directory).log.head().position
        // Right behind the end an export begins that is empty until something comes.
        if first > newest.next {
            throw CommandFailure.noSuchPosition(first.rawValue, newest: newest.rawValue)
        }
        if let last, last > newest {
            throw CommandFailure.noSuchPosition(last.rawValue, newest: newest.rawValue)
        }
        guard let path = arguments.string("output") else {
            _ = try LedgerExport.run(
                context.directory, from: first, through: last, as: format
            ) { bytes in
                guard context.out.write(raw: String(decoding: bytes, as: UTF8.self)) else {
                    throw ReaderIsGone()
                }
            }
            return
        }
        let file = try OutputFile(path: path, sparing: context.directory)
        let count = try LedgerExport.run(
            context.directory, from: first, through: last, as: format
        ) { try file.write($0) }
        try file.finish()
        if context.isJSON {
            try context.print { writer in
                writer.object { writer in
                    writer.member("events", count)
                    writer.member("output", path)
                }
            }
        } else {
            try context.print(StyledText("Wrote \(Quantity.grouped(count)) events to \(path)."))
        }
    }
}
