import EventLog
import JSON
import OnboardingLedger
import ReadModels

/// `onboard rebuild`: read models made anew from the log (contract L9).
enum RebuildCommand: Command {
    static let specification = CommandSpecification(
        name: "rebuild", group: CommandHeading.data,
        summary: "Make read models anew from the log",
        discussion: [
            """
            Folds the whole log into new read models, compares them with the current ones and \
            swaps them in once they have caught up. A running server does it itself and goes on \
            serving the old ones meanwhile; a crash midway leaves them as they were.
            """,
            """
            The report says how many rows differ and names the first ones; the last one is kept \
            and shown again by --report. With --dry-run that is all that happens.
            """,
            """
            Journeys that are kept for funnels are made anew with the rows. 'audit' is the index \
            that audits look things up in, which is not compared: onboard verify does that.
            """,
        ],
        arguments: [
            ArgumentSpecification(
                name: "MODEL", summary: "Only this one; the others stay as they are",
                value: .choice(RebuildTarget.words), isRequired: false)
        ],
        options: [
            .flag("dry-run", "Show what would differ and switch nothing"),
            .flag("report", "Show what the last rebuild did"),
        ],
        exclusive: [.atMostOne("dry-run", "report")],
        examples: [
            CommandExample("onboard rebuild", "With a progress bar, counts and digests."),
            CommandExample(
                "onboard rebuild session --dry-run", "What would differ in one of them?"),
            CommandExample("onboard rebuild audit", "The audit index, after it was found wrong."),
            CommandExample("onboard rebuild --report --json", "What did the last one do?"),
        ])

    static func doneAllTheSame(_ arguments: ParsedArguments) -> String? {
        if arguments.has("report") || arguments.has("dry-run") { return nil }
        return "The rebuild is done all the same: onboard rebuild --report tells of it."
    }

    /// The report stays in the directory, where `--report` finds it again.
    static func run(_ context: CommandContext) async throws {
        let report = try await report(context)
        if context.isJSON { return try context.print { report.write(to: &$0) } }
        try RebuildPrinting(context).print(report)
    }

    /// The last report under `--report`, else a new one. Exit 1 when there is none.
    private static func report(_ context: CommandContext) async throws -> RebuildReport {
        let arguments = context.arguments
        guard arguments.has("report") else {
            return try await rebuild(try request(arguments), context)
        }
        if let word = arguments.argument("MODEL") {
            throw arguments.error(
                .invalidValue(
                    .argument("MODEL"), word,
                    expected: .described("meant with --report, which shows the last one whole")))
        }
        try context.directory.requireLedger()
        guard let report = RebuildReportFile.read(context.directory) else {
            throw CommandFailure.noRebuildReport
        }
        return report
    }

    /// All models unless one is named; the audit index has no dry run.
    private static func request(_ arguments: ParsedArguments) throws(UsageError) -> RebuildRequest {
        let (word, isDryRun) = (arguments.argument("MODEL"), arguments.has("dry-run"))
        guard let word, let target = RebuildTarget(word) else {
            return RebuildRequest(isDryRun: isDryRun)
        }
        if isDryRun, target == .auditIndex {
            throw arguments.error(
                .invalidValue(
                    .argument("MODEL"), word,
                    expected: .described("compared by --dry-run, but by onboard verify")))
        }
        return RebuildRequest(target, isDryRun: isDryRun)
    }

    /// Rebuilds with a progress bar for each phase.
    @MainActor private static func rebuild(_ request: RebuildRequest, _ context: CommandContext)
        async throws -> RebuildReport
    {
        // Says at once when there is no ledger, rather than make one.
        _ = try LedgerReader(directory: context.directory)
        let bars = PhasedProgress(context)
        do {
            let door = try WritingDoor.open(context, purpose: "onboard rebuild")
            defer { door.close() }
            let report: RebuildReport
            switch door {
            case .own(let ledger):
                report = try await ledger.rebuild(request) { step in
                    bars.report(step.phase, done: step.done, of: step.total)
                }
            case .server(let server): report = try ask(server, request, bars)
            }
            bars.finish()
            return report
        } catch {
            bars.abandon()
            throw error
        }
    }

    /// The server tells phase after phase, line by line.
    private static func ask(
        _ server: ControlClient, _ request: RebuildRequest, _ bars: PhasedProgress
    ) throws -> RebuildReport {
        let body = JSONWriter.encode { writer in
            writer.object { writer in
                writer.member("model", request.target.word)
                writer.member("dryRun", request.isDryRun)
            }
        }
        let last = try server.follow("POST", "/control/rebuild", body: body) { line in
            guard let phase = line["phase"]?.stringValue.flatMap(RebuildPhase.init),
                let done = line["done"]?.int64Value, let total = line["total"]?.int64Value
            else { return }
            bars.report(phase, done: done, of: total)
        }
        guard let report = last["report"].flatMap({ RebuildReport($0) }) else {
            throw ConnectionFailure.closed
        }
        return report
    }
}

extension PhasedProgress {
    /// The switch is too short for a bar, and so is following a log that has not moved.
    fileprivate func report(_ phase: RebuildPhase, done: Int64, of total: Int64) {
        guard total > 0 else { return }
        let wording: ProgressBar.Wording =
            switch phase {
            case .folding: .init(doing: "rebuilding", done: "folded", unit: "events")
            case .comparing: .init(doing: "comparing", done: "compared", unit: "rows")
            case .catchingUp, .switching:
                .init(doing: "catching up", done: "caught up with", unit: "events")
            }
        report(phase.rawValue, wording, done: done, of: total)
    }
}

/// A rebuild's report for people.
private struct RebuildPrinting {
    private let context: CommandContext

    init(_ context: CommandContext) { self.context = context }

    /// What was made, what differs, and how long it took.
    func print(_ report: RebuildReport) throws {
        if context.arguments.has("report") {
            try context.print(StyledText(heading(report), .muted))
        }
        if report.target != .auditIndex { try context.print(models(report)) }
        try printDifferences(report)
        try context.print(StyledText(summary(report), .muted))
        if let note = report.note { try context.print(StyledText(note, .warning)) }
    }

    /// When, what and why: only for a report from before.
    private func heading(_ report: RebuildReport) -> String {
        let why =
            switch report.reason {
            case .asked: "asked for"
            case .definition: "the definition had changed"
            case .flow: "a flow was declared"
            case .missing: "there were none to begin with"
            }
        let what =
            report.target == .auditIndex
            ? "the audit index" : report.target.word ?? "all read models"
        return "\(report.startedAt.rfc3339), \(what): \(why)"
    }

    /// Rows and digest of each model, and whether it is what it was.
    private func models(_ report: RebuildReport) -> TextTable {
        var table = TextTable([
            .text("Read model"), .number("Rows"), .identifier("Digest"), .identifier("Before"),
        ])
        for view in report.views {
            table.append([
                .text(view.view.rawValue), .number(Int(view.rowCount)),
                .text(view.digest.hex, .muted), before(view, report),
            ])
        }
        for journey in report.journeys {
            table.append([
                .text("journeys of \(journey.flow)"), .number(Int(journey.subjectCount)),
                .text(journey.digest.hex, .muted), .text("made anew", .muted),
            ])
        }
        return table
    }

    /// How the model compares with the one that it took the place of; nothing for one that was not
    /// there.
    private func before(_ view: ViewReport, _ report: RebuildReport) -> TextTable.Cell {
        let differing = report.differences.first { $0.view == view.view }?.count
        if let differing, differing > 0 {
            return .text("\(Quantity.grouped(differing)) rows differ", .warning)
        }
        guard let old = report.replaced.first(where: { $0.view == view.view }) else {
            return .text("", .muted)
        }
        return old == view ? .text("the same", .good) : .text(old.digest.hex, .warning)
    }

    /// The first rows that differ; of more, only the number.
    private func printDifferences(_ report: RebuildReport) throws {
        for view in report.differences where view.count > 0 {
            try context.print()
            let title = "\(view.view.rawValue) at position \(Quantity.grouped(view.position)): "
            let counts = [
                (view.added, "added"), (view.removed, "removed"), (view.changed, "changed"),
            ]
            let texts = counts.filter { $0.0 > 0 }.map { "\(Quantity.grouped($0.0)) \($0.1)" }
            try context.print(StyledText(title + texts.joined(separator: ", "), .strong))
            for row in view.first { try context.print(StyledText(line(row))) }
            let more = view.count - Int64(view.first.count)
            if more > 0 {
                try context.print(StyledText("  and \(Quantity.grouped(more)) more", .muted))
            }
        }
    }

    /// `+` was missing, `-` should not be there, `~` has other fields.
    private func line(_ row: RowDifference) -> String {
        switch row.kind {
        case .added: "  + \(row.stream)"
        case .removed: "  - \(row.stream)"
        case .changed: "  ~ \(row.stream): \(row.fields.joined(separator: ", "))"
        }
    }

    /// Rate and pause stand only where they say something.
    private func summary(_ report: RebuildReport) -> String {
        var text = "\(Quantity.grouped(report.eventCount)) events in "
        text += Quantity.duration(seconds: report.seconds)
        if report.seconds >= 0.001 { text += " (\(Quantity.rate(report.eventsPerSecond)))" }
        if let pause = report.pauseMilliseconds {
            text += "; commands waited "
            text += "\(Quantity.fixed(pause, places: 1)) ms for the switch"
        }
        return report.isDryRun ? text + "; nothing was switched" : text
    }
}
