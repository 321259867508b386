import EventLog
import JSON
import Onboarding
import OnboardingLedger
import ReadModels
import Time

/// `onboard funnel FLOW`: how many came how far, and where they were lost (contract D1).
enum FunnelCommand: Command {
    static let specification = CommandSpecification(
        name: "funnel", group: CommandHeading.measure, summary: "Show where people were lost",
        discussion: [
            """
            Counts the subjects that reached each stage in order. Whoever stopped is open while \
            the window (or the flow's expiry) lasts, and lost afterwards or after an exit. The \
            same question about the same events always gets the same answer: the present is when \
            the last event was recorded, unless --as-of says otherwise.
            """,
            """
            The worst leak is the stage after which most were lost; onboard dropoff FLOW --stage \
            STAGE --state lost names them. A stage in brackets may be passed by; whoever stopped \
            is lost after the last stage that they reached, in brackets or not. The median is of \
            the time since the stage before; --json and --format csv have the 90th and 95th \
            percentile, too.
            """,
        ],
        arguments: [.flow],
        options: AnalyticsOptions.specifications,
        exclusive: [.atMostOne("json", "format")],
        examples: [
            CommandExample("onboard funnel signup", "The sign-up, stage by stage."),
            CommandExample("onboard funnel signup --by plan", "The same for each plan."),
            CommandExample(
                "onboard funnel signup --cohort month --where plan=professional",
                "Those on one plan, month by month."),
            CommandExample(
                "onboard funnel signup --as-of 120000", "As it stood when the log ended there."),
            CommandExample(
                "onboard funnel loan --since 2011-11-01 --window P30D",
                "An imported flow: who began in November or later, within thirty days."),
        ])

    /// The same report as the API's, as chart, CSV or JSON (D5). Exit 1 for a group that nobody
    /// is in.
    static func run(_ context: CommandContext) async throws {
        let query = try AnalyticsOptions.query(context.arguments)
        let (report, declaration) = try count(query, context.directory)
        if let key = query.key, report.groups?.isEmpty == true {
            throw CommandFailure.noSuchGroup(key)
        }
        if context.isJSON {
            try context.print { report.write(to: &$0) }
        } else if context.arguments.string("format") == "csv" {
            try context.print(csv: report.csv)
        } else {
            try show(report, declaration, context)
        }
    }

    /// The report, and the flow as it is declared now.
    static func count(_ query: FunnelQuery, _ directory: DataDirectory) throws
        -> (FunnelReport, FlowDeclaration)
    {
        let reader = try LedgerReader(directory: directory)
        return (try reader.funnel(query, Journeys()), try reader.flow(query.flow))
    }

    /// The chart of all, the exits, and the chart of each group.
    static func show(
        _ report: FunnelReport, _ declaration: FlowDeclaration, _ context: CommandContext
    ) throws(ReaderIsGone) {
        let heading = "\(Quantity.counted(report.subjects, "subject")) entered \(report.flow)"
        let brackets = declaration.stages.contains(where: \.isOptional) ? " · (optional)" : ""
        try context.print(
            flowing: StyledText(heading, .heading)
                + StyledText(
                    " · as of \(report.asOf.rfc3339), event \(report.head)\(brackets)", .muted))
        try context.print(chart(report.stages, declaration).table)
        try showExits(report, context)
        for group in report.groups ?? [] {
            try context.print()
            try context.print(
                StyledText(title(group), .heading)
                    + StyledText(" · \(Quantity.grouped(group.subjects))", .muted))
            try context.print(chart(group.stages, declaration).table)
        }
    }

    /// A group's values; the last group may stand for many small ones.
    private static func title(_ group: FunnelReport.Group) -> String {
        if let values = group.values { return "\(Quantity.grouped(values)) other values" }
        if let keys = group.keys { return keys.map { $0 ?? "(none)" }.joined(separator: " · ") }
        return group.key ?? "(none)"
    }

    /// Why subjects left, where the flow says so.
    private static func showExits(_ report: FunnelReport, _ context: CommandContext)
        throws(ReaderIsGone)
    {
        guard !report.exits.isEmpty else { return }
        try context.print()
        try context.print(
            BarChart(
                rows: report.exits.map {
                    .init(
                        label: StyledText($0.exit), value: Double($0.subjects),
                        note: StyledText(Quantity.grouped($0.subjects)))
                }
            ).table)
    }

    /// Optional stages stand in brackets, and not to come there is no loss. The chart's numbers are
    /// the report's: nothing is counted again.
    static func chart(_ stages: [FunnelReport.Stage], _ declaration: FlowDeclaration)
        -> FunnelChart
    {
        FunnelChart(
            zip(stages, declaration.stages).enumerated().map { place, pair in
                let (stage, declared) = pair
                return FunnelChart.Stage(
                    name: declared.isOptional ? "(\(stage.stage))" : stage.stage,
                    subjects: stage.subjects, fromFirst: stage.fromFirst,
                    fromPrevious: stage.fromPrevious,
                    dropOff: place == 0 || declared.isOptional ? nil : stage.dropOff,
                    open: stage.open, lost: stage.lost, medianSeconds: stage.medianSeconds,
                    p90Seconds: stage.p90Seconds)
            }, worstLeak: stages.worstLeak)
    }
}
