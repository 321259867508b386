import HTTPServer
import JSON
import OnboardingLedger

/// The audit's events: page by page, whole as a download, or live (contract L6).
enum EventEndpoints {
    static let routes = [
        Route(
            .get, "/v1/ledger/events", .scope(.auditRead), isPersonal: true,
            "Events by filter, page by page, as a download, or live as server-sent events.",
            later: events
        ).negotiating()
    ]

    /// L6. 404 `ledger.position_not_found` for an `after` past the log's end,
    /// `ledger.stream_not_found` for a page or download of a stream that was never begun.
    private static func events(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let query = try EventsQuery(call)
        if let after = query.after { try await core.require(after) }
        switch query.form {
        case .tail: return try await EventTail.answer(core, call, query)
        case .page:
            try await requireStream(query, core)
            return try await page(query, core)
        case .download(let format):
            try await requireStream(query, core)
            return try await EventDownload(query, format, core).answer(call.request)
        }
    }

    /// Only a tail may wait for a stream that nobody has begun.
    private static func requireStream(_ query: EventsQuery, _ core: APICore) async throws {
        guard let stream = query.filter.stream,
            try await core.ledger.version(of: stream) == .empty
        else { return }
        throw StreamEndpoints.notFound(stream)
    }

    /// `{events, next}`; `next` is null on the last page.
    private static func page(_ query: EventsQuery, _ core: APICore) async throws -> HTTPResponse {
        let limit = query.limit ?? EventsQuery.pageDefault
        let page = try await core.ledger.events(
            matching: query.filter, beyond: query.after, order: query.order, limit: limit + 1)
        let shown = page.prefix(limit)
        let next = page.count > limit ? shown.last?.position : nil
        let erasures = try await core.ledger.erasures(among: Array(shown))
        return .json(
            JSONWriter.encode(reserving: 64 << 10) { writer in
                writer.object { writer in
                    StreamEndpoints.write(Array(shown), erasures, to: &writer)
                    writer.memberOrNull("next", next?.rawValue)
                }
            })
    }
}
