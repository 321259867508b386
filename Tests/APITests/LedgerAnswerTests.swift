import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// The ledger's answers of section 8.
@Suite(.timeLimit(.minutes(5))) struct LedgerAnswerTests {
    // MARK: Events

    @Test func `events have the members of section 8 in their order`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let answer = try await api.get("/v1/ledger/events", try await api.key(.auditRead))
            expectEqual(answer.names, ["events", "next"])
            expectEqual(answer["next"], .null)
            expectEqual(answer.fields["Cache-Control"], "no-store")
            let event = try required(answer["events"][0]?.objectValue)
            expectEqual(
                event.keys,
                [
                    "position", "stream", "version", "type", "schemaVersion", "id", "recordedAt",
                    "actor", "correlationId", "causationId", "origin", "data", "personal", "hash",
                ])
            expectEqual(event["stream"]?.stringValue, api.stream(token))
            expectEqual(event["position"], 1)
            expectEqual(event["schemaVersion"], 2)
        }
    }

    private func positions(_ api: TestAPI, _ query: String) async throws -> [Int64] {
        let answer = try await api.get("/v1/ledger/events?\(query)", try await api.key(.auditRead))
        try required(answer.status == 200, "\(answer.text)")
        return answer["events"].arrayValue?.compactMap { $0["position"]?.int64Value } ?? []
    }

    @Test func `every filter narrows, and all of them together`() async throws {
        try await TestAPI.run { api in
            let completed = try await api.completed("ada@example.com")
            let user = completed["user"]["id"]?.stringValue ?? ""
            let tenant = completed["user"]["tenantId"]?.stringValue ?? ""
            try await api.effectsAreOver()
            api.advance(60)
            _ = try await api.post(
                "/v1/onboarding/start", ["email": "eve@example.com", "planDescriptor": "starter"],
                "X-Request-Id: eve-1")
            let all = try await positions(api, "")
            expectEqual(all, Array(1...Int64(all.count)))
            let last = try required(all.last)
            try await expectEqual(positions(api, "correlation=eve-1"), [last])
            try await expectEqual(positions(api, "since=2026-09-21T14:14:20Z"), [last])
            try await expectEqual(positions(api, "until=2026-09-21T14:14:20Z"), all.dropLast())
            try await expectEqual(positions(api, "type=SignUpStarted"), [1, last])
            for types in ["SignUpStarted,ProfileCreated", "SignUpStarted,%20ProfileCreated%20"] {
                try await expectEqual(positions(api, "type=\(types)").count, 3)
            }
            try await expectEqual(positions(api, "type=SignUpStarted&type=ProfileCreated").count, 3)
            try await expectEqual(positions(api, "stream=profile-\(user)").count, 1)
            // The sign-up, its mails, the profile and the tenant: all but Eve's.
            try await expectEqual(positions(api, "tenant=\(tenant)"), all.dropLast())
            try await expectEqual(positions(api, "field=planDescriptor").count, 2)
            try await expectEqual(positions(api, "field=email").count, 3)
            try await expectEqual(positions(api, "type=SignUpStarted%2CProfileCreated").count, 3)
            try await expectTrue(positions(api, "type=Nothing").isEmpty)
            let session = try required(
                try await api.ledger.events(matching: EventFilter(), limit: 1).first?.stream.id)
            let own = try await positions(api, "actor=session:\(session)")
            expectTrue(own.count == last - 3, "neither what two mails came to, nor eve's start")
            try await expectEqual(positions(api, "actor=\(session)&type=ProfileCreated").count, 1)
        }
    }

    @Test func `pages follow each other without gap or repetition, in both orders`() async throws {
        try await TestAPI.run { api in
            for number in 1...7 { _ = try await api.start("user\(number)@example.com") }
            let key = try await api.key(.auditRead)
            for order in ["asc", "desc"] {
                var seen: [Int64] = []
                var next = ""
                repeat {
                    let answer = try await api.get(
                        "/v1/ledger/events?limit=3&order=\(order)\(next)", key)
                    let page = answer["events"].arrayValue?.compactMap {
                        $0["position"]?.int64Value
                    }
                    seen += page ?? []
                    next = answer["next"].int64Value.map { "&after=\($0)" } ?? ""
                } while !next.isEmpty
                expectEqual(seen, (order == "asc" ? Array(1...7) : (1...7).reversed()))
            }
        }
    }

    @Test(
        arguments: [
            "until=2026-09-21&since=2026-09-21", "format=xml", "limit=0", "limit=1001",
            "limit=ten", "order=up", "since=yesterday", "after=-1",
            "stream=nohyphen", "tpye=SignUpStarted", "limit=1&limit=2", "stream=", "tenant=",
            "actor=",
            "type=", "type=&type=SignUpStarted", "field=", "correlation=", "since=", "until=",
            "after",
        ] as [String])
    func `a query that cannot be meant is 400 and named`(query: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.get(
                "/v1/ledger/events?\(query)", try await api.key(.auditRead))
            expectEqual(answer.refusal, "400 request.invalid_query")
            expectEqual(answer.pointers, ["/" + (query.split(separator: "=").first ?? "")])
        }
    }

    // MARK: Streams

    @Test func `a stream is read whole, or from a version on`() async throws {
        try await TestAPI.run { api in
            let token = try await api.verified("ada@example.com")
            let stream = api.stream(token)
            let key = try await api.key(.auditRead)
            let answer = try await api.get("/v1/ledger/streams/\(stream)", key)
            expectEqual(answer.names, ["stream", "version", "events"])
            expectEqual(answer["version"], 3)
            expectEqual(answer["events"].arrayValue?.count, 3)
            let rest = try await api.get("/v1/ledger/streams/\(stream)?after=1&limit=1", key)
            expectEqual(rest["events"].arrayValue?.map { $0["version"] }, [2])
        }
    }

    @Test func `a state is read at any version and instant`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            api.advance(10)
            try await api.verify(token, "ada@example.com")
            let path = "/v1/ledger/streams/\(api.stream(token))/state"
            let key = try await api.key(.auditRead)
            let now = try await api.get(path, key)
            expectEqual(now.names, ["stream", "version", "state"])
            expectEqual(now["state"]["stage"], "identity_verified")
            let first = try await api.get(path + "?version=1", key)
            expectEqual(first["state"]["stage"], "plan_selected")
            expectEqual(first["version"], 1)
            let then = try await api.get(path + "?at=2026-09-21T14:13:25Z", key)
            expectEqual(then["version"], 1)
            let before = try await api.get(path + "?at=2020-01-01", key)
            expectEqual(before["version"], 0)
            let late = try await api.get(path + "?version=99", key)
            expectEqual(late.refusal, "404 ledger.version_not_found")
            expectEqual(late["currentVersion"], 3)
            let both = try await api.get(path + "?version=1&at=2020-01-01", key)
            expectEqual(both.refusal, "400 request.invalid_query")
        }
    }

    @Test func `a difference names the fields that changed`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            _ = try await api.start("ada@example.com", plan: "professional")
            let path = "/v1/ledger/streams/\(api.stream(token))/diff"
            let key = try await api.key(.auditRead)
            let answer = try await api.get(path + "?from=1&to=2", key)
            expectEqual(answer.names, ["stream", "from", "to", "changes"])
            let plan = try required(
                answer["changes"].arrayValue?.first { $0["field"] == "planDescriptor" })
            expectEqual(
                plan.objectValue?.keys,
                [
                    "field", "before", "after", "setBy", "at", "position", "version", "type",
                    "correlationId",
                ])
            expectTrue(plan["before"] == "starter" && plan["after"] == "professional")
            expectTrue(plan["version"] == 2 && plan["type"] == "PlanChanged")
            expectEqual(plan["setBy"]?["kind"], "session")
            try await expectEqual(api.get(path, key).text, answer.text, "the last event's change")
            let whole = try await api.get(path + "?from=0&to=1", key)
            let stage = whole["changes"].arrayValue?.first { $0["field"] == "stage" }
            expectEqual(stage?["before"], .null)
            try await expectEqual(
                api.get(path + "?to=3", key).refusal, "404 ledger.version_not_found")
        }
    }

    @Test func `blame says who set each field, and a field's history all its values`()
        async throws
    {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            _ = try await api.post(
                "/v1/onboarding/start",
                ["email": "ada@example.com", "planDescriptor": "professional"], "X-Request-Id: two")
            let path = "/v1/ledger/streams/\(api.stream(token))/blame"
            let key = try await api.key(.auditRead)
            let answer = try await api.get(path, key)
            expectEqual(answer.names, ["stream", "version", "fields"])
            let plan = try required(
                answer["fields"].arrayValue?.first { $0["field"] == "planDescriptor" })
            expectEqual(
                plan.objectValue?.keys,
                [
                    "field", "value", "setBy", "at", "position", "version", "type",
                    "correlationId",
                ])
            expectEqual(plan["version"], 2)
            expectEqual(plan["type"], "PlanChanged")
            expectEqual(plan["correlationId"], "two")
            expectEqual(plan["setBy"]?["kind"], "session")
            let history = try await api.get(path + "?field=planDescriptor", key)
            expectEqual(
                history["history"].arrayValue?.map { $0["value"] }, ["starter", "professional"])
            let unknown = try await api.get(path + "?field=plan", key)
            expectEqual(unknown.refusal, "404 ledger.field_not_found")
            expectEqual(unknown["knownFields"].arrayValue?.contains("planDescriptor"), true)
            let empty = try await api.get(path + "?field=", key)
            expectTrue(empty.refusal == "400 request.invalid_query" && empty.pointers == ["/field"])
        }
    }

    @Test func `a name with a dot stands between quotes, in a blame, a difference and a filter`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.save("u1", 0, ["a.b": 1, "a": ["b": 2]], version: 0)
            _ = try await api.save("u1", 0, ["a.b": 3], version: 1)
            let path = "/v1/ledger/streams/wizard-u1"
            let key = try await api.key(.auditRead)
            let changes = try await api.get(path + "/diff?from=1&to=2", key)["changes"].arrayValue
            let change = try required(changes?.first { $0["field"] == #"stepData."a.b""# })
            expectTrue(change["before"] == 1 && change["after"] == 3)
            expectEqual(changes?.contains { $0["field"] == "stepData.a.b" }, false)
            let history = try await api.get(path + "/blame?field=stepData.%22a.b%22", key)
            expectEqual(history["field"], #"stepData."a.b""#)
            expectEqual(history["history"].arrayValue?.map { $0["value"] }, [1, 3])
            try await expectEqual(positions(api, "field=data.%22a.b%22"), [1, 2])
            try await expectEqual(positions(api, "field=data.a.b"), [1])
        }
    }

    @Test func `a bound between two milliseconds parts what lies before it from what does not`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.start("ada@example.com")
            // Recorded at 14:13:20.000 (UTC).
            try await expectTrue(positions(api, "since=2026-09-21T14:13:20.0005Z").isEmpty)
            try await expectEqual(positions(api, "since=2026-09-21T14:13:20.0000Z"), [1])
            try await expectEqual(positions(api, "until=2026-09-21T14:13:20.0005Z"), [1])
            try await expectTrue(positions(api, "until=2026-09-21T14:13:20.0000Z").isEmpty)
        }
    }

    @Test(arguments: ["", "/state", "/diff", "/blame"])
    func `a stream that was never written is 404`(path: String) async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.auditRead)
            for stream in ["session-none", "nohyphen", "a-%00", "%E2%82%AC-1"] {
                let answer = try await api.get("/v1/ledger/streams/\(stream)\(path)", key)
                expectEqual(answer.refusal, "404 ledger.stream_not_found", "\(stream)")
            }
        }
    }

    @Test func `the head has size, root, hash and time`() async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.auditRead)
            let empty = try await api.get("/v1/ledger/head", key)
            expectEqual(empty.names, ["size", "root", "hash", "recordedAt"])
            expectEqual(empty["size"], 0)
            expectEqual(empty["recordedAt"], .null)
            _ = try await api.start("ada@example.com")
            let one = try await api.get("/v1/ledger/head", key)
            expectEqual(one["size"], 1)
            expectEqual(one.string("root").count, 64)
            expectEqual(one["recordedAt"], "2026-09-21T14:13:20.000Z")
        }
    }

    @Test func `ids are decoded from the path`() async throws {
        try await TestAPI.run { api in
            let stream = try required(StreamID("loan-a/b c%d"))
            _ = try await api.ledger.perform { transaction in
                try transaction.append(
                    [
                        StreamAppend(
                            to: stream, expected: .none,
                            events: [NewEvent(type: EventType("Applied"), data: Array("{}".utf8))])
                    ],
                    metadata: EventMetadata(
                        actor: EventActor(kind: .system, id: "t"), correlationID: "c"))
            }
            let answer = try await api.get(
                "/v1/ledger/streams/loan-a%2Fb%20c%25d", try await api.key(.auditRead))
            expectEqual(answer["stream"], "loan-a/b c%d")
            let session = try await api.get(
                "/v1/sessions/loan-a%2Fb%20c%25d", try await api.key(.auditRead))
            expectEqual(session["id"], "loan-a/b c%d")
        }
    }
}
