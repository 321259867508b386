import Onboarding
import OnboardingLedger
import ReadModels

/// `onboard experiment FLOW`: how variants convert, and whether they differ (contract D4).
enum ExperimentCommand: Command {
    static let specification = CommandSpecification(
        name: "experiment", group: CommandHeading.measure,
        summary: "Compare the variants of an experiment",
        discussion: [
            """
            Compares how many of each variant reached the last stage: rates with Wilson's \
            intervals at 95 %, a two-sided test whether they differ, and a check whether the \
            variants were given out as they should be. When that check fails, do not believe the \
            rest: something gives out or counts variants wrongly.
            """,
            """
            Variants come from the header X-Onboarding-Variant, from an imported column that the \
            flow file lists as an attribute, from the flow's own "variants", or for built-in flows \
            from ONBOARD_VARIANTS, which must be set here (or in the --config file) as it is for \
            the server. Weights that are set there are what the split is held against, equal \
            shares where none are; after they were changed, ask --since then. Where there is a \
            split, a header that names another variant counts as none, and only the split's \
            own are compared.
            """,
            """
            --attribute compares the values of any other attribute. Nobody gives those out, so \
            there is no split to check.
            """,
        ],
        arguments: [.flow],
        options: [
            .option("attribute", "NAME", "The attribute whose values are compared")
                .defaulting(to: FlowAttribute.variant)
        ] + AnalyticsOptions.withoutGroups,
        exclusive: [.atMostOne("json", "format")],
        examples: [
            CommandExample("onboard experiment signup", "The verdict on the running experiment."),
            CommandExample(
                "onboard experiment signup --config /etc/onboard.json",
                "Held against the server's own split."),
            CommandExample(
                "onboard experiment signup --attribute method --since 2026-11-01",
                "Whether one way to sign in loses more people."),
        ])

    /// The attribute is `variant` unless `--attribute` names another.
    static func run(_ context: CommandContext) async throws {
        let arguments = context.arguments
        let query = try AnalyticsOptions.query(arguments)
        let reader = try LedgerReader(directory: context.directory)
        let report = try reader.experiment(
            query, attribute: arguments.string("attribute") ?? FlowAttribute.variant,
            splits: try Configuring.variants(context.settings), Journeys())
        if context.isJSON { return try context.print { report.write(to: &$0) } }
        if arguments.string("format") == "csv" { return try context.print(csv: report.csv) }
        try show(report, context)
    }

    /// A row for each variant, then the verdict.
    private static func show(_ report: ExperimentReport, _ context: CommandContext)
        throws(ReaderIsGone)
    {
        try context.print(
            flowing: StyledText("\(report.flow) by \(report.attribute)", .heading)
                + StyledText(" · as of \(report.asOf.rfc3339), event \(report.head)", .muted))
        guard !report.variants.isEmpty else {
            return try context.print(StyledText("No subject has one.", .muted))
        }
        var table = TextTable([
            .flexible("Variant", minimum: 8), .bar(), .number("Subjects"), .number("Converted"),
            .number("Rate"), .text("95 % interval"),
        ])
        for variant in report.variants {
            table.append([
                .text(variant.variant), .bar(variant.rate ?? 0, .accent),
                .number(variant.subjects), .number(variant.converted),
                .text(Quantity.percentage(variant.rate)),
                .text(
                    "\(Quantity.percentage(variant.low)) – \(Quantity.percentage(variant.high))",
                    .muted),
            ])
        }
        try context.print(table)
        try context.print()
        for line in verdict(report) { try context.print(line) }
    }

    /// Whether they differ; with more than two, which of them do; and whether the split, where
    /// there is one, can be believed.
    private static func verdict(_ report: ExperimentReport) -> [StyledText] {
        var lines: [StyledText] = []
        if let pValue = report.pValue {
            let statistic =
                report.z.map { "z = \(Quantity.fixed($0, places: 2))" }
                ?? "χ² = \(Quantity.fixed(report.chiSquare ?? 0, places: 2))"
            lines.append(
                StyledText(
                    report.isSignificant ? "They differ" : "No difference shown",
                    report.isSignificant ? .good : .plain)
                    + StyledText(" · \(statistic), p = \(Self.text(pValue))", .muted))
        } else {
            lines.append(StyledText("There is nothing to compare.", .muted))
        }
        if report.comparisons.count > 1 {
            for comparison in report.comparisons where comparison.isSignificant {
                let p = Self.text(comparison.pValue ?? 1)
                lines.append(
                    StyledText("\(comparison.variant) differs from \(comparison.against)")
                        + StyledText(" · p = \(p), corrected", .muted))
            }
        }
        let others = report.variants.filter { !$0.isDeclared }.map(\.variant)
        if !others.isEmpty {
            let names = others.joined(separator: ", ")
            lines.append(StyledText("Not of the split, and not compared: \(names)", .muted))
        }
        if let pValue = report.ratioPValue, let isSound = report.isRatioSound {
            lines.append(
                isSound
                    ? StyledText("The split is sound · p = \(Self.text(pValue))", .muted)
                    : StyledText(
                        "The split is broken: do not believe the rest · p = \(Self.text(pValue))",
                        .bad))
        }
        return lines
    }

    /// Four places, and below them only that it is less.
    private static func text(_ pValue: Double) -> String {
        pValue < 0.0001 ? "below 0.0001" : Quantity.fixed(pValue, places: 4)
    }
}
