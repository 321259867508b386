import JSON
import Testing

@testable import API

/// Contract S8: a payer without an account gets one.
struct MembershipClaimTests {
    private func claim(_ api: TestAPI, _ id: String, _ fields: String...) async throws -> Answer {
        let body: JSONValue = ["sessionId": .string(id), "password": "correct horse"]
        let text = String(decoding: body.encoded, as: UTF8.self)
        let lines = (["Content-Type: application/json"] + fields).joined(separator: "\n")
        return try await api.ask("POST /api/welcome/claim\n\(lines)\n\n\(text)")
    }

    @Test func `the payer claims the payment once and signs in by it`() async throws {
        try await TestAPI.run { api in
            let id = try await api.order(["plan": "individual", "email": "ada@example.com"])
            let early = try await claim(api, id, "Idempotency-Key: k1")
            #expect(early.refusal == "409 membership.checkout_not_paid")
            _ = try await api.ask("POST /dev/checkout/\(id)/pay")
            let answer = try await claim(api, id, "Idempotency-Key: k1")
            #expect(answer.names == ["user", "token", "refreshToken"])
            #expect(
                answer["user"].objectValue?.keys == [
                    "id", "email", "firstName", "lastName", "isEmailVerified", "tenantId",
                ])
            #expect(answer["user"]["email"] == "ada@example.com")
            let field = "Authorization: Bearer \(answer.string("token"))"
            let profile = try await api.profile(field)
            #expect(profile["membership_plan"] == "individual")
            #expect(profile["id"] == answer["user"]["id"])
            let login = try await api.post(
                "/v1/auth/login", ["email": "ada@example.com", "password": "correct horse"])
            #expect(login.status == 200)
            let count = try await api.eventCount
            #expect(try await claim(api, id).refusal == "409 membership.already_claimed")
            let replay = try await claim(api, id, "Idempotency-Key: k1")
            #expect(replay.fields["Idempotent-Replayed"] == "true")
            #expect(replay["user"] == answer["user"])
            #expect(try await api.eventCount == count)
        }
    }

    @Test func `who makes up checkouts is stopped`() async throws {
        try await TestAPI.run { api in
            for number in 1...60 {
                let answer = try await claim(api, "cs_made_up_\(number)")
                #expect(answer.refusal == "404 membership.checkout_not_found")
            }
            let stopped = try await claim(api, "cs_made_up_61")
            #expect(stopped.refusal == "429 auth.rate_limited")
            #expect(stopped.fields["Retry-After"] == "900")
            api.advance(900)
            #expect(try await claim(api, "cs_made_up_61").status == 404)
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
            #expect(answer.refusal == "400 request.invalid_body")
            #expect(answer.pointers == [pointer])
        }
    }

    @Test(arguments: ["pi_1", "cs_unknown", "cs_../../customers", "cs_a?b", "sub_1"])
    func `what is no checkout of ours is not found`(id: String) async throws {
        try await TestAPI.run(stripe: { api, _ in
            let answer = try await claim(api, id)
            #expect(answer.refusal == "404 membership.checkout_not_found")
            #expect(try await api.eventCount == 0)
        })
    }

    @Test func `a payment whose webhook was lost is asked for and claimed`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let id = try await api.order(["plan": "family", "email": "ada@example.com"])
            #expect(try await claim(api, id).refusal == "409 membership.checkout_not_paid")
            stripe.pay(id, "no_payment_required")
            let answer = try await claim(api, id)
            #expect(answer.status == 200)
            let field = "Authorization: Bearer \(answer.string("token"))"
            #expect(try await api.profile(field)["subscription_status"] == "trialing")
        })
    }

    @Test func `a provider that is down is 502, and the claim can be made later`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let id = try await api.order(["plan": "family", "email": "ada@example.com"])
            stripe.pay(id)
            stripe.setDown(true)
            let answer = try await claim(api, id)
            #expect(answer.refusal == "502 membership.payment_provider_unavailable")
            #expect(try await api.eventCount == 1)
            stripe.setDown(false)
            #expect(try await claim(api, id).status == 200)
        })
    }

    @Test func `who paid under no email is told what to do, which the description lists`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.deliver(StripeBodies(suffix: "x").checkout("a", user: nil, at: 0))
            let answer = try await claim(api, "cs_test_x")
            #expect(answer.refusal == "400 membership.email_required")
            #expect(answer.string("detail").hasPrefix("Ask support"))
        }
    }

    @Test func `an active membership is not overwritten`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let first = try await api.order(["plan": "individual"], api.member("ada"))
            stripe.pay(first)
            _ = try await api.profile(api.member("ada"))
            let second = try await api.order(["plan": "family", "email": "ada@example.com"])
            stripe.pay(second)
            #expect(try await claim(api, second).refusal == "409 membership.already_active")
            #expect(try await api.profile(api.member("ada"))["membership_plan"] == "individual")
        })
    }

    @Test func `a sign-up's checkout cannot be claimed`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let id = try await api.checkout(token)
            stripe.pay(id)
            let answer = try await claim(api, id)
            #expect(answer.refusal == "404 membership.checkout_not_found")
        })
    }
}
