import Digest
import EventLog
import JSON
import Onboarding
import OnboardingLedger

/// `onboard import`: a table under a flow, what export wrote, or an earlier wizard's progress
/// (contract section 8, Import; A10).
enum ImportCommand: Command {
    static let specification = CommandSpecification(
        name: "import", group: CommandHeading.data,
        summary: "Append the rows of a table, or take in an export or a wizard's progress",
        discussion: [
            """
            With --csv, each row becomes an event of the stream FLOW-SUBJECT; its time and actor \
            are kept, beside when it was recorded. The flow is declared by its file. Columns that it \
            lists as attributes can be asked for in funnels; one more named with --attribute is \
            kept as a fact about the subject, and can be asked for once the file lists it too. What \
            no file lists goes with a person who is erased.
            """,
            """
            A row that was imported before is skipped: an interrupted import is simply run again. \
            It is the same row with the same subject, event, time, actor and columns: with another \
            --actor, or a column more, each one is new. One that stands twice in a table is two \
            events. Bad rows are listed with their lines; with --strict the first one stops the \
            import. Rows are taken in the table's order, the oldest first at best; one that \
            happened earlier than its subject's stage takes nobody back.
            """,
            """
            With --jsonl, the lines of an export, in either format, come back with the same \
            positions and hashes. A file is looked through first: one that is cut or changed is \
            refused with its line, and nothing of it is taken in. One that was cut at the end of a \
            line looks like a whole one of a shorter log: give what onboard head --json printed \
            there as --head, and it must come to that event.
            """,
            """
            Who was erased where an export comes from is erased here too: events that are there \
            already lose what their lines lack, and the files are scrubbed. That takes the whole \
            export: a part that tells of an erasure of earlier events is refused.
            """,
            """
            Passwords, API keys and running sign-ins are in no export, and do not travel; which \
            webhook deliveries were taken does, so that none is taken twice.
            """,
            """
            While an export comes in, jobs wait, also those of a server that has the ledger, until \
            its end or for a day. What anybody else records meanwhile takes the place of the rest, \
            which is then refused: take an export into a ledger that nobody uses yet.
            """,
            """
            With --wizard, each line is what an earlier wizard kept of one user who did not \
            finish: {"userId", "currentStep", "stepData", "updatedAt", "tenantId"?}. Who has saved \
            here already, or has completed the onboarding, is skipped; of two lines of one user \
            the first is taken, and the other is a bad row.
            """,
        ],
        options: [
            .option("csv", "FILE", "The table: plain, .gz, or - for standard input", .file)
                .needing("flow", "subject", "event", "time"),
            .option("jsonl", "FILE", "What onboard export wrote: plain, .gz, or -", .file),
            .option("head", "FILE", "A head that the export must reach: onboard head --json", .file)
                .needing("jsonl"),
            .option("wizard", "FILE", "An earlier wizard's progress: plain, .gz, or -", .file),
            .option("flow", "FILE", "The flow's declaration, a JSON file", .file)
                .needing("csv"),
            .option("subject", "COLUMN", "Who a row is about").needing("csv"),
            .option("event", "COLUMN", "What happened").needing("csv"),
            .option("time", "COLUMN", "When, in RFC 3339").needing("csv"),
            .option("actor", "COLUMN", "Who did it").needing("csv"),
            .list("attribute", "COLUMN", "A fact about the subject").needing("csv"),
            .list("where", "COLUMN=VALUE", "Take only rows with this value").needing("csv"),
            .flag("strict", "Stop at the first bad row"),
        ],
        exclusive: [
            .exactlyOne("csv", "jsonl", "wizard"), .atMostOne("jsonl", "strict"),
        ],
        examples: [
            CommandExample(
                """
                onboard import --flow loan.flow.json --csv loans.csv.gz --subject case_id \
                --event activity --time occurred_at --actor resource --where lifecycle=COMPLETE
                """, "A log from elsewhere; then: onboard funnel loan"),
            CommandExample(
                "onboard import --wizard progress.jsonl --strict",
                "Users who began with an earlier wizard go on where they were."),
            CommandExample(
                "onboard export | onboard import --data copy --jsonl -", "A copy of a ledger."),
        ])

    static func doneAllTheSame(_ arguments: ParsedArguments) -> String? {
        "What could be taken in is there all the same: run again, it is skipped."
    }

    /// One of three sources. What is read is in batches, each of them one transaction: an import
    /// that is cut short is run again.
    static func run(_ context: CommandContext) async throws {
        let arguments = context.arguments
        if let path = arguments.string("jsonl") {
            let lines = LinesImport(path: path, known: try knownHead(arguments, of: path))
            let end = try lines.check(against: context.directory)
            try await run(context, path, flow: nil) {
                var summary = try await lines.run(through: $0, report: $1)
                summary.end = end
                return summary
            }
            return
        }
        if let path = arguments.string("wizard") {
            let progress = WizardImport(path: path, isStrict: arguments.has("strict"))
            try await run(context, path, flow: nil) {
                try await progress.run(through: $0, report: $1)
            }
            return
        }
        let path = try arguments.requiredString("csv")
        let (file, flow) = try FlowFileArgument.read(arguments.requiredString("flow"))
        let table = TableImport(
            path: path, mapping: try mapping(arguments, flow), flow: flow, flowFile: file,
            isStrict: arguments.has("strict"))
        try await run(context, path, flow: flow.flow) {
            try await table.run(through: $0, report: $1)
        }
    }

    /// What `--head` names, for a file that can be looked through first.
    private static func knownHead(_ arguments: ParsedArguments, of export: String) throws
        -> RestoreCheck.KnownHead?
    {
        guard let path = arguments.string("head") else { return nil }
        if ByteSource.isPipe(export) {
            throw arguments.invalid(
                "head", path,
                expected: .described("a file to import: a pipe can be read only once"))
        }
        let bytes = try InputFile.argument(path, bytesMax: 1 << 16)
        guard let head = try? JSONValue(parsing: bytes), let size = head["size"]?.int64Value,
            let hash = head["hash"]?.stringValue.flatMap({ SHA256Digest(hex: $0) })
        else {
            throw CommandFailure.fileUnreadable(path, reason: "onboard head --json prints a head")
        }
        return RestoreCheck.KnownHead(size: GlobalPosition(rawValue: size), hash: hash)
    }

    /// Conditions are pairs around the first `=`.
    private static func mapping(_ arguments: ParsedArguments, _ flow: FlowDeclaration)
        throws(UsageError) -> ImportMapping
    {
        ImportMapping(
            flow: flow.flow, subject: try arguments.requiredString("subject"),
            event: try arguments.requiredString("event"),
            time: try arguments.requiredString("time"), actor: arguments.string("actor"),
            attributes: arguments.list("attribute"),
            conditions: try arguments.pairs("where", form: "COLUMN=VALUE").map {
                .init(column: $0.key, value: $0.value)
            })
    }

    /// Does the work under a progress bar and shows what came of it.
    @MainActor private static func run(
        _ context: CommandContext, _ path: String, flow: String?,
        _ work: @MainActor (ImportDoor, (Int) -> Void) async throws -> ImportSummary
    ) async throws {
        // Counting costs one more reading, and is only worth it for a bar that somebody sees.
        let total = context.err.isTerminal ? try ByteSource.countLines(of: path) : nil
        let unit = flow == nil ? "lines" : "rows"
        let bar = context.progress(
            .init(doing: "importing", done: "read", unit: unit), total: total)
        do {
            let door = try WritingDoor.open(context, purpose: "onboard import")
            defer { door.close() }
            let rows = ImportDoor(door, importID: context.requestID())
            let summary = try await work(rows) { bar.report($0) }
            bar.finish(summary.rowCount)
            try show(summary, flow, context)
        } catch {
            bar.abandon()
            throw error
        }
    }

    /// Bad rows on standard error, counts on standard output.
    private static func show(_ summary: ImportSummary, _ flow: String?, _ context: CommandContext)
        throws
    {
        if context.isJSON { return try printJSON(summary, flow, context) }
        for row in summary.badRows {
            context.err.line(StyledText("line \(row.line): ", .warning) + StyledText(row.reason))
        }
        if summary.bad > summary.badRows.count {
            context.err.line("and \(Quantity.grouped(summary.bad - summary.badRows.count)) more")
        }
        var counts = [("Appended", summary.appended), ("Skipped", summary.skipped)]
        if summary.leftOut > 0 { counts.append(("Left out", summary.leftOut)) }
        counts.append(("Bad", summary.bad))
        var table = TextTable(counts.map { .number($0.0) })
        table.append(counts.map { .number($0.1) })
        try context.print(table)
        if summary.appended > 0, summary.subjectsLikeEmails > 0 {
            context.err.line(
                StyledText("note: ", .warning)
                    + StyledText(
                        "the subjects of \(Quantity.grouped(summary.subjectsLikeEmails)) rows look "
                            + "like emails, and no erasure takes them out of the streams' names: "
                            + "an id that says nothing would be better."))
        }
        if let end = summary.end {
            try context.print(
                StyledText("It ends at position \(end.size), hash \(end.hash.hex)", .muted))
        }
        if let flow, context.out.isTerminal {
            context.err.line(StyledText("Next: onboard funnel \(flow)", .muted))
        }
    }

    /// `{flow?, appended, skipped, leftOut, bad, end?, badRows}`.
    private static func printJSON(
        _ summary: ImportSummary, _ flow: String?, _ context: CommandContext
    ) throws {
        try context.print { writer in
            writer.object { writer in
                writer.member("flow", flow)
                writer.member("appended", summary.appended)
                writer.member("skipped", summary.skipped)
                writer.member("leftOut", summary.leftOut)
                writer.member("bad", summary.bad)
                if let end = summary.end {
                    writer.member("end") { writer in
                        writer.object { writer in
                            writer.member("position", end.size.rawValue)
                            writer.member("hash", end.hash.hex)
                        }
                    }
                }
                writer.member("badRows") { writer in
                    writer.array { writer in
                        for row in summary.badRows {
                            writer.element { writer in
                                writer.object { writer in
                                    writer.member("line", row.line)
                                    writer.member("reason", row.reason)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
