import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// S10: checkouts that never reported are asked about.
struct ReconcileTests {
    private func reconcile(_ api: TestAPI) async throws -> [String: String] {
        let asked = try await api.server.core.stripe.reconcile(RequestFacts(requestID: "req-1"))
        return Dictionary(uniqueKeysWithValues: asked.map { ($0.checkoutID, $0.outcome.rawValue) })
    }

    @Test func `each checkout that never reported is asked about, until it has`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let token = try await api.staged("sue@example.com", plan: "professional")
            let signUp = try await api.checkout(token)
            let mine = try await api.order(["plan": "family"], api.member("ada"))
            let anybodys = try await api.order(["plan": "individual", "email": "bob@example.com"])
            let expired = try await api.order(["plan": "family"], api.member("eve"))
            let open = try await api.order(["plan": "family"], api.member("zoe"))
            let unknown = try await api.order(["plan": "family"], api.member("kim"))
            let reported = try await api.order(["plan": "family"], api.member("tom"))
            for id in [signUp, mine, anybodys, reported] { stripe.pay(id) }
            stripe.expire(expired)
            stripe.forget(unknown)
            _ = try await api.deliver(
                StripeBodies(suffix: String(reported.dropFirst("cs_test_".count)))
                    .checkout("told", user: "tom", at: 0))
            try await expectEqual(
                reconcile(api),
                [
                    signUp: "paid", mine: "paid", anybodys: "paid", expired: "expired",
                    open: "open", unknown: "unknown",
                ])
            let session = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(session["stage"], "ready_to_commit")
            try await expectEqual(api.membershipGate("ada"), "/welcome")
            try await expectEqual(api.membershipGate("eve"), "/join")
            let bob = try await api.profile(api.member("bob"))
            expectEqual(bob["membership_plan"], "individual")
            try await expectEqual(reconcile(api), [open: "open", unknown: "unknown"])
        })
    }

    @Test func `a report that came before its checkout was noted is none to ask about`()
        async throws
    {
        try await TestAPI.run(stripe: { api, _ in
            // The provider's next checkout, reported while its making was still being answered.
            let story = StripeBodies(suffix: "fake1")
            _ = try await api.deliver(story.checkout("early", user: "ada", at: 0))
            // Who pays is led to no checkout; the report counts as told also when that is over.
            _ = try await api.deliver(story.subscription("end", "deleted", "canceled", at: 1))
            let id = try await api.order(["plan": "family"], api.member("ada"))
            expectEqual(id, "cs_test_fake1")
            try await expectEqual(reconcile(api), [:])
        })
    }

    @Test func `the expiry of an earlier checkout is told once and not asked for again`()
        async throws
    {
        try await TestAPI.run(stripe: { api, stripe in
            let token = try await api.staged("sue@example.com", plan: "professional")
            let first = try await api.checkout(token)
            // Another plan needs another checkout.
            _ = try await api.post(
                "/v1/onboarding/start",
                [
                    "email": "sue@example.com", "planDescriptor": "individual",
                    "sessionToken": .string(token),
                ])
            api.advance(60)
            let second = try await api.checkout(token)
            stripe.expire(first)
            try await expectEqual(reconcile(api), [first: "expired", second: "open"])
            stripe.pay(second)
            try await expectEqual(reconcile(api), [second: "paid"])
            try await expectEqual(reconcile(api), [:])
        })
    }

    @Test func `a payment that fits nobody any more is kept`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            var paid: [String] = []
            for plan in ["professional", "individual"] {
                let token = try await api.staged("sue@example.com", plan: plan)
                paid.append(try await api.checkout(token))
                stripe.pay(paid[paid.count - 1])
                _ = try await api.ask("DELETE /v1/onboarding/session?sessionToken=\(token)")
                // What was paid first waits for the next sign-up under the email.
                _ = try await reconcile(api)
                api.advance(120)
            }
            try await expectEqual(api.types("webhook-stripe"), ["WebhookUnmatched"])
            try await expectEqual(reconcile(api), [paid[0]: "session_over"])
            try await expectEqual(api.types("webhook-stripe").count, 1)
        })
    }

    @Test func `a deleted payer is not made anew by it`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let id = try await api.order(["plan": "family", "email": "bob@example.com"])
            stripe.pay(id)
            _ = try await reconcile(api)
            let bob = try await api.profile(api.member("bob")).string("id")
            _ = try await api.ask(
                "DELETE /v1/admin/profiles/\(bob)\nContent-Type: application/json\n"
                    + "\(try await api.key(.admin))\n\n{\"reason\":\"asked\"}")
            let count = try await api.eventCount
            try await expectEqual(reconcile(api), [:])
            try await expectEqual(api.eventCount, count)
        })
    }

    @Test func `the control socket tells each checkout on a line, and how it ended`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            _ = try api.server.start()
            let path = api.ledger.directory.controlSocket
            let client = try WireClient.connect(.init(host: path, port: 0))
            let id = try await api.order(["plan": "family"], api.member("ada"))
            stripe.pay(id)
            func ask() async throws -> [JSONValue] {
                let body = try await client.ask("POST /control/reconcile", "").body
                return try body.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
            }
            try await expectEqual(
                ask(),
                [
                    [
                        "checkoutSessionId": .string(id), "stream": "profile-ada",
                        "outcome": "paid",
                    ], ["asked": 1],
                ])
            _ = try await api.order(["plan": "family"], api.member("eve"))
            stripe.setDown(true)
            let failed = try await ask()
            expectEqual(failed.last?["error"]?["code"], "membership.payment_provider_unavailable")
        })
    }
}
