import HTTPServer
import OnboardingLedger
import Time

/// Reads the parameters that all questions about a flow's journeys share (contract D1).
struct AnalyticsForm {
    private static let shared: Set<String> = [
        "flow", "since", "until", "window", "asOf", "by", "key", "order", "cohort", "tz", "where",
        "format",
    ]

    var form: QueryForm
    /// True when the answer is to be a table.
    private(set) var wantsCSV = false

    /// - Parameters:
    ///   - more: what the endpoint takes beside the shared ones.
    ///   - without: what it does not take.
    init(_ call: Call, more: Set<String> = [], without: Set<String> = []) {
        form = QueryForm(
            call.request, known: Self.shared.union(more).subtracting(without),
            repeatable: ["where"])
        form.refuseEmpty()
        wantsCSV = ListFormat(call, &form) == .csv
    }

    /// The question; what is wrong with it is refused by the form's `check`.
    mutating func query(_ call: Call) -> FunnelQuery {
        if form.text("flow") == nil { form.refuse("flow", "is required: a flow's id") }
        var query = FunnelQuery(flow: form.text("flow") ?? "")
        query.since = form.bound("since")
        query.until = form.bound("until")
        query.windowMilliseconds = duration("window")
        readAsOf(call, into: &query)
        query.by = form.texts("by")
        query.key = form.value("key", "a group's key") { $0 }
        query.order =
            form.value("order", "ordered, strict or any") { .init(rawValue: $0) }
            ?? .ordered
        query.cohort = form.value("cohort", "day, week or month") { .init(rawValue: $0) }
        query.zone = form.text("tz") ?? query.zone
        query.filters = form.filters()
        return query
    }

    /// In milliseconds; above 0.
    mutating func duration(_ name: String) -> Int64? {
        let expected =
            "a duration such as PT30M or P7D, in \(ISO8601Duration.units), above 0 and of a "
            + "hundred years at most"
        return form.value(name, expected) { text in
            ISO8601Duration(text).flatMap { $0.milliseconds > 0 ? $0.milliseconds : nil }
        }
    }

    /// The present: an instant, now, or a position of the log.
    private mutating func readAsOf(_ call: Call, into query: inout FunnelQuery) {
        if let text = form.text("asOf"), let position = Int64(text) {
            query.position = GlobalPosition(rawValue: position)
            return
        }
        query.asOf = form.value("asOf", "now, a time, or a position of the log") { text in
            text == "now" ? call.now : Timestamp(instantOrDay: text)
        }
    }
}

extension QueryForm {
    /// Every `where`, which may stand several times.
    mutating func filters() -> [AttributeFilter] {
        values("where").compactMap { text in
            if let filter = AttributeFilter(text) { return filter }
            refuse("where", "expected an attribute and its value: plan=professional")
            return nil
        }
    }
}
