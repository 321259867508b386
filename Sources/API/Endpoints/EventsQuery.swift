import HTTPServer
import OnboardingLedger

/// What `GET /v1/ledger/events` asks for.
struct EventsQuery: Sendable {
    /// How the events are to come.
    enum Form: Sendable, Hashable {
        /// One page, as JSON.
        case page
        /// As server-sent events, without end.
        case tail
        /// All that match, or as many as the limit says.
        case download(ListFormat)
    }

    /// What every event must match; empty for all of them.
    var filter = EventFilter()
    let form: Form
    /// Exclusive, in the asked order; `next` of the page before.
    let after: GlobalPosition?
    /// Nil when none is asked for.
    let limit: Int?
    /// Oldest first unless asked otherwise; a tail has no other.
    let order: EventOrder

    /// Events of a page when no `limit` is asked for.
    static let pageDefault = 100
    /// The largest `limit` of a page; a download may ask for more.
    static let pageMax: Int64 = 1000

    /// Another parameter is refused: a slip in a filter's name would let everything through.
    private static let known: Set<String> = [
        "stream", "tenant", "actor", "type", "field", "correlation", "since", "until",
        "occurredSince", "occurredUntil", "after", "limit", "order", "format",
    ]

    /// - Throws: 400 `request.invalid_query` naming every parameter that is unknown or wrong.
    init(_ call: Call) throws(Problem) {
        var query = QueryForm(call.request, known: Self.known)
        query.refuseEmpty()
        filter.stream = query.value("stream", "a stream's name such as session-0193…") {
            StreamID($0)
        }
        filter.tenantID = query.text("tenant")
        filter.actor = query.text("actor")
        filter.types = query.values("type")
        filter.field = query.text("field")
        filter.correlationID = query.text("correlation")
        (filter.since, filter.until) = query.times("since", "until")
        (filter.occurredSince, filter.occurredUntil) = query.times("occurredSince", "occurredUntil")
        let format = ListFormat(call, &query, of: ListFormat.allCases)
        let stream = "text/event-stream"
        let types = [stream] + ListFormat.allCases.flatMap(\.mediaTypes)
        let isTail = query.text("format") == nil && call.accepted(of: types) == stream
        form = isTail ? .tail : format == .json ? .page : .download(format)
        after = query.integer("after", in: 0...Int64.max).map { GlobalPosition(rawValue: $0) }
        let limitMax = format == .json ? Self.pageMax : Int64(Int32.max)
        limit = query.integer("limit", in: 1...limitMax).map { Int($0) }
        order = query.value("order", "asc or desc") { EventOrder(rawValue: $0) } ?? .oldestFirst
        if form == .tail { refuseWhatATailCannotDo(&query) }
        try query.check()
    }

    /// What would make a tail end, or run backwards.
    private func refuseWhatATailCannotDo(_ query: inout QueryForm) {
        if order == .newestFirst { query.refuse("order", "a live tail runs from old to new") }
        if filter.until != nil { query.refuse("until", "a live tail has no end") }
    }
}
