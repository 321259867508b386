import HTTPServer
import OnboardingLedger

/// What `GET /v1/ledger/events` asks for.
struct EventsQuery: Sendable {
    var filter = EventFilter()
    /// Exclusive, in the asked order; `next` of the page before.
    let after: GlobalPosition?
    let limit: Int
    let order: EventOrder

    private static let known: Set<String> = [
        "stream", "tenant", "actor", "type", "field", "correlation", "since", "until", "after",
        "limit", "order",
    ]

    init(_ request: HTTPRequest) throws(Problem) {
        var query = QueryForm(request, known: Self.known)
        filter.stream = query.value("stream", "a stream's name such as session-0193…") {
            StreamID($0)
        }
        filter.tenantID = query.text("tenant")
        filter.actor = query.text("actor")
        filter.types = query.texts("type")
        filter.field = query.text("field")
        filter.correlationID = query.text("correlation")
        filter.since = query.time("since")
        filter.until = query.time("until")
        after = query.integer("after", in: 0...Int64.max).map { GlobalPosition(rawValue: $0) }
        limit = Int(query.integer("limit", in: 1...LedgerEndpoints.pageMax) ?? 100)
        order = query.value("order", "asc or desc") { EventOrder(rawValue: $0) } ?? .oldestFirst
        try query.check()
    }
}
