import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// F1, F2 and F6 over HTTP.
struct SpaceAnswerTests {
    @Test func `a space is made, and read as it was answered`() async throws {
        try await TestAPI.run { api in
            let ada = api.person("ada")
            let made = try await api.post("/v1/spaces", ["name": " Home "], ada)
            expectEqual(made.status, 201)
            expectEqual(made.names, ["id", "name", "metadata"])
            expectEqual(made.string("name"), "Home")
            expectEqual(
                made["metadata"],
                ["onboarding_status": "not_planned", "onboarding_meeting_id": nil])
            let path = "/v1/spaces/\(made.string("id"))"
            expectEqual(made.fields["Location"], path)
            expectEqual(made.fields["ETag"], "\"2\"")
            let read = try await api.get(path, ada)
            expectTrue(read.text == made.text && read.fields["ETag"] == "\"2\"")
            expectEqual(read.fields["Cache-Control"], "no-store")
            try await expectEqual(api.get(path, ada, "If-None-Match: \"2\"").status, 304)
            let events = try await api.events("tenant-\(made.string("id"))")
            expectEqual(events.map(\.type.name), ["WorkspaceCreated", "CallRequired"])
            expectEqual(events[0].actor, EventActor(kind: .user, id: "ada"))
        }
    }

    @Test(
        arguments: [
            (nil, nil, "not_planned"), ("individual", nil, "not_required"),
            ("advisor_client", "other", "not_required"), (nil, "advisor", "not_required"),
            ("advisor", "individual", "not_planned"), ("household", nil, "not_planned"),
        ] as [(String?, String?, String)])
    func `who was invited, and advisors, owe no call`(
        inviteType: String?, signupType: String?, status: String
    ) async throws {
        try await TestAPI.run { api in
            let ada = api.person("ada")
            let id = try await api.space(
                ada,
                [
                    "inviteType": inviteType.map { .string($0) } ?? .null,
                    "initialSignupType": signupType.map { .string($0) } ?? .null,
                ])
            try await expectEqual(api.call(id, ada), status)
        }
    }

    @Test func `a user who cannot have a stream cannot have a space`() async throws {
        try await TestAPI.run { api in
            for user in ["a\nb", String(repeating: "x", count: 400)] {
                let made = try await api.post("/v1/spaces", ["name": "Home"], api.person(user))
                expectEqual(made.refusal, "400 onboarding.invalid_user")
            }
            try await expectEqual(api.eventCount, 0)
        }
    }

    @Test func `a space needs a name, and words that are words`() async throws {
        try await TestAPI.run { api in
            let bodies: [(JSONValue, [String])] = [
                ([:], ["/name"]), (["name": "  "], ["/name"]), (["name": 7], ["/name"]),
                (["name": "x", "inviteType": 1], ["/inviteType"]),
                (["name": "", "initialSignupType": ""], ["/name", "/initialSignupType"]),
            ]
            for (body, pointers) in bodies {
                let answer = try await api.post("/v1/spaces", body, api.person("ada"))
                expectEqual(answer.refusal, "400 request.invalid_body")
                expectEqual(answer.pointers, pointers)
            }
            try await expectEqual(api.eventCount, 0)
        }
    }

    @Test func `another's space does not exist, and an auditor sees all`() async throws {
        try await TestAPI.run { api in
            let id = try await api.space(api.person("ada"))
            for path in ["/v1/spaces/\(id)", "/v1/spaces/\(id)/changes"] {
                let bob = try await api.get(path, api.person("bob"))
                let nobody = try await api.get("/v1/spaces/nobody", api.person("bob"))
                expectEqual(bob.refusal, "404 space.not_found")
                expectEqual(bob["detail"], nobody["detail"])
                try await expectEqual(api.get(path).status, 401)
            }
            let auditor = try await api.get("/v1/spaces/\(id)", try await api.key(.auditRead))
            expectEqual(auditor.string("id"), id)
        }
    }

    @Test func `a tenant that is no space is none`() async throws {
        try await TestAPI.run { api in
            let user = try await api.completed("ada@example.com")["user"]
            let tenant = user["tenantId"]?.stringValue ?? ""
            let answer = try await api.get(
                "/v1/spaces/\(tenant)", try await api.key(.auditRead))
            expectEqual(answer.refusal, "404 space.not_found")
        }
    }

    @Test func `an app makes spaces by its key`() async throws {
        try await TestAPI.run { api in
            let made = try await api.post(
                "/v1/spaces", ["name": "x"], try await api.key(.ingest))
            expectEqual(made.status, 201)
            let event = try await api.events("tenant-\(made.string("id"))").first
            expectEqual(event?.actor.kind, .apiKey)
        }
    }

    @Test func `a repeated creation answers the space as it was made, and makes none`()
        async throws
    {
        try await TestAPI.run { api in
            let (ada, key) = (api.person("ada"), "Idempotency-Key: k1")
            let made = try await api.post("/v1/spaces", ["name": "Home"], ada, key)
            _ = try await api.ask("POST /dev/spaces/\(made.string("id"))/book")
            let count = try await api.eventCount
            let again = try await api.post("/v1/spaces", ["name": "Home"], ada, key)
            expectTrue(again.status == 201 && again.text == made.text)
            expectEqual(again.fields["ETag"], made.fields["ETag"])
            expectEqual(again.fields["Idempotent-Replayed"], "true")
            try await expectEqual(api.eventCount, count)
            let other = try await api.post("/v1/spaces", ["name": "Office"], ada, key)
            expectEqual(other.refusal, "422 request.idempotency_conflict")
            let bob = try await api.post("/v1/spaces", ["name": "Home"], api.person("bob"), key)
            expectTrue(bob.string("id") != made.string("id"))
        }
    }

    // MARK: F6

    @Test func `dev mode books and cancels`() async throws {
        try await TestAPI.run { api in
            let ada = api.person("ada")
            let id = try await api.space(ada)
            let booked = try await api.ask("POST /dev/spaces/\(id)/book")
            expectEqual(booked.names, ["meetingId"])
            let meeting = booked.string("meetingId")
            try await expectEqual(api.call(id, ada), "planned \(meeting)")
            let cancelled = try await api.ask("POST /dev/spaces/\(id)/cancel")
            expectEqual(cancelled.string("meetingId"), meeting)
            try await expectEqual(api.call(id, ada), "not_planned")
            let again = try await api.ask("POST /dev/spaces/\(id)/cancel")
            expectEqual(again.refusal, "409 space.no_meeting_planned")
            let nobody = try await api.ask("POST /dev/spaces/nobody/book")
            expectEqual(nobody.refusal, "404 space.not_found")
        }
    }

    @Test func `dev mode lets a planned meeting have taken place`() async throws {
        try await TestAPI.run { api in
            let ada = api.person("ada")
            let id = try await api.space(ada)
            let early = try await api.ask("POST /dev/spaces/\(id)/end")
            expectEqual(early.refusal, "409 space.no_meeting_planned")
            let booked = try await api.ask("POST /dev/spaces/\(id)/book")
            let ended = try await api.ask("POST /dev/spaces/\(id)/end")
            expectEqual(ended.string("meetingId"), booked.string("meetingId"))
            try await expectTrue(api.call(id, ada).hasPrefix("completed"))
            let again = try await api.ask("POST /dev/spaces/\(id)/end")
            expectEqual(again.refusal, "409 space.no_meeting_planned")
        }
    }

    @Test func `outside dev mode nobody books by a button`() async throws {
        try await TestAPI.run({ $0.isDev = false }) { api in
            let id = try await api.space(api.person("ada"))
            for verb in ["book", "cancel", "end"] {
                let answer = try await api.ask("POST /dev/spaces/\(id)/\(verb)")
                expectEqual(answer.status, 404)
            }
        }
    }
}
