import EventLog
import OnboardingLedger
import ReadModels

/// `onboard dropoff FLOW`: who stopped, since when, and where they went instead (contract D2).
enum DropoffCommand: Command {
    /// Subjects that are shown when nobody says how many.
    private static let pageSize = 20

    static let specification = CommandSpecification(
        name: "dropoff", group: CommandHeading.measure, summary: "List who stopped, and where",
        discussion: [
            """
            Lists the subjects behind a funnel's bars, newest first: with the same options the \
            numbers are the funnel's. Without --stage it lists those of all stages; --format csv lists \
            all of them unless --limit says otherwise.
            """
        ],
        arguments: [.flow],
        options: [
            .option("stage", "STAGE", "Only who stopped at this stage"),
            .option(
                "state", "STATE", "Only who is in this state",
                .choice(DropoffQuery.State.allCases.map(\.rawValue))),
            .option("idle", "DURATION", "Only who did nothing for as long, such as P3D"),
            .option("limit", "N", "Show at most this many")
                .defaulting(to: "\(pageSize), as CSV all"),
            .flag("emails", "Show by which email each can be written to, where one is known"),
            .option("after", "CURSOR", "Go on behind the page that gave this cursor"),
        ] + AnalyticsOptions.specifications,
        exclusive: [.atMostOne("json", "format")],
        examples: [
            CommandExample("onboard dropoff signup", "Who stopped last."),
            CommandExample(
                "onboard dropoff signup --stage payment_pending --state open --idle PT6H --emails",
                "Whom to write to: they could still pay, and did nothing for six hours."),
            CommandExample(
                "onboard dropoff loan --state lost --format csv", "All, for a spreadsheet."),
        ])

    /// A page; as CSV all of them, unless `--limit` says otherwise.
    static func run(_ context: CommandContext) async throws {
        let arguments = context.arguments
        var query = DropoffQuery(try AnalyticsOptions.query(arguments))
        query.stage = arguments.string("stage")
        query.state = arguments.string("state").flatMap { .init(rawValue: $0) }
        query.idleMilliseconds = try AnalyticsOptions.duration("idle", arguments)
        if let text = arguments.string("after") {
            guard let cursor = DropoffQuery.Cursor(text) else {
                throw arguments.invalid(
                    "after", text, expected: .described("the next of the page before"))
            }
            query.after = cursor
        }
        let limit = try arguments.int("limit", in: 1...Int.max)
        query.limit = limit ?? (arguments.string("format") == "csv" ? nil : pageSize)
        query.wantsEmails = arguments.has("emails")
        let reader = try LedgerReader(directory: context.directory)
        let page = try reader.dropoff(query, Journeys())
        if context.isJSON { return try context.print { page.write(to: &$0) } }
        if arguments.string("format") == "csv" { return try context.print(csv: page.csv) }
        try show(page, context)
    }

    /// Names the options of the next page on standard error, where there is one.
    private static func show(_ page: DropoffPage, _ context: CommandContext) throws(ReaderIsGone) {
        let place = page.stage.map { "at \($0) of \(page.flow)" } ?? "in \(page.flow)"
        try context.print(
            flowing: StyledText("\(Quantity.grouped(page.total)) stopped \(place)", .heading)
                + StyledText(" · as of \(page.asOf.rfc3339), event \(page.head)", .muted))
        if page.subjects.isEmpty { return }
        var columns: [TableColumn] = [.identifier("Stream"), .text("Since")]
        if page.hasEmails { columns.append(.identifier("Email")) }
        if page.stage == nil { columns.append(.flexible("Stage", minimum: 10)) }
        columns += [
            .text("State"), .flexible("Last event", minimum: 10),
            .flexible("Last error", minimum: 10, isOptional: true),
            .flexible("Instead", minimum: 10),
        ]
        var table = TextTable(columns)
        for subject in page.subjects { table.append(row(subject, of: page)) }
        try context.print(table)
        if let next = page.next {
            context.err.line(StyledText("There are more: add --after \(next.text).", .muted))
        }
    }

    /// Of a page of all stages each row names its own.
    private static func row(_ subject: DropoffPage.Subject, of page: DropoffPage)
        -> [TextTable.Cell]
    {
        var cells: [TextTable.Cell] = [
            .text(subject.stream.name), .text(subject.since.rfc3339, .muted),
        ]
        if page.hasEmails { cells.append(.text(subject.email ?? "")) }
        if page.stage == nil { cells.append(.text(subject.stage)) }
        return cells + [
            .text(subject.state.rawValue, subject.state == .open ? .good : .bad),
            .text(subject.lastEvent), .text(subject.lastError ?? "", .warning),
            .text(subject.instead?.text ?? "", .muted),
        ]
    }
}
