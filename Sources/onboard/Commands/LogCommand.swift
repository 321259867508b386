import EventLog
import Glibc
import OnboardingLedger
import Time

/// `onboard log`: the events, filtered, as a table or as JSON lines (contract L6).
enum LogCommand: Command {
    static let specification = CommandSpecification(
        name: "log", group: CommandHeading.audit, summary: "List events, or watch them come",
        discussion: [
            """
            Shows the newest events first; every filter that is given must hold. With --follow it \
            shows the last ten and then each new one as it is recorded, until Ctrl-C.
            """,
            "With --json each event is one line, in the form that the API gives it.",
        ],
        options: [
            .option("stream", "STREAM", "Only this stream"),
            .option("tenant", "ID", "Only this tenant's story: its owner's, too"),
            .option("actor", "ACTOR", "Only what this actor did: an id, or kind:id"),
            .list("type", "TYPE", "Only events of this type"),
            .option("field", "FIELD", "Only events whose payload has this field"),
            .option("correlation", "ID", "Only what this request led to"),
            .option("since", "TIME", "Recorded at or after"),
            .option("until", "TIME", "Recorded before"),
            .option("after", "POSITION", "Go on beyond this position, in the order shown"),
            .option("limit", "N", "Show at most this many (50)"),
            .option("order", "ORDER", "Newest or oldest first (desc)", .choice(["asc", "desc"])),
            .flag("follow", "Go on with new events as they come"),
        ],
        exclusive: [.atMostOne("follow", "order"), .atMostOne("follow", "until")],
        examples: [
            CommandExample("onboard log", "The last fifty events."),
            CommandExample(
                "onboard log --stream session-0193… --order asc", "One session's timeline."),
            CommandExample(
                "onboard log --actor admin:42 --since 2026-11-01T00:00:00Z",
                "What one person did since then."),
            CommandExample("onboard log --follow --json | jq .type", "Feed another program."),
        ])

    /// Events read at a time.
    private static let pageSize = 1000
    /// Events that `--follow` shows before the first new one.
    private static let followedBefore = 10
    /// How often `--follow` looks for new events.
    private static let followMilliseconds: Int32 = 200

    static func run(_ context: CommandContext) async throws {
        let arguments = context.arguments
        let filter = try filter(arguments)
        let after = try arguments.position("after", from: 0)
        let limit = try arguments.int("limit", in: 1...Int.max)
        let reader = try LedgerReader(directory: context.directory)
        if arguments.has("follow") {
            try follow(context, reader, filter, after: after, limit: limit)
            return
        }
        let order = arguments.string("order").flatMap(EventOrder.init) ?? .newestFirst
        try list(context, reader, filter, order, after: after, limit: limit ?? 50)
    }

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
        filter.since = try arguments.time("since")
        filter.until = try arguments.time("until")
        return filter
    }

    private static func list(
        _ context: CommandContext, _ reader: LedgerReader, _ filter: EventFilter,
        _ order: EventOrder, after: GlobalPosition?, limit: Int
    ) throws {
        var (position, left) = (after, limit)
        while left > 0 {
            let page = try reader.log.events(
                matching: filter, beyond: position, order: order, limit: min(left, pageSize))
            if page.isEmpty, left == limit, !context.isJSON {
                try context.print(StyledText("No events.", .muted))
            }
            try show(page, context, withTitles: left == limit)
            left -= page.count
            position = page.last?.position
            if page.count < pageSize, left > 0 { return }
        }
        guard let position, !context.isJSON, context.out.isTerminal else { return }
        let more = try reader.log.events(
            matching: filter, beyond: position, order: order, limit: 1)
        if more.isEmpty { return }
        context.err.line(StyledText("There are more: add --after \(position).", .muted))
    }

    private static func follow(
        _ context: CommandContext, _ reader: LedgerReader, _ filter: EventFilter,
        after: GlobalPosition?, limit: Int?
    ) throws {
        var position: GlobalPosition
        if let after {
            position = after
        } else {
            let count = limit ?? followedBefore
            position = try reader.log.head().position
            let before = try reader.log.events(
                matching: filter, beyond: position.next, order: .newestFirst, limit: count)
            try show(before.reversed(), context, withTitles: true)
        }
        var isFirst = after != nil
        while true {
            let head = try reader.log.head().position
            let page = try reader.log.events(matching: filter, beyond: position, limit: pageSize)
            try show(page, context, withTitles: isFirst)
            isFirst = isFirst && page.isEmpty
            let last = page.last?.position ?? head
            if page.count == pageSize {
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

    private static func show(
        _ events: [RecordedEvent], _ context: CommandContext, withTitles: Bool
    ) throws(ReaderIsGone) {
        if events.isEmpty { return }
        guard context.isJSON else {
            let lines = EventTable.table(events).lines(context.out.rendition)
            guard context.out.lines(Array(lines.dropFirst(withTitles ? 0 : 1))) else {
                throw ReaderIsGone()
            }
            return
        }
        for event in events { try context.print { EventJSON.write(event, to: &$0) } }
    }
}
