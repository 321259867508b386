import EventLog
import Glibc
import OnboardingLedger

/// `onboard log`: the events, filtered, as a table, JSON lines or comma-separated values (contract
/// L6).
enum LogCommand: Command {
    static let specification = CommandSpecification(
        name: "log", group: CommandHeading.audit, summary: "List events, or watch them come",
        discussion: [
            """
            Shows the newest events first; every filter that is given must hold. With --follow it \
            shows the last ten, or --limit, and then each new one as it is recorded, until Ctrl-C; \
            with --after, all from there on, and no more than --limit.
            """,
            """
            As JSON (--json, or --format jsonl) each event is one line, in the form that the API \
            gives it. As CSV a text that a spreadsheet would take for a formula has an apostrophe \
            in front. Both show all that match, not only the last fifty.
            """,
            """
            --since and --until go by when events were recorded, as the order does. What was \
            imported, or reported late, occurred before that: a second column says when, and \
            --occurred-since and --occurred-until go by it. A day stands for its first instant.
            """,
        ],
        options: [
            .option("stream", "STREAM", "Only this stream"),
            .option(
                "tenant", "ID",
                "Only what concerns this tenant or its owner; an id, or tenant-ID"),
            .option("actor", "ACTOR", "Only what this actor did: an id, or kind:id"),
            .list("type", "TYPE", "Only events of this type; with commas, of these"),
            .option(
                "field", "FIELD",
                "Only events with this field, at any depth; first_name or firstName"),
            .option("correlation", "ID", "Only what this request led to"),
            .option("since", "TIME", "Recorded at or after"),
            .option("until", "TIME", "Recorded before"),
            .option("occurred-since", "TIME", "Occurred at or after, whenever it was recorded"),
            .option("occurred-until", "TIME", "Occurred before"),
            .option("after", "POSITION", "Go on beyond this position, in the order shown"),
            .option("limit", "N", "Show at most this many; 50 in a table, else all"),
            .option("order", "ORDER", "Newest (desc) or oldest first", .choice(["desc", "asc"]))
                .defaulting(to: "desc"),
            .option("format", "FORMAT", "How to print them", .choice(["table", "jsonl", "csv"]))
                .defaulting(to: "table"),
            .flag("follow", "Go on with new events as they come"),
        ],
        exclusive: [
            .atMostOne("follow", "order"), .atMostOne("follow", "until"),
            .atMostOne("json", "format"),
        ],
        examples: [
            CommandExample("onboard log", "The last fifty events."),
            CommandExample(
                "onboard log --stream session-0193… --order asc", "One session's timeline."),
            CommandExample(
                "onboard log --actor admin:42 --since 2026-11-01",
                "What one person did since then."),
            CommandExample(
                "onboard log --occurred-since 2025-03-03 --occurred-until 2025-03-04",
                "What happened on that day, also where it was imported later."),
            CommandExample(
                "onboard log --tenant 0193… --format csv > story.csv", "For a spreadsheet."),
            CommandExample("onboard log --follow --json | jq .type", "Feed another program."),
        ])

    /// Events read at a time.
    private static let pageSize = 1000
    /// Events that a table shows when nobody says how many.
    private static let tableDefault = 50
    /// Events that `--follow` shows before the first new one.
    private static let followedBefore = 10
    /// How often `--follow` looks for new events.
    private static let followMilliseconds: Int32 = 200

    /// Exit 1 for a stream that was never begun, but with `--follow`, which may wait for it.
    static func run(_ context: CommandContext) async throws {
        let arguments = context.arguments
        let filter = try filter(arguments)
        let after = try arguments.position("after", from: 0)
        let limit = try arguments.int("limit", in: 1...Int.max)
        let reader = try LedgerReader(directory: context.directory)
        try require(after, in: reader)
        try LogQuestion(arguments, reader).check(filter)
        var printer = EventPrinter(context, reader.log)
        if arguments.has("follow") {
            try follow(&printer, reader, filter, after: after, limit: limit)
            return
        }
        if let stream = filter.stream, try reader.log.version(of: stream) == .empty {
            throw CommandFailure.noSuchStream(stream.name)
        }
        let order = arguments.string("order").flatMap(EventOrder.init) ?? .newestFirst
        let most = limit ?? (printer.format == .table ? tableDefault : .max)
        try list(context, &printer, reader, filter, order, after: after, limit: most)
    }

    /// Every option that is given must hold; exit 2 for a range that ends before it begins.
    static func filter(_ arguments: ParsedArguments) throws(UsageError) -> EventFilter {
        var filter = EventFilter()
        if let name = arguments.string("stream") {
            guard let stream = StreamID(name) else {
                throw arguments.invalid(
                    "stream", name, expected: .described("a stream's name, such as session-0193…"))
            }
            filter.stream = stream
        }
        filter.tenantID = arguments.string("tenant")
        filter.actor = arguments.string("actor")
        filter.types = arguments.list("type")
        filter.field = arguments.string("field")
        filter.correlationID = arguments.string("correlation")
        (filter.since, filter.until) = try arguments.times("since", "until")
        (filter.occurredSince, filter.occurredUntil) = try arguments.times(
            "occurred-since", "occurred-until")
        return filter
    }

    /// A position past the log's end is a slip, or of another log.
    private static func require(_ position: GlobalPosition?, in reader: LedgerReader) throws {
        let head = try reader.log.head().position
        if let position, position > head {
            throw CommandFailure.noSuchPosition(position.rawValue, newest: head.rawValue)
        }
    }

    /// Page by page, so that a long listing starts at once and costs no memory.
    private static func list(
        _ context: CommandContext, _ printer: inout EventPrinter, _ reader: LedgerReader,
        _ filter: EventFilter, _ order: EventOrder, after: GlobalPosition?, limit: Int
    ) throws {
        var (position, left) = (after, limit)
        while left > 0 {
            let page = try reader.audit.events(
                matching: filter, beyond: position, order: order, limit: min(left, pageSize))
            try printer.show(page)
            left -= page.count
            position = page.last?.position
            if page.count < pageSize, left > 0 {
                try printer.end(after == nil ? EmptyLog.text(filter, reader) : EmptyLog.plain)
                if printer.isTableWithoutRows, let hint = try LogQuestion.hint(filter) {
                    context.err.line(StyledText(hint, .muted))
                }
                return
            }
        }
        guard let position, printer.format == .table, context.out.isTerminal else { return }
        let more = try reader.audit.events(
            matching: filter, beyond: position, order: order, limit: 1)
        if more.isEmpty { return }
        context.err.line(StyledText("There are more: add --after \(position).", .muted))
    }

    /// Returns once as many are shown as `--limit` says beside `--after`; else it ends with the
    /// process, or with the reader of a pipe.
    private static func follow(
        _ printer: inout EventPrinter, _ reader: LedgerReader, _ filter: EventFilter,
        after: GlobalPosition?, limit: Int?
    ) throws {
        var position: GlobalPosition
        // Where nobody says from where on, the limit is of what is shown before the first new one.
        var left = Int.max
        if let after {
            position = after
            left = limit ?? .max
        } else {
            let count = limit ?? followedBefore
            position = try reader.log.head().position
            let before = try reader.audit.events(
                matching: filter, beyond: position.next, order: .newestFirst, limit: count)
            try printer.show(before.reversed())
        }
        while left > 0 {
            let head = try reader.log.head().position
            let asked = min(left, pageSize)
            let page = try reader.audit.events(matching: filter, beyond: position, limit: asked)
            try printer.show(page)
            left -= page.count
            let last = page.last?.position ?? head
            if page.count == asked {
                position = last
            } else {
                // What the filter left out up to the head need not be looked at again.
                position = max(head, last)
                try waitForMore()
            }
        }
    }

    /// Sleeps, but ends as soon as the reader of a pipe has gone.
    private static func waitForMore() throws(ReaderIsGone) {
        var output = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        let count = unsafe poll(&output, 1, followMilliseconds)
        if count > 0, output.revents & Int16(POLLERR) != 0 { throw ReaderIsGone() }
        if count > 0 { usleep(UInt32(followMilliseconds) * 1000) }
    }
}
