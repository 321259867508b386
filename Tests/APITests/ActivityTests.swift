import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// How busy the log was (W1).
struct ActivityTests {
    private func counts(_ answer: Answer) -> [JSONValue] {
        answer["spans"].arrayValue?.compactMap { $0["events"] } ?? []
    }

    @Test func `each span counts the events that were recorded in it`() async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.auditRead)
            // The clock stands at 13:33:20: 40 seconds are left of this minute.
            _ = try await api.start("ada@example.com")
            _ = try await api.start("eve@example.com")
            api.advance(60)
            api.advance(60)
            _ = try await api.start("max@example.com")
            let answer = try await api.get("/v1/ledger/activity?span=PT1M&count=4", key)
            expectEqual(counts(answer), [0, 2, 0, 1])
            expectEqual(answer["head"], 3)
            expectEqual(answer["spanSeconds"], 60)
            let spans = answer["spans"].arrayValue ?? []
            expectEqual(spans.last?["from"]?.stringValue?.hasSuffix(":00.000Z"), true)
            let hours = try await api.get("/v1/ledger/activity?span=PT1H&count=2", key)
            expectEqual(counts(hours), [0, 3])
            let before = try await api.get(
                "/v1/ledger/activity?count=1&until=2020-01-01", key)
            expectEqual(counts(before), [0])
        }
    }

    /// Spans begin at multiples of their length, also before 1970 and before there were years.
    @Test func `whatever instant is asked about, there is an answer`() async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.auditRead)
            for until in ["0100-01-01", "0000-01-01", "9999-12-31", "1969-12-31T23:59:59Z"] {
                let answer = try await api.get(
                    "/v1/ledger/activity?span=P31D&count=1440&until=\(until)", key)
                expectEqual(answer.status, 200, "\(until)")
            }
            let answer = try await api.get(
                "/v1/ledger/activity?span=PT1H&count=1&until=1969-12-31T23:59:59Z", key)
            expectEqual(answer["spans"].arrayValue?.first?["from"], "1969-12-31T23:00:00.000Z")
        }
    }

    @Test(arguments: ["span=1h", "span=PT0S", "span=P90D", "count=0", "count=1441", "since=x"])
    func `what cannot be counted is refused`(query: String) async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.auditRead)
            let answer = try await api.get("/v1/ledger/activity?\(query)", key)
            expectEqual(answer.refusal, "400 request.invalid_query")
        }
    }

    @Test func `a flow's attributes are what its funnel can be broken down by`() async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.analyticsRead)
            let answer = try await api.get("/v1/flows/signup/attributes", key)
            let names = answer["attributes"].arrayValue?.compactMap(\.stringValue) ?? []
            expectTrue(names.contains("plan"))
            for name in names {
                let funnel = try await api.get("/v1/analytics/funnel?flow=signup&by=\(name)", key)
                expectEqual(funnel.status, 200, "\(name)")
            }
            let none = try await api.get("/v1/flows/none/attributes", key)
            expectEqual(none.refusal, "404 flow.not_declared")
        }
    }
}
