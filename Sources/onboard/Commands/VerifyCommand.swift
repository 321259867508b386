import EventLog
import JSON
import OnboardingLedger
import ReadModels

/// `onboard verify`: recomputes every hash and folds every row anew (contracts L11, L18).
enum VerifyCommand: Command {
    static let specification = CommandSpecification(
        name: "verify", group: CommandHeading.audit,
        summary: "Check every hash of the log and every row of the read models",
        discussion: [
            """
            Finds any event that was changed, removed, inserted or moved, and names the first bad \
            position; then folds each stream anew and names the first row, unique key or kept \
            journey that differs, and the event it should follow from; and the first event that \
            the audit index is wrong about. Works beside a running server.
            """,
            """
            What was published finds a ledger that was rolled back or made anew as a whole: give \
            the size and root that onboard head printed earlier.
            """,
            "Of a backup (--data BACKUP) it checks the log, which is all that it holds.",
            "Exit code 0: all in order. 1: something is wrong. 3: the files cannot be read.",
        ],
        options: [
            .flag("views", "Check only what follows from the log, not the log itself"),
            .option("size", "N", "The log must extend a published one of this size")
                .needing("root"),
            .option("root", "HEX", "The published Merkle root").needing("size"),
        ],
        exclusive: [.atMostOne("views", "size")],
        examples: [
            CommandExample("onboard verify", "Check everything."),
            CommandExample("onboard verify --json", "The same for a script."),
        ])

    /// Reports the first thing that is wrong, and ends with exit 1.
    static func run(_ context: CommandContext) async throws {
        let request = VerificationRequest(
            isViewsOnly: context.arguments.has("views"), published: try published(context))
        defer { warnOfErasure(context) }
        do {
            let report = try check(context, request)
            if context.isJSON { return try context.print { report.write(to: &$0) } }
            try printReport(report, context)
        } catch {
            guard let defect = LedgerDefect(error) else { throw error }
            if context.isJSON { try context.print { defect.write(to: &$0) } }
            throw defect
        }
    }

    /// Rows and what is in the files may differ until an erasure is through: that is no tampering.
    private static func warnOfErasure(_ context: CommandContext) {
        let log = try? LogReader(directory: context.directory)
        guard let log, (try? log.isUnscrubbed()) == true else { return }
        let text =
            context.directory.isBackup
            ? "It was made during an erasure: what is restored from it is made clean."
            : "An erasure is under way or was cut short: the next command that writes ends it. "
                + "Verify again then."
        context.err.line(StyledText(text, .warning))
    }

    /// Nil unless both are given, as the parser sees to.
    private static func published(_ context: CommandContext) throws(UsageError)
        -> VerificationRequest.PublishedHead?
    {
        guard let size = try context.arguments.position("size", from: 1),
            let root = try context.arguments.digest("root")
        else { return nil }
        return .init(size: size, root: root)
    }

    /// Checks with a progress bar for each pass.
    private static func check(_ context: CommandContext, _ request: VerificationRequest) throws
        -> VerificationReport
    {
        let bars = PhasedProgress(context)
        do {
            let report = try LedgerVerification.run(context.directory, request) { bars.report($0) }
            bars.finish()
            return report
        } catch {
            bars.abandon()
            throw error
        }
    }

    /// - Parameter withViews: false leaves the table of read models out.
    static func printReport(
        _ report: VerificationReport, _ context: CommandContext, withViews: Bool = true
    ) throws {
        if let root = report.root {
            let count = Quantity.grouped(report.eventCount)
            try context.print(
                StyledText("✓ ", .good) + StyledText("\(count) events, every hash follows"))
            try context.print(StyledText("  Merkle root \(root.hex)", .muted))
        }
        if let log = report.log, log.anchoredPosition == nil, log.eventCount > 0 {
            try context.print(
                StyledText("! ", .warning)
                    + StyledText("no anchor: whether the end was cut off, nobody can tell"))
        }
        if report.isBackup {
            return try context.print(
                StyledText(
                    "  A backup: rows and unique keys are made and checked when it is restored.",
                    .muted))
        }
        try context.print(
            StyledText("✓ ", .good)
                + StyledText("every row is what a fresh fold makes of its events"))
        let claims = Quantity.grouped(report.claimCount)
        try context.print(
            StyledText("✓ ", .good)
                + StyledText("\(claims) unique keys, each held by whose events take it"))
        if report.auditIndexedThrough > .start {
            let count = Quantity.grouped(report.auditIndexedThrough.rawValue)
            try context.print(
                StyledText("✓ ", .good)
                    + StyledText("the audit index lists \(count) events under all that they have"))
        }
        if withViews { try context.print(ViewTable.table(report.views, report.journeys)) }
    }
}

extension PhasedProgress {
    /// Each phase counts in its own unit.
    fileprivate func report(_ step: VerificationStep) {
        let wording: ProgressBar.Wording =
            switch step.phase {
            case .log: .init(doing: "checking", done: "checked", unit: "events")
            case .audit: .init(doing: "looking up", done: "looked up", unit: "events")
            case .folds: .init(doing: "folding", done: "folded", unit: "streams")
            }
        report(step.phase.rawValue, wording, done: step.done, of: step.total)
    }
}
