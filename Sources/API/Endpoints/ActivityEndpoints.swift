import HTTPServer
import JSON
import OnboardingLedger
import Time

/// How busy the log was: how many events each span of time brought (contract W1).
enum ActivityEndpoints {
    static let routes = [
        Route(
            .get, "/v1/ledger/activity", .scope(.auditRead),
            "How many events were recorded in each of the last minutes, hours or days.",
            later: activity)
    ]

    private static let hour: Int64 = 3_600_000
    /// Each span costs a binary search or less; a day of minutes is 1,440.
    private static let countMax: Int64 = 1440

    /// `span` is one minute and `count` sixty unless asked otherwise; the last span is the one that
    /// `until` lies in, which is now unless asked otherwise.
    private static func activity(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        var query = QueryForm(call.request, known: ["span", "count", "until"])
        query.refuseEmpty()
        let span = query.value("span", "a duration from PT1S to P31D") { text -> Int64? in
            let length = ISO8601Duration(text)?.milliseconds
            return length.flatMap { (1000...31 * 24 * hour).contains($0) ? $0 : nil }
        }
        let count = query.integer("count", in: 1...countMax) ?? 60
        let until = query.time("until") ?? call.now
        try query.check()
        let activity = try await core.ledger.activity(
            until: until, spanMilliseconds: span ?? 60_000, count: Int(count))
        return .json(
            JSONWriter.encode(reserving: 8192) { writer in
                writer.object { writer in
                    writer.member("spanSeconds", Double(activity.spanMilliseconds) / 1000)
                    writer.member("head", activity.head.rawValue)
                    writer.member("spans") { writer in
                        writer.array { writer in
                            for (start, events) in activity.spans {
                                writer.element { writer in
                                    writer.object { writer in
                                        writer.member("from", start.rfc3339)
                                        writer.member("events", events)
                                    }
                                }
                            }
                        }
                    }
                }
            })
    }
}
