import HTTPServer
import JSON
import Onboarding
import OnboardingLedger
import Time

/// Drop-off in numbers, who is behind them, and what makes a difference (contracts D1, D2, D4).
enum AnalyticsEndpoints {
    static let routes = [
        Route(
            .get, "/v1/analytics/funnel", .scope(.analyticsRead),
            "How many subjects got how far, and where they were lost.", later: funnel
        ).negotiating(),
        Route(
            .get, "/v1/analytics/dropoff", .scope(.analyticsRead),
            "Who stopped at a stage, since when, and where they went instead.", later: dropoff
        ).negotiating(),
        Route(
            .get, "/v1/analytics/experiments", .scope(.analyticsRead),
            "How the variants of an experiment convert, and whether they differ.",
            later: experiments
        ).negotiating(),
        Route(
            .get, "/v1/analytics/paths", .scope(.analyticsRead),
            "The most common ways from a stage to completion and to loss.", later: paths
        ).negotiating(),
    ]

    /// D1. 400 `analytics.unknown_flow`, `unknown_attribute`, `unknown_stage` or `reversed_range`
    /// for what cannot be answered as asked.
    private static func funnel(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = AnalyticsForm(call)
        let query = form.query(call)
        try form.form.check()
        let report = try await core.ledger.funnel(query)
        if form.wantsCSV { return .csv(report.csv, name: "funnel-\(report.flow)") }
        return .json(JSONWriter.encode(reserving: 8192) { report.write(to: &$0) })
    }

    private static let pageMax: Int64 = 1000

    /// D2, with D1's own filters. Fifty subjects a page as JSON; a table has all of them unless
    /// `limit` says otherwise. Emails are an auditor's to read, not an analyst's.
    private static func dropoff(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = AnalyticsForm(
            call, more: ["stage", "state", "idle", "after", "limit", "emails"])
        var query = DropoffQuery(form.query(call))
        query.stage = form.form.text("stage")
        query.state = form.form.value("state", "open or lost") { .init(rawValue: $0) }
        query.idleMilliseconds = form.duration("idle")
        query.after = form.form.value("after", "next of the page before") { .init($0) }
        let limit = form.form.integer("limit", in: 1...pageMax)
        query.limit = limit.map { Int($0) } ?? (form.wantsCSV ? nil : 50)
        query.wantsEmails = form.form.value("emails", "true or false") { Bool($0) } ?? false
        try form.form.check()
        if query.wantsEmails { try Authenticator.require(.auditRead, of: call.caller) }
        let page = try await core.ledger.dropoff(query)
        var response =
            form.wantsCSV
            ? HTTPResponse.csv(page.csv, name: "dropoff-\(page.flow)")
            : .json(JSONWriter.encode(reserving: 32 << 10) { page.write(to: &$0) })
        if query.wantsEmails { response.fields.set("Cache-Control", "no-store") }
        return response
    }

    /// D4; the attribute is `variant` unless `attribute` names another.
    private static func experiments(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = AnalyticsForm(call, more: ["attribute"], without: ["by", "key", "cohort", "tz"])
        let query = form.query(call)
        let attribute = form.form.text("attribute") ?? FlowAttribute.variant
        try form.form.check()
        let report = try await core.ledger.experiment(query, attribute: attribute)
        if form.wantsCSV { return .csv(report.csv, name: "experiment-\(report.flow)") }
        return .json(JSONWriter.encode(reserving: 2048) { report.write(to: &$0) })
    }

    /// The ways from the stage in `from`, else from the flow's first.
    private static func paths(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var form = AnalyticsForm(call, more: ["from"], without: ["by", "key", "cohort", "tz"])
        let query = form.query(call)
        let stage = form.form.text("from")
        try form.form.check()
        let report = try await core.ledger.paths(query, from: stage)
        if form.wantsCSV { return .csv(report.csv, name: "paths-\(report.flow)") }
        return .json(JSONWriter.encode(reserving: 16 << 10) { report.write(to: &$0) })
    }
}
