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
            """
        ],
        arguments: [.flow],
        options: [
            .option("since", "TIME", "Only journeys that began at or after"),
            .option("until", "TIME", "Only journeys that began before"),
            .option("by", "ATTRIBUTE", "Break down by this attribute, such as plan or country"),
            .option("window", "DURATION", "How long a journey may take, such as PT30M or P7D"),
            .option("as-of", "TIME", "What is taken as the present: an instant, or now"),
        ],
        examples: [
            CommandExample("onboard funnel signup", "The sign-up, stage by stage."),
            CommandExample("onboard funnel signup --by plan", "The same for each plan."),
            CommandExample(
                "onboard funnel loan --since 2011-11-01T00:00:00Z --window P30D",
                "An imported flow: who began in November or later, within thirty days."),
        ])

    static func run(_ context: CommandContext) async throws {
        let query = try query(context.arguments)
        let (report, declaration) = try count(query, context.directory)
        if context.isJSON {
            try context.print { report.write(to: &$0) }
        } else {
            try show(report, declaration, context)
        }
    }

    private static func query(_ arguments: ParsedArguments) throws(UsageError) -> FunnelQuery {
        var query = FunnelQuery(flow: try arguments.requiredArgument("FLOW"))
        query.since = try arguments.time("since")
        query.until = try arguments.time("until")
        query.by = arguments.string("by")
        query.windowMilliseconds = try arguments.milliseconds("window")
        query.asOf =
            arguments.string("as-of") == "now" ? SystemClock().now() : try arguments.time("as-of")
        return query
    }

    static func count(_ query: FunnelQuery, _ directory: DataDirectory) throws
        -> (FunnelReport, FlowDeclaration)
    {
        let reader = try LedgerReader(directory: directory)
        let flows = try reader.log.flowCatalogue()
        guard let declaration = flows.flow(query.flow) else {
            throw FunnelRefusal.unknownFlow(query.flow, known: flows.flows.map(\.flow))
        }
        let report = try JourneyBook(declaration).funnel(query, reader.log, try reader.views())
        return (report, declaration)
    }

    static func show(
        _ report: FunnelReport, _ declaration: FlowDeclaration, _ context: CommandContext
    ) throws(ReaderIsGone) {
        let heading = "\(Quantity.grouped(report.subjects)) subjects entered \(report.flow)"
        let brackets = declaration.stages.contains(where: \.isOptional) ? " · (optional)" : ""
        try context.print(
            StyledText(heading, .heading)
                + StyledText(
                    " · as of \(report.asOf.rfc3339), event \(report.head)\(brackets)", .muted))
        try context.print(chart(report.stages, declaration).table)
        try showExits(report, context)
        for group in report.groups ?? [] {
            try context.print()
            try context.print(
                StyledText(group.key ?? "(none)", .heading)
                    + StyledText(" · \(Quantity.grouped(group.subjects))", .muted))
            try context.print(chart(group.stages, declaration).table)
        }
    }

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

    /// Optional stages stand in brackets. The chart's numbers are the report's: nothing is counted
    /// again.
    static func chart(_ stages: [FunnelReport.Stage], _ declaration: FlowDeclaration)
        -> FunnelChart
    {
        FunnelChart(
            zip(stages, declaration.stages).map { stage, declared in
                FunnelChart.Stage(
                    name: declared.isOptional ? "(\(stage.stage))" : stage.stage,
                    subjects: stage.subjects, dropOff: stage.dropOff,
                    isOptional: declared.isOptional, fromPrevious: stage.fromPrevious,
                    open: stage.open, lost: stage.lost, medianSeconds: stage.medianSeconds)
            })
    }
}
