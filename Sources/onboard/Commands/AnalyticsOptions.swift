import EventLog
import OnboardingLedger
import ReadModels
import Time

/// The options that all commands about a flow's journeys share, and the question they make.
enum AnalyticsOptions {
    /// For reports that have groups of their own, or none.
    static let withoutGroups: [OptionSpecification] = [
        .option("since", "TIME", "Only journeys that began at or after"),
        .option("until", "TIME", "Only journeys that began before"),
        .option("window", "DURATION", "How long a journey may take, such as PT30M or P7D"),
        .option(
            "order", "ORDER", "How stages must follow each other; strict: with nothing between",
            .choice(StageOrder.allCases.map(\.rawValue))
        ).defaulting(to: StageOrder.ordered.rawValue),
        .list("where", "ATTRIBUTE=VALUE", "Only subjects of whom this holds"),
        .option(
            "as-of", "TIME",
            "What is taken as the present: an instant, now, or a position of the log"),
        .option("format", "FORMAT", "How to print them", .choice(["table", "csv"]))
            .defaulting(to: "table"),
    ]

    /// For reports that can be broken down.
    static let specifications: [OptionSpecification] =
        withoutGroups + [
            .option(
                "by", "ATTRIBUTES",
                "Break down by one attribute or two (plan,country); amount:5000 makes bands"),
            .option(
                "cohort", "PERIOD", "Break down by when the journey began",
                .choice(CohortPeriod.allCases.map(\.rawValue))),
            .option("tz", "ZONE", "The cohorts' time zone, such as Europe/Vienna")
                .needing("cohort")
                .defaulting(to: "UTC"),
            .option(
                "key", "GROUP",
                "Only this group of --by or --cohort; of two attributes GB,professional"),
        ]

    /// The question of FLOW and the options; the groups only where the command has such options.
    static func query(_ arguments: ParsedArguments) throws(UsageError) -> FunnelQuery {
        var query = FunnelQuery(flow: try arguments.requiredArgument("FLOW"))
        query.since = try arguments.bound("since")
        query.until = try arguments.bound("until")
        query.windowMilliseconds = try duration("window", arguments)
        query.order = arguments.string("order").flatMap { StageOrder(rawValue: $0) } ?? .ordered
        query.filters = try arguments.pairs("where", form: "ATTRIBUTE=VALUE").map {
            AttributeFilter($0.key, $0.value)
        }
        try readAsOf(arguments, into: &query)
        let names = arguments.specification.options.map(\.name)
        guard names.contains("by") else { return query }
        query.by = arguments.string("by")?.split(separator: ",").map(String.init) ?? []
        query.cohort = arguments.string("cohort").flatMap { CohortPeriod(rawValue: $0) }
        query.zone = arguments.string("tz") ?? query.zone
        query.key = arguments.string("key")
        return query
    }

    /// In milliseconds; a span of nothing is refused.
    static func duration(_ option: String, _ arguments: ParsedArguments) throws(UsageError)
        -> Int64?
    {
        let milliseconds = try arguments.milliseconds(option)
        if milliseconds == 0 {
            throw arguments.invalid(option, arguments.string(option) ?? "", expected: .lasting)
        }
        return milliseconds
    }

    /// `now`, a position, an instant or a day.
    private static func readAsOf(
        _ arguments: ParsedArguments, into query: inout FunnelQuery
    ) throws(UsageError) {
        let text = arguments.string("as-of")
        if text == "now" {
            query.asOf = SystemClock().now()
        } else if let position = text.flatMap({ Int64($0) }) {
            query.position = GlobalPosition(rawValue: position)
        } else {
            query.asOf = try arguments.time("as-of")
        }
    }
}
