import JSON
import TestSupport
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
            expectEqual(answer.status, 200)
            expectEqual(answer.names, ["user", "token", "refreshToken"])
            let user = answer["user"]
            expectEqual(
                user.objectValue?.keys,
                ["id", "email", "firstName", "lastName", "isEmailVerified", "tenantId"])
            expectEqual(user["email"], "ada@example.com")
            expectEqual(user["isEmailVerified"], true)
            let id = user["id"]?.stringValue ?? ""
            let tenant = user["tenantId"]?.stringValue ?? ""
            try await expectEqual(api.types(api.stream(token)).last, "SignUpCompleted")
            try await expectEqual(api.types("profile-\(id)"), ["ProfileCreated"])
            let types = ["WorkspaceCreated", "BusinessCreated"]
            try await expectEqual(api.types("tenant-\(tenant)"), types)
            let ids = [
                try await api.events(api.stream(token)).last,
                try await api.events("profile-\(id)").last,
                try await api.events("tenant-\(tenant)").last,
            ].compactMap { $0?.correlationID }
            expectEqual(Set(ids).count, 1)
        }
    }

    @Test func `the token is one that other endpoints take`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.completed("ada@example.com")
            let id = answer["user"]["id"]?.stringValue ?? ""
            let field = "Authorization: Bearer \(answer.string("token"))"
            let profile = try await api.get("/v1/profiles/\(id)", field)
            expectEqual(profile.status, 200)
            expectEqual(profile["email"], "ada@example.com")
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
            try await expectEqual(api.types("tenant-\(tenant)").last, "SubscriptionStarted")
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
            expectEqual(kinds, ["welcome", "otp"])
        }
    }

    @Test func `only a ready session can be completed`() async throws {
        try await TestAPI.run { api in
            let token = try await api.verified("ada@example.com")
            let answer = try await api.post(
                "/v1/onboarding/complete", ["sessionToken": .string(token)])
            expectEqual(answer.refusal, "400 onboarding.invalid_stage")
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
            expectEqual(again.refusal, "400 onboarding.session_already_committed")
            try await expectEqual(api.eventCount, count)
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
            expectEqual(second.status, 200)
            expectEqual(second.fields["Idempotent-Replayed"], "true")
            expectNil(first.fields["Idempotent-Replayed"])
            expectEqual(second["user"], first["user"])
            expectTrue(second["refreshToken"] != first["refreshToken"])
            try await expectEqual(api.eventCount, count)
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
            let id = try required(first["user"]["id"]?.stringValue)
            let admin = try await api.key(.admin)
            let deleted = try await api.ask(
                "DELETE /v1/admin/profiles/\(id)\nContent-Type: application/json\n\(admin)\n\n"
                    + "{\"reason\":\"asked\"}")
            expectEqual(deleted.status, 204)
            let access = "Authorization: Bearer \(first.string("token"))"
            try await expectEqual(api.get("/api/user/profile", access).status, 200)
            let again = try await api.post("/v1/onboarding/complete", body, key)
            expectEqual(again.refusal, "400 onboarding.session_already_committed")
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
            expectEqual(answers["200"], 1)
            expectEqual(answers["400 onboarding.session_already_committed"], 19)
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
            expectEqual(reused.refusal, "401 auth.invalid_refresh_token")
            expectNil(reused.fields["Idempotent-Replayed"])
            let repeated = try await refresh(api, first, "Idempotency-Key: l")
            expectEqual(repeated.text, reused.text)
            expectEqual(repeated.fields["Idempotent-Replayed"], "true")
            let late = try await refresh(api, first, "Idempotency-Key: k")
            expectEqual(late.refusal, "401 auth.invalid_refresh_token")
        }
    }

    @Test func `a refresh token is traded once, and reuse ends the family`() async throws {
        try await TestAPI.run { api in
            let first = try await api.completed("ada@example.com").string("refreshToken")
            let traded = try await refresh(api, first)
            expectEqual(traded.names, ["token", "refreshToken"])
            let second = traded.string("refreshToken")
            try await expectEqual(refresh(api, second).status, 200)
            let reused = try await refresh(api, first)
            expectEqual(reused.refusal, "401 auth.invalid_refresh_token")
            expectEqual(reused.fields["WWW-Authenticate"]?.hasPrefix("Bearer"), true)
            try await expectEqual(refresh(api, second).status, 401)
        }
    }

    @Test func `under a key a lost answer is given again and the family lives on`() async throws {
        try await TestAPI.run { api in
            let first = try await api.completed("ada@example.com").string("refreshToken")
            let traded = try await refresh(api, first, "Idempotency-Key: r")
            let again = try await refresh(api, first, "Idempotency-Key: r")
            expectEqual(again.fields["Idempotent-Replayed"], "true")
            expectEqual(again["refreshToken"], traded["refreshToken"])
            let other = try await refresh(
                api, traded.string("refreshToken"), "Idempotency-Key: r")
            expectEqual(other.refusal, "422 request.idempotency_conflict")
            try await expectEqual(refresh(api, traded.string("refreshToken")).status, 200)
        }
    }

    @Test func `refresh tokens end after thirty days, and made-up ones are none`() async throws {
        try await TestAPI.run { api in
            let token = try await api.completed("ada@example.com").string("refreshToken")
            try await expectEqual(refresh(api, "made-up").refusal, "401 auth.invalid_refresh_token")
            api.advance(31 * 86_400)
            try await expectEqual(refresh(api, token).refusal, "401 auth.invalid_refresh_token")
        }
    }
}
