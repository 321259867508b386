import JSON
import Testing

@testable import API

/// Contract K8: from a ready session to a user with a workspace.
@Suite(.timeLimit(.minutes(5))) struct CompletionTests {
    @Test func `completing answers user and tokens and writes three streams at once`()
        async throws
    {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com")
            let answer = try await api.post(
                "/v1/onboarding/complete", ["sessionToken": .string(token)])
            #expect(answer.status == 200)
            #expect(answer.names == ["user", "token", "refreshToken"])
            let user = answer["user"]
            #expect(
                user.objectValue?.keys
                    == ["id", "email", "firstName", "lastName", "isEmailVerified", "tenantId"])
            #expect(user["email"] == "ada@example.com")
            #expect(user["isEmailVerified"] == true)
            let id = user["id"]?.stringValue ?? ""
            let tenant = user["tenantId"]?.stringValue ?? ""
            #expect(try await api.types(api.stream(token)).last == "SignUpCompleted")
            #expect(try await api.types("profile-\(id)") == ["ProfileCreated"])
            let types = ["WorkspaceCreated", "BusinessCreated"]
            #expect(try await api.types("tenant-\(tenant)") == types)
            let ids = [
                try await api.events(api.stream(token)).last,
                try await api.events("profile-\(id)").last,
                try await api.events("tenant-\(tenant)").last,
            ].compactMap { $0?.correlationID }
            #expect(Set(ids).count == 1)
        }
    }

    @Test func `the token is one that other endpoints take`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.completed("ada@example.com")
            let id = answer["user"]["id"]?.stringValue ?? ""
            let field = "Authorization: Bearer \(answer.string("token"))"
            let profile = try await api.get("/v1/profiles/\(id)", field)
            #expect(profile.status == 200)
            #expect(profile["email"] == "ada@example.com")
        }
    }

    @Test func `a paid plan starts a subscription`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let checkout = try await api.checkout(token)
            _ = try await api.ask("POST /dev/checkout/\(checkout)/pay")
            let answer = try await api.post(
                "/v1/onboarding/complete", ["sessionToken": .string(token)])
            let tenant = answer["user"]["tenantId"]?.stringValue ?? ""
            #expect(try await api.types("tenant-\(tenant)").last == "SubscriptionStarted")
        }
    }

    @Test func `a welcome mail follows`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            // The mail leaves on a thread of its own; a later one comes behind it.
            let token = try await api.start("eve@example.com")
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            let mails = try await api.get("/dev/mailbox?to=ada%40example.com")
            let kinds = mails["messages"].arrayValue?.map { $0["kind"] }
            #expect(kinds == ["welcome", "otp"])
        }
    }

    @Test func `only a ready session can be completed`() async throws {
        try await TestAPI.run { api in
            let token = try await api.verified("ada@example.com")
            let answer = try await api.post(
                "/v1/onboarding/complete", ["sessionToken": .string(token)])
            #expect(answer.refusal == "400 onboarding.invalid_stage")
        }
    }

    @Test func `a second completion is refused and creates nothing`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com")
            let body: JSONValue = ["sessionToken": .string(token)]
            _ = try await api.post("/v1/onboarding/complete", body)
            try await api.effectsAreOver()
            let count = try await api.eventCount
            let again = try await api.post("/v1/onboarding/complete", body)
            #expect(again.refusal == "400 onboarding.session_already_committed")
            #expect(try await api.eventCount == count)
        }
    }

    @Test func `with the first one's key the first answer comes again, with fresh tokens`()
        async throws
    {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com")
            let body: JSONValue = ["sessionToken": .string(token)]
            let key = "Idempotency-Key: k-1"
            let first = try await api.post("/v1/onboarding/complete", body, key)
            try await api.effectsAreOver()
            let count = try await api.eventCount
            let second = try await api.post("/v1/onboarding/complete", body, key)
            #expect(second.status == 200)
            #expect(second.fields["Idempotent-Replayed"] == "true")
            #expect(first.fields["Idempotent-Replayed"] == nil)
            #expect(second["user"] == first["user"])
            #expect(second["refreshToken"] != first["refreshToken"])
            #expect(try await api.eventCount == count)
        }
    }

    @Test func `a completion that is repeated lets nobody in again whose sign-ins were revoked`()
        async throws
    {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com")
            let body: JSONValue = ["sessionToken": .string(token)]
            let key = "Idempotency-Key: k-1"
            let first = try await api.post("/v1/onboarding/complete", body, key)
            let id = try #require(first["user"]["id"]?.stringValue)
            let admin = try await api.key(.admin)
            let deleted = try await api.ask(
                "DELETE /v1/admin/profiles/\(id)\nContent-Type: application/json\n\(admin)\n\n"
                    + "{\"reason\":\"asked\"}")
            #expect(deleted.status == 204)
            let access = "Authorization: Bearer \(first.string("token"))"
            #expect(try await api.get("/api/user/profile", access).status == 200)
            let again = try await api.post("/v1/onboarding/complete", body, key)
            #expect(again.refusal == "400 onboarding.session_already_committed")
        }
    }

    @Test func `of raced completions one wins`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com")
            let answers = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        let answer = try await api.post(
                            "/v1/onboarding/complete", ["sessionToken": .string(token)])
                        return answer.status == 200 ? "200" : answer.refusal
                    }
                }
                return try await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(answers["200"] == 1)
            #expect(answers["400 onboarding.session_already_committed"] == 19)
        }
    }

    // MARK: Refresh tokens

    private func refresh(_ api: TestAPI, _ token: String, _ fields: String...) async throws
        -> Answer
    {
        let lines = (["Content-Type: application/json"] + fields).joined(separator: "\n")
        return try await api.ask(
            "POST /v1/auth/refresh\n\(lines)\n\n{\"refreshToken\":\"\(token)\"}")
    }

    @Test func `a trade is not repeated once its family was revoked`() async throws {
        try await TestAPI.run { api in
            let first = try await api.completed("ada@example.com").string("refreshToken")
            _ = try await refresh(api, first, "Idempotency-Key: k")
            let reused = try await refresh(api, first, "Idempotency-Key: l")
            #expect(reused.refusal == "401 auth.invalid_refresh_token")
            #expect(reused.fields["Idempotent-Replayed"] == nil)
            let repeated = try await refresh(api, first, "Idempotency-Key: l")
            #expect(repeated.text == reused.text)
            #expect(repeated.fields["Idempotent-Replayed"] == "true")
            let late = try await refresh(api, first, "Idempotency-Key: k")
            #expect(late.refusal == "401 auth.invalid_refresh_token")
        }
    }

    @Test func `a refresh token is traded once, and reuse ends the family`() async throws {
        try await TestAPI.run { api in
            let first = try await api.completed("ada@example.com").string("refreshToken")
            let traded = try await refresh(api, first)
            #expect(traded.names == ["token", "refreshToken"])
            let second = traded.string("refreshToken")
            #expect(try await refresh(api, second).status == 200)
            let reused = try await refresh(api, first)
            #expect(reused.refusal == "401 auth.invalid_refresh_token")
            #expect(reused.fields["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
            #expect(try await refresh(api, second).status == 401)
        }
    }

    @Test func `under a key a lost answer is given again and the family lives on`() async throws {
        try await TestAPI.run { api in
            let first = try await api.completed("ada@example.com").string("refreshToken")
            let traded = try await refresh(api, first, "Idempotency-Key: r")
            let again = try await refresh(api, first, "Idempotency-Key: r")
            #expect(again.fields["Idempotent-Replayed"] == "true")
            #expect(again["refreshToken"] == traded["refreshToken"])
            let other = try await refresh(
                api, traded.string("refreshToken"), "Idempotency-Key: r")
            #expect(other.refusal == "422 request.idempotency_conflict")
            #expect(try await refresh(api, traded.string("refreshToken")).status == 200)
        }
    }

    @Test func `refresh tokens end after thirty days, and made-up ones are none`() async throws {
        try await TestAPI.run { api in
            let token = try await api.completed("ada@example.com").string("refreshToken")
            #expect(try await refresh(api, "made-up").refusal == "401 auth.invalid_refresh_token")
            api.advance(31 * 86_400)
            #expect(try await refresh(api, token).refusal == "401 auth.invalid_refresh_token")
        }
    }
}
