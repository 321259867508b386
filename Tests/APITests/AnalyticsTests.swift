import JSON
import Testing

@testable import API

/// The funnel of section 8 (D1).
struct AnalyticsTests {
    private func funnel(_ api: TestAPI, _ query: String) async throws -> Answer {
        try await api.get("/v1/analytics/funnel?\(query)", try await api.key(.analyticsRead))
    }

    @Test func `a funnel has the members of section 8 and its sums agree`() async throws {
        try await TestAPI.run { api in
            _ = try await api.start("one@example.com")
            _ = try await api.verified("two@example.com", plan: "professional")
            _ = try await api.completed("three@example.com")
            let answer = try await funnel(api, "flow=signup")
            #expect(
                answer.names == [
                    "flow", "since", "until", "asOf", "head", "subjects", "stages", "exits",
                ])
            #expect(answer["subjects"] == 3)
            let stages = answer["stages"].arrayValue ?? []
            #expect(
                stages.first?.objectValue?.keys == [
                    "stage", "subjects", "fromPrevious", "fromFirst", "dropOff", "open", "lost",
                    "medianSeconds", "p90Seconds", "p95Seconds",
                ])
            let counts = Dictionary(
                uniqueKeysWithValues: stages.compactMap { stage in
                    stage["stage"]?.stringValue.map { ($0, stage["subjects"]?.intValue ?? -1) }
                })
            #expect(counts["plan_selected"] == 3)
            #expect(counts["identity_verified"] == 2)
            #expect(counts["committed"] == 1)
        }
    }

    @Test func `groups break the numbers down by an attribute`() async throws {
        try await TestAPI.run { api in
            _ = try await api.start("one@example.com")
            _ = try await api.start("two@example.com", plan: "professional")
            _ = try await api.start("three@example.com")
            let answer = try await funnel(api, "flow=signup&by=plan")
            let groups = answer["groups"].arrayValue ?? []
            #expect(groups.map { $0["key"] } == ["starter", "professional"])
            #expect(groups.map { $0["subjects"] } == [2, 1])
        }
    }

    @Test func `the same question at the same head has the same bytes`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            let first = try await funnel(api, "flow=signup&by=plan&window=P1D")
            api.advance(100)
            let again = try await funnel(api, "flow=signup&by=plan&window=P1D")
            #expect(first.text == again.text)
            let now = try await funnel(api, "flow=signup&asOf=now")
            #expect(now["asOf"] == .string(api.clock.now().rfc3339))
        }
    }

    @Test func `cohorts are bounded by their first stage's time`() async throws {
        try await TestAPI.run { api in
            _ = try await api.start("one@example.com")
            api.advance(3600)
            _ = try await api.start("two@example.com")
            let since = try await funnel(api, "flow=signup&since=2026-09-21T15:00:00Z")
            #expect(since["subjects"] == 1)
            let until = try await funnel(api, "flow=signup&until=2026-09-21T15:00:00Z")
            #expect(until["subjects"] == 1)
            let day = try await funnel(api, "flow=signup&since=2026-09-21&until=2026-09-22")
            #expect(day["subjects"] == 2)
        }
    }

    @Test func `what is not known is named with what is`() async throws {
        try await TestAPI.run { api in
            let flow = try await funnel(api, "flow=sign-up")
            #expect(flow.refusal == "400 analytics.unknown_flow")
            #expect(flow["knownFlows"].arrayValue?.contains("signup") == true)
            let attribute = try await funnel(api, "flow=signup&by=colour")
            #expect(attribute.refusal == "400 analytics.unknown_attribute")
            #expect(attribute["knownAttributes"].arrayValue?.contains("plan") == true)
        }
    }

    @Test(arguments: [
        ("", "/flow"), ("flow=signup&window=30", "/window"), ("flow=signup&since=x", "/since"),
        ("flow=signup&asOf=later", "/asOf"), ("flow=signup&order=sideways", "/order"),
        ("flow=signup&groupBy=plan", "/groupBy"),
    ])
    func `a question that cannot be meant is 400`(query: String, pointer: String) async throws {
        try await TestAPI.run { api in
            let answer = try await funnel(api, query)
            #expect(answer.refusal == "400 request.invalid_query")
            #expect(answer.pointers == [pointer])
        }
    }

    @Test func `a range that ends before it begins is 400`() async throws {
        try await TestAPI.run { api in
            let answer = try await funnel(api, "flow=signup&since=2026-02-01&until=2026-01-01")
            #expect(answer.refusal == "400 analytics.reversed_range")
        }
    }

    @Test func `it needs its scope`() async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.auditRead)
            let answer = try await api.get("/v1/analytics/funnel?flow=signup", key)
            #expect(answer.status == 403)
        }
    }
}
