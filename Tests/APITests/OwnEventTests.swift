import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// Events of a team's own flow, given over HTTP (contract L17).
struct OwnEventTests {
    private static let path = "/v1/ledger/streams/loan-1/events"

    private static let flow = """
        {"flow":"loan","stages":[{"name":"asked","on":["Asked"]},{"name":"paid","on":["Paid"]}],
        "attributes":["amount"]}
        """

    private func body(_ types: String..., actor: JSONValue? = nil) -> JSONValue {
        var body: JSONObject = ["events": .array(types.map { ["type": .string($0)] })]
        body["actor"] = actor
        return .object(body)
    }

    @Test func `a type that may not be is pointed at`() async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.ingest)
            for type in ["PersonErased", "", "A\u{85}B", "A\u{2028}B", "A\u{FFFF}"] {
                let answer = try await api.post(Self.path, body("Asked", type), key)
                expectEqual(answer.refusal, "400 request.invalid_body", "\(type)")
                expectEqual(
                    answer["errors"].arrayValue?.map { $0["pointer"] }, ["/events/1/type"])
            }
        }
    }

    @Test func `events are appended, counted and told of, once under a key`() async throws {
        try await TestAPI.run { api in
            _ = try await api.ledger.declareFlow(Array(Self.flow.utf8), TestAPI.facts)
            let key = try await api.key(.ingest)
            let whole: JSONValue = [
                "events": [
                    [
                        "type": "Asked", "data": ["attributes": ["amount": 5]],
                        "personal": ["email": "ada@example.com"],
                        "occurredAt": "2026-01-05T10:00:00Z",
                    ], ["type": "Paid"],
                ], "actor": "ada",
            ]
            let first = try await api.post(Self.path, whole, key, "Idempotency-Key: k")
            expectEqual(first.status, 201, "\(first.text)")
            expectTrue(first["stream"] == "loan-1" && first["version"] == 2)
            expectEqual(first["positions"], [2, 3])
            expectEqual(first.fields["ETag"], "\"2\"")
            let again = try await api.post(Self.path, whole, key, "Idempotency-Key: k")
            expectEqual(again.fields["Idempotent-Replayed"], "true")
            expectEqual(again["positions"], [2, 3])
            let other = try await api.post(Self.path, body("Paid"), key, "Idempotency-Key: k")
            expectEqual(other.refusal, "422 request.idempotency_conflict")
            let events = try await api.events("loan-1")
            expectEqual(events.map(\.type.name), ["Asked", "Paid"])
            expectEqual(events.map(\.actor.kind), [.user, .user])
            expectEqual(events.map(\.actor.id), ["ada", "ada"])
            expectNotNil(events[0].personal)
            expectEqual(events[0].occurredAt?.rfc3339, "2026-01-05T10:00:00.000Z")
            let funnel = try await api.get(
                "/v1/analytics/funnel?flow=loan", try await api.key(.analyticsRead))
            expectEqual(funnel["stages"].arrayValue?.map { $0["subjects"] }, [1, 1])
        }
    }

    @Test func `without an actor the key is who acted, and a demanded version counts`()
        async throws
    {
        try await TestAPI.run { api in
            let key = try await api.key(.ingest)
            try await expectEqual(
                api.post(Self.path, body("Asked"), key, "If-Match: \"0\"").status, 201)
            let stale = try await api.post(Self.path, body("Paid"), key, "If-Match: \"0\"")
            expectEqual(stale.refusal, "412 request.precondition_failed")
            expectEqual(stale["currentVersion"], 1)
            try await expectEqual(api.events("loan-1").map(\.actor.kind), [.apiKey])
        }
    }

    @Test(arguments: [
        ("loan-1", "{}"), ("loan-1", #"{"events":[]}"#), ("loan-1", #"{"events":[1]}"#),
        ("loan-1", #"{"events":[{}]}"#), ("loan-1", #"{"events":[{"type":""}]}"#),
        ("loan-1", #"{"events":[{"type":"A","data":[]}]}"#),
        ("loan-1", #"{"events":[{"type":"A","when":"now"}]}"#),
        ("loan-1", #"{"events":[{"type":"A","occurredAt":"yesterday"}]}"#),
        ("loan-1", #"{"events":[{"type":"PersonErased"}]}"#),
        ("loan-1", #"{"events":[{"type":"A"}],"actor":""}"#),
        ("loan-1", #"{"events":[{"type":"A"}],"by":"ada"}"#),
        ("session-1", #"{"events":[{"type":"A"}]}"#), ("tenant-1", #"{"events":[{"type":"A"}]}"#),
    ])
    func `what is no event of a team's own is refused, and nothing is appended`(
        stream: String, body: String
    ) async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.ingest)
            let count = try await api.eventCount
            let answer = try await api.ask(
                """
                POST /v1/ledger/streams/\(stream)/events
                \(key)
                Content-Type: application/json

                \(body)
                """)
            expectEqual(answer.refusal, "400 request.invalid_body", "\(answer.text)")
            try await expectEqual(api.eventCount, count)
        }
    }

    @Test func `what is wrong is named by its place, and an admin who asks is one`() async throws {
        try await TestAPI.run { api in
            let admin = api.person("root", email: "root@example.com", role: "admin")
            let wrong: JSONValue = ["events": [["type": "A"], ["type": "B", "data": 1]]]
            let refused = try await api.post(Self.path, wrong, admin)
            expectEqual(refused.pointers, ["/events/1/data"])
            try await expectEqual(api.post(Self.path, body("A"), admin).status, 201)
            try await expectEqual(api.events("loan-1").map(\.actor.kind), [.admin])
        }
    }

    @Test func `more than a hundred events are too many`() async throws {
        try await TestAPI.run { api in
            let many = JSONValue.array(Array(repeating: ["type": "A"], count: 101))
            let answer = try await api.post(
                Self.path, ["events": many], try await api.key(.ingest))
            expectEqual(answer.refusal, "400 request.invalid_body")
        }
    }
}
