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
            position; then folds each stream anew and names the first row that differs. Works \
            beside a running server.
            """,
            "Exit code 0: all in order. 1: something is wrong. 3: the files cannot be read.",
        ],
        options: [.flag("views", "Check only the read models")],
        examples: [
            CommandExample("onboard verify", "Check everything."),
            CommandExample("onboard verify --json", "The same for a script."),
        ])

    static func run(_ context: CommandContext) async throws {
        do {
            let report = try check(context)
            try context.isJSON ? printJSON(report, context) : printReport(report, context)
        } catch let error where error is ChainDefect || error is ViewDefect {
            if context.isJSON { try printJSON(defect: error, context) }
            throw error
        }
    }

    /// Checks with a progress bar for each of the two passes.
    static func check(_ context: CommandContext) throws -> VerificationReport {
        let bars = VerificationBars(context)
        do {
            let parts: LedgerVerification.Parts =
                context.arguments.command == "verify" && context.arguments.has("views")
                ? .views : .everything
            let report = try LedgerVerification.run(context.directory, parts) {
                bars.report($0, done: $1, of: $2)
            }
            bars.finish()
            return report
        } catch {
            bars.abandon()
            throw error
        }
    }

    static func printReport(
        _ report: VerificationReport, _ context: CommandContext, withViews: Bool = true
    ) throws {
        if let root = report.root {
            let count = Quantity.grouped(report.eventCount)
            try context.print(
                StyledText("✓ ", .good) + StyledText("\(count) events, every hash follows"))
            try context.print(StyledText("  Merkle root \(root.hex)", .muted))
        }
        try context.print(
            StyledText("✓ ", .good)
                + StyledText("every row is what a fresh fold makes of its events"))
        if withViews { try context.print(ViewTable.table(report.views)) }
    }

    private static func printJSON(_ report: VerificationReport, _ context: CommandContext) throws {
        try context.print { writer in
            writer.object { writer in
                writer.member("ok", true)
                writer.member("events", report.root == nil ? nil : report.eventCount)
                writer.member("root", report.root?.hex)
                writer.member("views") { ViewTable.write(report.views, to: &$0) }
            }
        }
    }

    private static func printJSON(defect: any Error, _ context: CommandContext) throws {
        let complaint = Complaint(defect)
        try context.print { writer in
            writer.object { writer in
                writer.member("ok", false)
                writer.member("code", complaint.code)
                if let defect = defect as? ChainDefect {
                    writer.member("position", defect.position.rawValue)
                }
                if let defect = defect as? ViewDefect {
                    writer.member("view", defect.view.rawValue)
                    writer.member("stream", defect.stream)
                    writer.member("position", defect.position?.rawValue)
                }
                writer.member("explanation", complaint.explanation)
            }
        }
    }
}

/// One bar after the other: first the events, then the rows.
private final class VerificationBars {
    private let context: CommandContext
    private var current: (step: VerificationStep, bar: ProgressReport, done: Int)?

    init(_ context: CommandContext) { self.context = context }

    func report(_ step: VerificationStep, done: Int64, of total: Int64) {
        if current?.step != step {
            finish()
            let wording: ProgressBar.Wording =
                switch step {
                case .events: .init(doing: "checking", done: "checked", unit: "events")
                case .rows: .init(doing: "folding", done: "folded", unit: "rows")
                }
            current = (step, context.progress(wording, total: Int(total)), 0)
        }
        current?.done = Int(done)
        current?.bar.report(Int(done))
    }

    func finish() {
        if let current { current.bar.finish(current.done) }
        current = nil
    }

    func abandon() {
        current?.bar.abandon()
        current = nil
    }
}

/// The read models' sizes and digests.
enum ViewTable {
    static func table(_ views: [ViewReport]) -> TextTable {
        var table = TextTable([.text("Read model"), .number("Rows"), .flexible("Digest")])
        for view in views {
            table.append([
                .text(view.view.rawValue), .number(Int(view.rowCount)),
                .text(view.digest.hex, .muted),
            ])
        }
        return table
    }

    static func write(_ views: [ViewReport], to writer: inout JSONWriter) {
        writer.array { writer in
            for view in views {
                writer.element { writer in
                    writer.object { writer in
                        writer.member("view", view.view.rawValue)
                        writer.member("rows", view.rowCount)
                        writer.member("digest", view.digest.hex)
                    }
                }
            }
        }
    }
}
