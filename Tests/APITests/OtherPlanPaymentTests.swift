import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// No payment goes unseen when the plan changes before or after it: coming back to the plan takes
/// it up, and until then `onboard reconcile` names it (contracts K1, K7, K8, S10).
@Suite(.timeLimit(.minutes(5)))
struct OtherPlanPaymentTests {
    private static let email = "ada@example.com"

    /// Turns to another plan with the session's own token; the answer's stage.
    private func change(_ api: TestAPI, _ token: String, to plan: String) async throws -> JSONValue
    {
        let answer = try await api.post(
            "/v1/onboarding/start",
            [
                "email": .string(Self.email), "planDescriptor": .string(plan),
                "sessionToken": .string(token),
            ])
        try required(answer.status == 200, "\(answer.text)")
        return answer["stage"]
    }

    private func pay(_ api: TestAPI, _ id: String) async throws {
        try required(try await api.ask("POST /dev/checkout/\(id)/pay").status == 200)
    }

    /// Delivers that a checkout at the provider was paid, before it could be expired.
    private func report(_ api: TestAPI, _ token: String, _ id: String, plan: String) async throws {
        let answer = try await api.deliver(
            """
            {"id":"evt_\(id)","type":"checkout.session.completed","created":1790000000,"data":\
            {"object":{"id":"\(id)","payment_status":"paid","metadata":{"onboarding_session_id":\
            "\(api.stream(token).dropFirst("session-".count))","plan_id":"plan_\(plan)"}}}}
            """)
        try required(answer.status == 200, "\(answer.text)")
    }

    private func reconcile(_ api: TestAPI) async throws -> [String: String] {
        let told = try await api.server.core.stripe.reconcile(RequestFacts(requestID: "r"))
        return Dictionary(uniqueKeysWithValues: told.map { ($0.checkoutID, $0.outcome.rawValue) })
    }

    private func complete(_ api: TestAPI, _ token: String) async throws {
        let done = try await api.post(
            "/v1/onboarding/complete", ["sessionToken": .string(token)])
        try required(done.status == 200, "\(done.text)")
    }

    /// The checkouts of the subscriptions that began.
    private func subscribed(_ api: TestAPI) async throws -> [String?] {
        var filter = EventFilter()
        filter.types = ["SubscriptionStarted"]
        return try await api.ledger.events(matching: filter, limit: 10).map {
            try JSONValue(parsing: $0.data)["checkoutSessionId"]?.stringValue
        }
    }

    @Test func `what was paid before the plan became a free one is named at each run`()
        async throws
    {
        try await TestAPI.run { api in
            let token = try await api.staged(Self.email, plan: "professional")
            let id = try await api.checkout(token)
            try await pay(api, id)
            try await expectEqual(change(api, token, to: "starter"), "ready_to_commit")
            try await expectEqual(reconcile(api), [id: "other_plan"])
            try await complete(api, token)
            try await expectEqual(subscribed(api), [])
            for _ in 0..<2 { try await expectEqual(reconcile(api), [id: "other_plan"]) }
        }
    }

    @Test func `of two payments the one that made no subscription is named`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged(Self.email, plan: "professional")
            let first = try await api.checkout(token)
            try await pay(api, first)
            try await expectEqual(change(api, token, to: "individual"), "payment_pending")
            api.advance(60)
            let second = try await api.checkout(token)
            try await pay(api, second)
            try await complete(api, token)
            try await expectEqual(subscribed(api), [second])
            for _ in 0..<2 { try await expectEqual(reconcile(api), [first: "other_plan"]) }
        }
    }

    @Test func `each of two plans that are paid can be turned back to`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged(Self.email, plan: "professional")
            let first = try await api.checkout(token)
            try await pay(api, first)
            _ = try await change(api, token, to: "individual")
            api.advance(60)
            let second = try await api.checkout(token)
            try await pay(api, second)
            try await expectEqual(change(api, token, to: "professional"), "ready_to_commit")
            try await complete(api, token)
            try await expectEqual(subscribed(api), [first])
            try await expectEqual(reconcile(api), [second: "other_plan"])
        }
    }

    @Test func `the old plan's payment, told of after the change, counts on the way back`()
        async throws
    {
        try await TestAPI.run(stripe: { api, stripe in
            let token = try await api.staged(Self.email, plan: "professional")
            let id = try await api.checkout(token)
            stripe.pay(id)
            try await expectEqual(change(api, token, to: "individual"), "payment_pending")
            for _ in 0..<2 { try await report(api, token, id, plan: "professional") }
            try await expectEqual(api.types(api.stream(token)).count { $0 == "PaymentSetAside" }, 1)
            try await expectEqual(api.types("webhook-stripe"), [])
            let session = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectTrue(
                session["stage"] == "payment_pending" && session["paymentStatus"] == "pending")
            try await expectEqual(reconcile(api), [id: "other_plan"])
            try await expectEqual(change(api, token, to: "professional"), "ready_to_commit")
            try await expectEqual(reconcile(api), [:])
            try await complete(api, token)
            try await expectEqual(subscribed(api), [id])
            try await expectEqual(reconcile(api), [:])
        })
    }

    @Test func `a payment of the old plan whose webhook was lost is found, named and remembered`()
        async throws
    {
        try await TestAPI.run(stripe: { api, stripe in
            let token = try await api.staged(Self.email, plan: "professional")
            let id = try await api.checkout(token)
            stripe.pay(id)
            _ = try await change(api, token, to: "starter")
            for _ in 0..<2 { try await expectEqual(reconcile(api), [id: "other_plan"]) }
            try await expectEqual(api.types(api.stream(token)).last, "PaymentSetAside")
            try await expectEqual(change(api, token, to: "professional"), "ready_to_commit")
            try await expectEqual(reconcile(api), [:])
        })
    }

    @Test func `of what a session that ran out was paid with one is kept, and the other named`()
        async throws
    {
        try await TestAPI.run { api in
            let token = try await api.staged(Self.email, plan: "professional")
            let first = try await api.checkout(token)
            try await pay(api, first)
            _ = try await change(api, token, to: "individual")
            api.advance(60)
            let second = try await api.checkout(token)
            try await pay(api, second)
            api.advance(86_400)
            let next = try await api.staged(Self.email, plan: "individual")
            let session = try await api.get("/v1/onboarding/session?sessionToken=\(next)")
            expectEqual(session["stage"], "ready_to_commit")
            try await expectEqual(reconcile(api), [first: "session_over"])
        }
    }

    @Test func `a second payment for one plan is kept as unmatched, and named`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let token = try await api.staged(Self.email, plan: "professional")
            let first = try await api.checkout(token)
            stripe.pay(first)
            _ = try await change(api, token, to: "individual")
            try await expectEqual(change(api, token, to: "professional"), "payment_pending")
            api.advance(60)
            let second = try await api.checkout(token)
            try await report(api, token, second, plan: "professional")
            try await report(api, token, first, plan: "professional")
            try await expectEqual(api.types("webhook-stripe"), ["WebhookUnmatched"])
            try await complete(api, token)
            try await expectEqual(subscribed(api), [second])
            try await expectEqual(reconcile(api), [first: "unmatched"])
        })
    }

    @Test func `the control socket names them too`() async throws {
        try await TestAPI.run { api in
            _ = try api.server.start()
            let token = try await api.staged(Self.email, plan: "professional")
            let id = try await api.checkout(token)
            try await pay(api, id)
            _ = try await change(api, token, to: "starter")
            let client = try WireClient.connect(
                .init(host: api.ledger.directory.controlSocket, port: 0))
            let body = try await client.ask("POST /control/reconcile", "").body
            try expectEqual(
                body.split(separator: "\n").map { try JSONValue(parsing: String($0)) },
                [
                    [
                        "checkoutSessionId": .string(id), "stream": .string(api.stream(token)),
                        "outcome": "other_plan",
                    ], ["asked": 1],
                ])
        }
    }
}
