import HTTPServer
import JSON
import OnboardingLedger
import Time

/// Drop-off in numbers (contract D1).
enum AnalyticsEndpoints {
    static let routes = [
        Route(
            .get, "/v1/analytics/funnel", .scope(.analyticsRead),
            "How many subjects got how far, and where they were lost.", later: funnel)
    ]

    private static func funnel(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let report = try await core.ledger.funnel(try query(call))
        return .json(JSONWriter.encode(reserving: 8192) { report.write(to: &$0) })
    }

    private static let known: Set<String> = [
        "flow", "since", "until", "window", "asOf", "by", "order", "format",
    ]

    private static func query(_ call: Call) throws(Problem) -> FunnelQuery {
        var form = QueryForm(call.request, known: known)
        if form.text("flow") == nil { form.refuse("flow", "is required: a flow's id") }
        var query = FunnelQuery(flow: form.text("flow") ?? "")
        query.since = form.time("since")
        query.until = form.time("until")
        query.windowMilliseconds = form.value("window", "a duration such as PT30M or P7D") {
            ISO8601Duration($0)?.milliseconds
        }
        query.asOf = form.value("asOf", "now, or a time") { text in
            text == "now" ? call.now : QueryForm.time(text)
        }
        query.by = form.text("by")
        _ = form.value("order", "ordered") { $0 == "ordered" ? $0 : nil }
        _ = form.value("format", "json") { $0 == "json" ? $0 : nil }
        try form.check()
        return query
    }
}
