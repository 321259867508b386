import HTTPServer
import JSON
import OnboardingLedger

/// How hard each step of a flow is (contract D3).
enum FrictionEndpoint {
    static let routes = [
        Route(
            .get, "/v1/analytics/friction", .scope(.analyticsRead),
            "What people were refused at each step, and how long it took them.", later: friction
        ).negotiating()
    ]

    private static let known: Set<String> = ["flow", "since", "until", "by", "where", "format"]

    /// D3. `flow` must be there.
    private static func friction(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = QueryForm(call.request, known: known, repeatable: ["where"])
        form.refuseEmpty()
        if form.text("flow") == nil { form.refuse("flow", "is required: a flow's id") }
        var query = FrictionQuery(flow: form.text("flow") ?? "")
        query.since = form.bound("since")
        query.until = form.bound("until")
        query.by = form.text("by")
        query.filters = form.filters()
        let format = ListFormat(call, &form)
        try form.check()
        let report = try await core.ledger.friction(query)
        if format == .csv { return .csv(report.csv, name: "friction-\(report.flow)") }
        return .json(JSONWriter.encode(reserving: 4096) { report.write(to: &$0) })
    }
}
