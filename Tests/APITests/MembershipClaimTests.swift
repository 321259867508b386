import JSON
import TestSupport
import Testing

@testable import API

/// Contract S8: a payer without an account gets one.
struct MembershipClaimTests {
    private func claim(
        _ api: TestAPI, _ id: String, password: String = "correct horse", _ fields: String...
    ) async throws -> Answer {
        let body: JSONValue = ["sessionId": .string(id), "password": .string(password)]
        let text = String(decoding: body.encoded, as: UTF8.self)
        let lines = (["Content-Type: application/json"] + fields).joined(separator: "\n")
        return try await api.ask("POST /api/welcome/claim\n\(lines)\n\n\(text)")
    }

    @Test func `the payer claims the payment once and signs in by it`() async throws {
        try await TestAPI.run { api in
            let id = try await api.order(["plan": "individual", "email": "ada@example.com"])
            let early = try await claim(api, id, "Idempotency-Key: k1")
            expectEqual(early.refusal, "409 membership.checkout_not_paid")
            _ = try await api.ask("POST /dev/checkout/\(id)/pay")
            let answer = try await claim(api, id, "Idempotency-Key: k1")
            expectEqual(answer.names, ["user", "token", "refreshToken"])
            expectEqual(
                answer["user"].objectValue?.keys,
                [
                    "id", "email", "firstName", "lastName", "isEmailVerified", "tenantId",
                ])
            expectEqual(answer["user"]["email"], "ada@example.com")
            let field = "Authorization: Bearer \(answer.string("token"))"
            let profile = try await api.profile(field)
            expectEqual(profile["membership_plan"], "individual")
            expectEqual(profile["id"], answer["user"]["id"])
            let login = try await api.post(
                "/v1/auth/login", ["email": "ada@example.com", "password": "correct horse"])
            expectEqual(login.status, 200)
            let count = try await api.eventCount
            try await expectEqual(claim(api, id).refusal, "409 membership.already_claimed")
            let replay = try await claim(api, id, "Idempotency-Key: k1")
            expectEqual(replay.fields["Idempotent-Replayed"], "true")
            expectEqual(replay["user"], answer["user"])
            try await expectEqual(api.eventCount, count)
        }
    }

    @Test func `who makes up checkouts is stopped`() async throws {
        try await TestAPI.run { api in
            for number in 1...60 {
                let answer = try await claim(api, "cs_made_up_\(number)")
                expectEqual(answer.refusal, "404 membership.checkout_not_found")
            }
            let stopped = try await claim(api, "cs_made_up_61")
            expectEqual(stopped.refusal, "429 auth.rate_limited")
            expectEqual(stopped.fields["Retry-After"], "900")
            api.advance(900)
            try await expectEqual(claim(api, "cs_made_up_61").status, 404)
        }
    }

    @Test func `who guesses passwords under a claim's key is stopped, and it is noted`()
        async throws
    {
        try await TestAPI.run { api in
            let id = try await api.order(["plan": "individual", "email": "ada@example.com"])
            _ = try await api.ask("POST /dev/checkout/\(id)/pay")
            let key = "Idempotency-Key: k1"
            let first = try await claim(api, id, key)
            expectEqual(first.status, 200)
            for number in 1...5 {
                try await expectEqual(claim(api, id, key).status, 200, "repeating tries nothing")
                let guess = try await claim(api, id, password: "guess number \(number)", key)
                expectEqual(guess.refusal, "422 request.idempotency_conflict")
            }
            expectEqual(api.count(.loginsRefused), 5)
            for password in ["guess number 6", "correct horse"] {
                let late = try await claim(api, id, password: password, key)
                expectEqual(late.refusal, "429 auth.rate_limited")
            }
            try await api.refusalsAreRecorded()
            let user = first["user"]["id"]?.stringValue ?? ""
            let refused = try await api.events("refusals-profile-\(user)").map {
                try JSONValue(parsing: $0.data)["command"]
            }
            expectEqual(refused, Array(repeating: "welcome/claim", count: 5))
            api.advance(900)
            try await expectEqual(claim(api, id, key).status, 200)
        }
    }

    @Test(arguments: [
        ("", "/sessionId"), ("cs_1", "/password"),
    ])
    func `a missing field is refused`(id: String, pointer: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.post(
                "/api/welcome/claim",
                ["sessionId": .string(id), "password": id.isEmpty ? "correct horse" : "short"])
            expectEqual(answer.refusal, "400 request.invalid_body")
            expectEqual(answer.pointers, [pointer])
        }
    }

    @Test(arguments: ["pi_1", "cs_unknown", "cs_../../customers", "cs_a?b", "sub_1"])
    func `what is no checkout of ours is not found`(id: String) async throws {
        try await TestAPI.run(stripe: { api, _ in
            let answer = try await claim(api, id)
            expectEqual(answer.refusal, "404 membership.checkout_not_found")
            try await expectEqual(api.eventCount, 0)
        })
    }

    @Test func `a payment whose webhook was lost is asked for and claimed`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let id = try await api.order(["plan": "family", "email": "ada@example.com"])
            try await expectEqual(claim(api, id).refusal, "409 membership.checkout_not_paid")
            stripe.pay(id, "no_payment_required")
            let answer = try await claim(api, id)
            expectEqual(answer.status, 200)
            let field = "Authorization: Bearer \(answer.string("token"))"
            try await expectEqual(api.profile(field)["subscription_status"], "trialing")
        })
    }

    @Test func `a provider that is down is 502, and the claim can be made later`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let id = try await api.order(["plan": "family", "email": "ada@example.com"])
            stripe.pay(id)
            stripe.setDown(true)
            let answer = try await claim(api, id)
            expectEqual(answer.refusal, "502 membership.payment_provider_unavailable")
            try await expectEqual(api.eventCount, 1)
            stripe.setDown(false)
            try await expectEqual(claim(api, id).status, 200)
        })
    }

    @Test func `who paid under no email is told what to do, which the description lists`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.deliver(StripeBodies(suffix: "x").checkout("a", user: nil, at: 0))
            let answer = try await claim(api, "cs_test_x")
            expectEqual(answer.refusal, "400 membership.email_required")
            expectTrue(answer.string("detail").hasPrefix("Ask support"))
        }
    }

    @Test func `an active membership is not overwritten`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let first = try await api.order(["plan": "individual"], api.member("ada"))
            stripe.pay(first)
            _ = try await api.profile(api.member("ada"))
            let second = try await api.order(["plan": "family", "email": "ada@example.com"])
            stripe.pay(second)
            try await expectEqual(claim(api, second).refusal, "409 membership.already_active")
            try await expectEqual(api.profile(api.member("ada"))["membership_plan"], "individual")
        })
    }

    @Test func `a sign-up's checkout cannot be claimed`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let id = try await api.checkout(token)
            stripe.pay(id)
            let answer = try await claim(api, id)
            expectEqual(answer.refusal, "404 membership.checkout_not_found")
        })
    }
}
