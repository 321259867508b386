import EventLog
import JSON
import OnboardingLedger
import ReadModels

/// `onboard rebuild`: all read models made anew from the log (contract L9).
enum RebuildCommand: Command {
    static let specification = CommandSpecification(
        name: "rebuild", group: CommandHeading.data,
        summary: "Make all read models anew from the log",
        discussion: [
            """
            Folds the whole log into new read models and swaps them in once they have caught up. A \
            running server does it itself and goes on serving the old ones meanwhile; a crash \
            midway leaves them as they were.
            """
        ],
        examples: [
            CommandExample("onboard rebuild", "With a progress bar, counts and digests.")
        ])

    /// What a rebuild did, wherever it ran.
    struct Outcome: Sendable, Equatable {
        struct View: Sendable, Equatable {
            var view: String
            var rowCount: Int64
            var digest: String
        }

        var eventCount: Int64
        var seconds: Double
        var views: [View]
        var replaced: [View]

        var isSame: Bool { views == replaced }
    }

    static func run(_ context: CommandContext) async throws {
        let outcome = try await rebuild(context)
        if context.isJSON { return try printJSON(outcome, context) }
        try printReport(outcome, context)
    }

    /// Rebuilds with a progress bar.
    @MainActor static func rebuild(_ context: CommandContext) async throws -> Outcome {
        let reader = try LedgerReader(directory: context.directory)
        let total = Int(try reader.log.head().position.rawValue)
        let bar = context.progress(
            .init(doing: "rebuilding", done: "folded", unit: "events"), total: total)
        do {
            let door = try WritingDoor.open(context, purpose: "onboard rebuild")
            defer { door.close() }
            let outcome: Outcome
            switch door {
            case .own(let ledger):
                outcome = Outcome(try await ledger.rebuild { done, _ in bar.report(Int(done)) })
            case .server(let server):
                let last = try server.follow("POST", "/control/rebuild") { line in
                    if let done = line["done"]?.intValue { bar.report(done) }
                }
                guard let report = last["report"], let read = Outcome(report) else {
                    throw ConnectionFailure.malformed
                }
                outcome = read
            }
            bar.finish(Int(outcome.eventCount))
            return outcome
        } catch {
            bar.abandon()
            throw error
        }
    }

    static func printReport(_ outcome: Outcome, _ context: CommandContext) throws {
        var table = TextTable([
            .text("Read model"), .number("Rows"), .flexible("Digest"), .flexible("Before"),
        ])
        for (index, view) in outcome.views.enumerated() {
            let before = index < outcome.replaced.count ? outcome.replaced[index] : nil
            table.append([
                .text(view.view), .number(Int(view.rowCount)), .text(view.digest, .muted),
                before == view ? .text("the same", .good) : .text(before?.digest ?? "", .warning),
            ])
        }
        try context.print(table)
    }

    private static func printJSON(_ outcome: Outcome, _ context: CommandContext) throws {
        try context.print { writer in
            writer.object { writer in
                writer.member("events", outcome.eventCount)
                writer.member("seconds", outcome.seconds)
                writer.member("views") { write(outcome.views, to: &$0) }
                writer.member("replaced") { write(outcome.replaced, to: &$0) }
            }
        }
    }

    private static func write(_ views: [Outcome.View], to writer: inout JSONWriter) {
        writer.array { writer in
            for view in views {
                writer.element { writer in
                    writer.object { writer in
                        writer.member("view", view.view)
                        writer.member("rows", view.rowCount)
                        writer.member("digest", view.digest)
                    }
                }
            }
        }
    }
}

extension RebuildCommand.Outcome {
    init(_ report: RebuildReport) {
        (eventCount, seconds) = (report.eventCount, report.seconds)
        (views, replaced) = (report.views.map(View.init), report.replaced.map(View.init))
    }

    /// What the control socket says; nil when a member is missing.
    init?(_ report: JSONValue) {
        guard let events = report["events"]?.int64Value,
            let seconds = report["seconds"]?.doubleValue,
            let views = report["views"]?.arrayValue, let replaced = report["replaced"]?.arrayValue
        else { return nil }
        (eventCount, self.seconds) = (events, seconds)
        (self.views, self.replaced) = (views.compactMap(View.init), replaced.compactMap(View.init))
    }
}

extension RebuildCommand.Outcome.View {
    init(_ report: ViewReport) {
        self.init(
            view: report.view.rawValue, rowCount: report.rowCount, digest: report.digest.hex)
    }

    init?(_ value: JSONValue) {
        guard let view = value["view"]?.stringValue, let rows = value["rows"]?.int64Value,
            let digest = value["digest"]?.stringValue
        else { return nil }
        self.init(view: view, rowCount: rows, digest: digest)
    }
}
