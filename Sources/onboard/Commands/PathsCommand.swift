import OnboardingLedger
import ReadModels

/// `onboard paths FLOW`: the most common ways from a stage to completion and to loss.
enum PathsCommand: Command {
    static let specification = CommandSpecification(
        name: "paths", group: CommandHeading.measure,
        summary: "Show the ways to completion and to loss",
        discussion: [
            """
            Shows the ten most common ways from a stage to completion and to loss: each stage that \
            was entered, in order, with returns to earlier ones, and the exit at the end. Of who \
            entered the stage only behind the furthest one, it is that stage alone; with --order \
            any a way ends with whichever stage came last. --json has the same as nodes and links \
            for a Sankey drawing.
            """
        ],
        arguments: [.flow],
        options: [
            .option("from", "STAGE", "Where the ways begin").defaulting(to: "the first stage")
        ] + AnalyticsOptions.withoutGroups,
        exclusive: [.atMostOne("json", "format")],
        examples: [
            CommandExample("onboard paths signup", "From the beginning."),
            CommandExample(
                "onboard paths loan --from preaccepted", "What became of preaccepted loans."),
        ])

    /// The ten most common ways to either end; JSON has all nodes and links.
    static func run(_ context: CommandContext) async throws {
        let query = try AnalyticsOptions.query(context.arguments)
        let reader = try LedgerReader(directory: context.directory)
        let report = try reader.paths(query, from: context.arguments.string("from"), Journeys())
        if context.isJSON { return try context.print { report.write(to: &$0) } }
        if context.arguments.string("format") == "csv" {
            return try context.print(csv: report.csv)
        }
        try context.print(
            flowing: StyledText(
                "\(Quantity.grouped(report.subjects)) reached \(report.from) of \(report.flow)",
                .heading)
                + StyledText(
                    " · \(Quantity.grouped(report.open)) may still go on · as of "
                        + "\(report.asOf.rfc3339), event \(report.head)", .muted))
        try show("completed", .good, report.completed, context)
        try show("lost", .bad, report.lost, context)
    }

    /// - Parameter name: how those of this end are called.
    private static func show(
        _ name: String, _ style: TextStyle, _ end: PathsReport.End, _ context: CommandContext
    ) throws(ReaderIsGone) {
        try context.print()
        let ways = end.pathCount == 1 ? "1 way" : "\(Quantity.grouped(end.pathCount)) ways"
        try context.print(
            StyledText("\(Quantity.grouped(end.subjects)) \(name)", style)
                + StyledText(end.subjects == 0 ? "" : " in \(ways)", .muted))
        if end.paths.isEmpty { return }
        var table = TextTable([
            .number("Subjects"), .number("Share"), .bar(minimum: 4, maximum: 16),
            .flexible("Path", minimum: 20),
        ])
        for path in end.paths {
            table.append([
                .number(path.subjects), .text(Quantity.percentage(path.share), .muted),
                .bar(path.share, .accent), .text(path.text),
            ])
        }
        try context.print(table)
    }
}
