import JSON
import OnboardingLedger
import TestSupport
import Testing
import Time

@testable import API

/// Who pays while a session runs is not charged for nothing when its time is over before the
/// payment is told or the sign-up completed (contracts K6, K7, K8, K15).
@Suite(.timeLimit(.minutes(5)))
struct KeptPaymentTests {
    private static let day: Int64 = 86_400

    /// A delivery that a session's checkout was paid, made at `second` of the test's clock.
    private func paid(
        _ stream: String, _ checkout: String = "cs_live_1", at second: Int64,
        event: String = "evt_1"
    ) -> String {
        let session = stream.dropFirst("session-".count)
        return """
            {"id":"\(event)","type":"checkout.session.completed","created":\
            \(1_790_000_000 + second),"data":{"object":{"id":"\(checkout)",\
            "client_reference_id":"\(session)","customer":"cus_1","subscription":"sub_1",\
            "payment_status":"paid","metadata":{"onboarding_session_id":"\(session)",\
            "plan_id":"plan_professional"}}}}
            """
    }

    private func stage(_ api: TestAPI, _ token: String) async throws -> JSONValue {
        try await api.get("/v1/onboarding/session?sessionToken=\(token)")["stage"]
    }

    private func expireOverdue(_ api: TestAPI) async throws -> Int {
        try await SignUps.expireOverdue(in: api.ledger, RequestFacts(requestID: "job"))
    }

    private func complete(_ api: TestAPI, _ token: String) async throws -> Answer {
        try await api.post("/v1/onboarding/complete", ["sessionToken": .string(token)])
    }

    private func reconcile(_ api: TestAPI) async throws -> [String: String] {
        let told = try await api.server.core.stripe.reconcile(RequestFacts(requestID: "r"))
        return Dictionary(uniqueKeysWithValues: told.map { ($0.checkoutID, $0.outcome.rawValue) })
    }

    // MARK: The checkout's end

    @Test func `a checkout ends with its session, within what the provider allows`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let token = try await api.staged("ada@example.com", plan: "professional")
            api.advance(3600)
            let first = try await api.checkout(token)
            expectEqual(stripe.form(first)["expires_at"], "1790086400")
            let other = try await api.staged("eve@example.com", plan: "professional")
            let early = try await api.checkout(other)
            expectEqual(stripe.form(early)["expires_at"], "\(1_790_003_600 + Self.day - 60)")
            api.advance(Self.day - 3600 - 600)
            stripe.forget(first)
            _ = try await api.deliver(
                """
                {"id":"evt_0","type":"checkout.session.expired","data":{"object":{"id":\
                "\(first)","client_reference_id":\
                "\(api.stream(token).dropFirst("session-".count))"}}}
                """)
            let last = try await api.checkout(token)
            expectEqual(stripe.form(last)["expires_at"], "\(1_790_000_000 + Self.day - 600 + 1860)")
        })
    }

    @Test func `the sandbox's checkout cannot be paid past its end`() async throws {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            let id = try await api.order(["plan": "family"], ada)
            api.advance(Self.day)
            let late = try await api.ask("POST /dev/checkout/\(id)/pay")
            expectEqual(late.refusal, "409 dev.checkout_settled")
            try await expectEqual(reconcile(api), [id: "expired"])
        }
    }

    @Test func `a checkout that ran out with its session is recorded, and fits`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let id = try await api.checkout(token)
            api.advance(Self.day)
            _ = try await expireOverdue(api)
            _ = try await api.ask("POST /dev/checkout/\(id)/expire")
            try await expectEqual(api.types(api.stream(token)).last, "CheckoutExpired")
            try await expectEqual(api.types("webhook-stripe"), [])
            try await expectEqual(reconcile(api), [:])
        }
    }

    // MARK: Payments that a session's end overtook

    @Test(arguments: [true, false])
    func `a payment made in time and told too late pays for the next session`(
        isExpiryRecorded: Bool
    ) async throws {
        try await TestAPI.run { api in
            let first = try await api.staged("ada@example.com", plan: "professional")
            api.advance(Self.day + 60)
            if isExpiryRecorded { try await expectEqual(expireOverdue(api), 1) }
            let body = paid(api.stream(first), at: Self.day - 60)
            for _ in 0..<2 { try await expectEqual(api.deliver(body).status, 200) }
            try await expectEqual(
                api.types(api.stream(first)).suffix(2),
                [
                    "SignUpExpired", "PaymentKept",
                ])
            try await expectEqual(complete(api, first).refusal, "400 onboarding.session_expired")
            try await expectEqual(api.types("webhook-stripe"), [])
            try await expectEqual(reconcile(api), ["cs_live_1": "session_over"])
            let next = try await api.staged("ada@example.com", plan: "professional")
            try await expectEqual(stage(api, next), "ready_to_commit")
            try await expectEqual(api.types(api.stream(first)).last, "PaymentHandedOver")
            try await expectEqual(reconcile(api), [:])
            let done = try await complete(api, next)
            expectEqual(done.status, 200)
            let profile = try await api.profile("Authorization: Bearer \(done.string("token"))")
            expectEqual(profile["stripe_customer_id"], "cus_1")
            _ = try await api.deliver(
                paid(api.stream(first), at: Self.day - 60, event: "evt_again"))
            try await expectEqual(api.types("webhook-stripe"), [], "the same payment is no news")
        }
    }

    @Test func `a payment whose subscription ended meanwhile pays for nothing`() async throws {
        try await TestAPI.run { api in
            let first = try await api.staged("ada@example.com", plan: "professional")
            api.advance(Self.day + 60)
            _ = try await api.deliver(paid(api.stream(first), at: Self.day - 60))
            _ = try await api.deliver(
                """
                {"id":"evt_2","type":"customer.subscription.deleted","created":\
                \(1_790_000_000 + Self.day),"data":{"object":{"id":"sub_1","customer":"cus_1",\
                "status":"canceled"}}}
                """)
            let next = try await api.staged("ada@example.com", plan: "professional")
            try await expectEqual(stage(api, next), "payment_pending")
        }
    }

    @Test func `a session that was paid and not completed in time pays for the next one`()
        async throws
    {
        try await TestAPI.run { api in
            let first = try await api.staged("ada@example.com", plan: "professional")
            _ = try await api.ask("POST /dev/checkout/\(try await api.checkout(first))/pay")
            api.advance(Self.day)
            try await expectEqual(complete(api, first).refusal, "400 onboarding.session_expired")
            // Another plan is not paid for with it; coming back to the plan is.
            let next = try await api.staged("ada@example.com", plan: "individual")
            try await expectEqual(stage(api, next), "payment_pending")
            try await expectEqual(
                api.types(api.stream(first)).suffix(2),
                [
                    "SignUpExpired", "PaymentKept",
                ])
            let again = try await api.post(
                "/v1/onboarding/start",
                [
                    "email": "ada@example.com", "planDescriptor": "professional",
                    "sessionToken": .string(next),
                ])
            expectEqual(again["stage"], "ready_to_commit")
            try await expectEqual(complete(api, next).status, 200)
        }
    }

    private func cancel(_ api: TestAPI, _ token: String) async throws {
        let text = String(
            decoding: JSONValue.object(["sessionToken": .string(token)]).encoded, as: UTF8.self)
        let answer = try await api.ask(
            "DELETE /v1/onboarding/session\nContent-Type: application/json\n\n\(text)")
        expectEqual(answer.status, 204)
    }

    @Test func `a session that was paid and given up pays for the next one`() async throws {
        try await TestAPI.run { api in
            let first = try await api.staged("ada@example.com", plan: "professional")
            _ = try await api.ask("POST /dev/checkout/\(try await api.checkout(first))/pay")
            try await cancel(api, first)
            api.advance(120)
            try await expectEqual(
                api.types(api.stream(first)).suffix(2),
                [
                    "SignUpCancelled", "PaymentKept",
                ])
            let next = try await api.staged("ada@example.com", plan: "professional")
            try await expectEqual(stage(api, next), "ready_to_commit")
            try await expectEqual(complete(api, next).status, 200)
            try await expectEqual(reconcile(api), [:])
        }
    }

    @Test func `a payment that is told after its session was given up is kept`() async throws {
        try await TestAPI.run { api in
            let first = try await api.staged("ada@example.com", plan: "professional")
            try await cancel(api, first)
            api.advance(120)
            let next = try await api.staged("ada@example.com", plan: "professional")
            try await expectEqual(stage(api, next), "payment_pending")
            for _ in 0..<2 { _ = try await api.deliver(paid(api.stream(first), at: 1)) }
            try await expectEqual(api.types("webhook-stripe"), [])
            try await expectEqual(stage(api, next), "ready_to_commit")
        }
    }

    @Test(arguments: [false, true])
    func `a payment that was taken up is as old as when it was made`(isToldLate: Bool)
        async throws
    {
        try await TestAPI.run { api in
            let first = try await api.staged("ada@example.com", plan: "professional")
            api.advance(100)
            let payment = paid(api.stream(first), at: 60)
            if !isToldLate { _ = try await api.deliver(payment) }
            try await cancel(api, first)
            if isToldLate { _ = try await api.deliver(payment) }
            api.advance(200)
            let next = try await api.staged("ada@example.com", plan: "professional")
            try await expectEqual(stage(api, next), "ready_to_commit")
            // Made before the payment was taken up, and told after it.
            _ = try await api.deliver(
                """
                {"id":"evt_2","type":"customer.subscription.updated","created":1790000150,\
                "data":{"object":{"id":"sub_1","customer":"cus_1","status":"unpaid"}}}
                """)
            let done = try await complete(api, next)
            let profile = try await api.profile("Authorization: Bearer \(done.string("token"))")
            expectEqual(profile["subscription_status"], .null)
            let paidAt = Timestamp(milliseconds: 1_790_000_060_000)
            expectEqual(profile["subscription_start_date"], .string(paidAt.rfc3339))
        }
    }

    @Test func `a late payment reaches the next session that waits for one`() async throws {
        try await TestAPI.run { api in
            let first = try await api.staged("ada@example.com", plan: "professional")
            api.advance(Self.day)
            let next = try await api.staged("ada@example.com", plan: "professional")
            try await expectEqual(stage(api, next), "payment_pending")
            _ = try await api.deliver(paid(api.stream(first), at: Self.day - 1))
            try await expectEqual(stage(api, next), "ready_to_commit")
        }
    }

    @Test func `only the session's own checkout may be paid after its end`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let token = try await api.staged("ada@example.com", plan: "professional")
            api.advance(Self.day - 60)
            let own = try await api.checkout(token)
            api.advance(120)
            let late = Self.day + 60
            _ = try await api.deliver(paid(api.stream(token), at: late))
            try await expectEqual(api.types("webhook-stripe"), ["WebhookUnmatched"])
            let text = try await api.get("/metrics", try await api.key(.admin)).text
            let count =
                #"onboard_webhooks_unmatched_total{provider="stripe","#
                + #"reason="onboarding.session_expired"} 1"#
            expectTrue(text.contains(count + "\n"))
            _ = try await api.deliver(paid(api.stream(token), own, at: late, event: "evt_2"))
            try await expectEqual(reconcile(api), [own: "session_over"])
            let next = try await api.staged("ada@example.com", plan: "professional")
            try await expectEqual(stage(api, next), "ready_to_commit")
        })
    }

    @Test func `what an erased person paid is nobody's`() async throws {
        try await TestAPI.run { api in
            let first = try await api.staged("ada@example.com", plan: "professional")
            _ = try await api.ask("POST /dev/checkout/\(try await api.checkout(first))/pay")
            api.advance(Self.day)
            try await expectEqual(expireOverdue(api), 1)
            let erased = try await api.post(
                "/v1/admin/erase", ["subject": "ada@example.com", "reason": "asked for"],
                try await api.key(.admin))
            expectEqual(erased.status, 200)
            let next = try await api.staged("ada@example.com", plan: "professional")
            try await expectEqual(stage(api, next), "payment_pending")
        }
    }
}
