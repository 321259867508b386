import JSON
import OnboardingLedger
import ReadModels

/// `onboard friction FLOW`: how hard each step is (contract D3).
enum FrictionCommand: Command {
    static let specification = CommandSpecification(
        name: "friction", group: CommandHeading.measure, summary: "Show what made each step hard",
        discussion: [
            """
            For each step: who was there, what they saved, how long half of them stayed, and what \
            they were refused: stale versions (conflicts), other refusals by their code, attempts \
            after a refused one (retries), and ways back from a later step (returns). Steps are \
            the flow's stages, or the numbered steps of a wizard.
            """,
            """
            Refusals are recorded in refusals-STREAM: twenty per subject and hour, and then how \
            many more there were.
            """,
        ],
        arguments: [.flow],
        options: [
            .option("since", "TIME", "Only subjects that began at or after"),
            .option("until", "TIME", "Only subjects that began before"),
            .option("by", "ATTRIBUTE", "Break down by this attribute, such as plan or variant"),
            .list("where", "ATTRIBUTE=VALUE", "Only subjects of whom this holds"),
            .option("format", "FORMAT", "How to print them", .choice(["table", "csv"]))
                .defaulting(to: "table"),
        ],
        exclusive: [.atMostOne("json", "format")],
        examples: [
            CommandExample("onboard friction signup", "Where people were refused, and why."),
            CommandExample("onboard friction wizard --json", "The same for a program."),
            CommandExample(
                "onboard friction signup --by variant", "Whether a variant is easier."),
        ])

    /// Counts afresh from the log each time.
    static func run(_ context: CommandContext) async throws {
        let report = try LedgerReader(directory: context.directory)
            .friction(try query(context.arguments))
        if context.isJSON { return try context.print { report.write(to: &$0) } }
        if context.arguments.string("format") == "csv" {
            return try context.print(csv: report.csv)
        }
        try show(report, context)
    }

    /// Exit 2 for a condition that is no `ATTRIBUTE=VALUE`.
    private static func query(_ arguments: ParsedArguments) throws(UsageError) -> FrictionQuery {
        var query = FrictionQuery(flow: try arguments.requiredArgument("FLOW"))
        query.since = try arguments.bound("since")
        query.until = try arguments.bound("until")
        query.by = arguments.string("by")
        query.filters = try arguments.pairs("where", form: "ATTRIBUTE=VALUE").map {
            AttributeFilter($0.key, $0.value)
        }
        return query
    }

    /// All subjects first, then group by group.
    private static func show(_ report: FrictionReport, _ context: CommandContext)
        throws(ReaderIsGone)
    {
        let omitted =
            report.omitted == 0
            ? "" : " · \(Quantity.grouped(report.omitted)) refusals only counted"
        try context.print(
            flowing: StyledText(
                "\(Quantity.counted(report.subjects, "subject")) in \(report.flow)", .heading)
                + StyledText(" · as of event \(report.head)\(omitted)", .muted))
        try context.print(table(report.steps))
        for group in report.groups ?? [] {
            try context.print()
            try context.print(
                StyledText(title(group), .heading)
                    + StyledText(" · \(Quantity.grouped(group.subjects))", .muted))
            try context.print(table(group.steps))
        }
    }

    /// A group's value; the last group may stand for many small ones.
    private static func title(_ group: FrictionReport.Group) -> String {
        if let values = group.values { return "\(Quantity.grouped(values)) other values" }
        return group.key ?? "(none)"
    }

    /// A row for each step; times are medians.
    private static func table(_ steps: [FrictionReport.Step]) -> TextTable {
        var table = TextTable([
            .text("Step"), .number("Subjects"), .number("Saves"), .number("Half took"),
            .number("Conflicts"), .number("Retries"), .number("Returns"),
            .flexible("Refused", minimum: 16),
        ])
        for step in steps {
            table.append([
                .text(step.number.map { "\($0) \(step.name)" } ?? step.name, .accent),
                .text(Quantity.grouped(step.subjects)), .text(Quantity.grouped(step.saves)),
                .text(
                    step.medianSeconds.map { Quantity.duration(seconds: $0) } ?? Quantity.missing),
                .text(Quantity.grouped(step.conflicts)), .text(Quantity.grouped(step.retries)),
                .text(Quantity.grouped(step.returns)),
                .text(refused(step), step.rejections.isEmpty ? .muted : .warning),
            ])
        }
        return table
    }

    /// The codes, and then the fields that were wrong.
    private static func refused(_ step: FrictionReport.Step) -> String {
        (step.rejections.map { "\($0.count) × \($0.name)" }
            + step.fields.map { "\($0.count) × \($0.name)" }).joined(separator: ", ")
    }
}
