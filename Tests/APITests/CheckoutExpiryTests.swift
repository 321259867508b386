import HTTPServer
import JSON
import TestSupport
import Testing

@testable import API
@testable import OnboardingLedger

/// Nobody pays for a plan that is no longer theirs: the checkout that a change of plan or a session
/// given up leaves open is expired at the provider (contracts K1, K6, K7, K10, L19).
@Suite(.timeLimit(.minutes(5)))
struct CheckoutExpiryTests {
    private static let email = "ada@example.com"

    private func change(_ api: TestAPI, _ token: String, to plan: String) async throws {
        let answer = try await api.post(
            "/v1/onboarding/start",
            [
                "email": .string(Self.email), "planDescriptor": .string(plan),
                "sessionToken": .string(token),
            ])
        try required(answer.status == 200, "\(answer.text)")
    }

    private func cancel(_ api: TestAPI, _ token: String) async throws {
        let answer = try await api.ask("DELETE /v1/onboarding/session?sessionToken=\(token)")
        try required(answer.status == 204, "\(answer.text)")
    }

    /// Delivers the provider's own report that a checkout ran out.
    private func tellOfEnd(_ api: TestAPI, _ stream: String, _ id: String) async throws {
        let answer = try await api.deliver(
            """
            {"id":"evt_\(id)","type":"checkout.session.expired","data":{"object":{"id":"\(id)",\
            "client_reference_id":"\(stream.dropFirst("session-".count))"}}}
            """)
        try required(answer.status == 200, "\(answer.text)")
    }

    /// The outcomes beside a session's stream, without those of mails.
    private func outcomes(_ api: TestAPI, _ stream: String) async throws -> [String] {
        try await api.events("effects-\(stream)").compactMap { event in
            let data = try JSONValue(parsing: event.data)
            guard data["kind"] == "checkout.expire" else { return nil }
            return ([event.type.name] + [data["reason"]?.stringValue].compactMap { $0 })
                .joined(separator: " ")
        }
    }

    private func retry(_ api: TestAPI) async throws {
        try await api.server.core.effects.runDueEffects(now: api.clock.now())
    }

    // MARK: Stripe

    @Test func `who turns to another plan cannot pay for the old one any more`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let token = try await api.staged(Self.email, plan: "professional")
            let old = try await api.checkout(token)
            try await change(api, token, to: "individual")
            expectTrue(stripe.expiries == [old] && stripe.status(old) == "expired")
            expectEqual(stripe.lastCredential, "Bearer sk_test_123")
            try await expectEqual(outcomes(api, api.stream(token)), ["EffectSucceeded"])
            api.advance(60)
            let new = try await api.checkout(token)
            expectTrue(new != old && stripe.status(new) == "open")
            // The provider's own report of the old one's end is not the new one's.
            let count = try await api.eventCount
            try await tellOfEnd(api, api.stream(token), old)
            try await expectEqual(api.eventCount, count)
            let session = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(session["checkoutSessionId"], .string(new))
            expectEqual(session["stage"], "payment_pending")
        })
    }

    @Test(arguments: ["plan", "cancel"])
    func `a provider that is down at first is told after a restart, once`(cause: String)
        async throws
    {
        try await TestAPI.run(stripe: { api, stripe in
            let token = try await api.staged(Self.email, plan: "professional")
            let stream = api.stream(token)
            let old = try await api.checkout(token)
            stripe.setDown(true)
            if cause == "plan" {
                try await change(api, token, to: "starter")
            } else {
                try await cancel(api, token)
            }
            expectTrue(stripe.expiries == [old] && stripe.status(old) == "open")
            expectEqual(api.count(.effectsFailed), 1)
            let again = try await api.restarted()
            stripe.setDown(false)
            for _ in 0..<3 {
                again.advance(60)
                try await retry(again)
            }
            expectTrue(stripe.expiries == [old, old] && stripe.status(old) == "expired")
            try await expectEqual(
                outcomes(again, stream),
                [
                    "EffectFailed unavailable", "EffectSucceeded",
                ])
            expectEqual(again.count(.effectsFailed), 0)
            await again.server.stop()
        })
    }

    @Test(arguments: ["complete", "cancel"])
    func `the old checkout's end that is told when the session is over is nobody's business`(
        end: String
    ) async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let token = try await api.staged(Self.email, plan: "professional")
            let stream = api.stream(token)
            let old = try await api.checkout(token)
            if end == "complete" {
                try await change(api, token, to: "starter")
                let done = try await api.post(
                    "/v1/onboarding/complete", ["sessionToken": .string(token)])
                try required(done.status == 200, "\(done.text)")
            } else {
                try await change(api, token, to: "individual")
                api.advance(60)
                let new = try await api.checkout(token)
                try await cancel(api, token)
                expectEqual(stripe.expiries, [old, new])
            }
            let count = try await api.eventCount
            try await tellOfEnd(api, stream, old)
            try await expectEqual(api.eventCount, count)
            try await expectEqual(api.types("webhook-stripe"), [])
        })
    }

    @Test func `what was paid in the same moment is no failure, and is named as ever`()
        async throws
    {
        try await TestAPI.run(stripe: { api, stripe in
            let token = try await api.staged(Self.email, plan: "professional")
            let id = try await api.checkout(token)
            stripe.pay(id)
            try await change(api, token, to: "starter")
            try await expectEqual(
                outcomes(api, api.stream(token)), ["EffectAbandoned already_over"])
            expectTrue(api.count(.effectsAbandoned) == 1 && api.count(.effectsFailed) == 0)
            let told = try await api.server.core.stripe.reconcile(RequestFacts(requestID: "r"))
            expectEqual(told.map(\.outcome), [.otherPlan])
        })
    }

    @Test(
        arguments: [
            (200, "open", "true"), (404, nil, "false"), (400, "complete", "false"),
            (400, "expired", "false"), (400, "open", "refused"), (401, "open", "refused"),
            (409, "open", "refused"), (429, "open", "unavailable"), (500, "open", "unavailable"),
            (302, "open", "unavailable"),
        ] as [(Int, String?, String)])
    func `Stripe's refusal counts as an end only when it says that the checkout is over`(
        status: Int, state: String?, outcome: String
    ) async throws {
        let path = "/v1/checkout/sessions/{id}"
        let server = HTTPServer(
            configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0),
            router: HTTPRouter(routes: [
                HTTPRoute(
                    .post, path + "/expire",
                    .now { _, _ in .json(Array("{}".utf8), status: status) }),
                HTTPRoute(
                    .get, path,
                    .now { _, parameters in
                        guard let state else { return .json(Array("{}".utf8), status: 404) }
                        let id = parameters["id"]
                        return .json(Array(#"{"id":"\#(id)","status":"\#(state)"}"#.utf8))
                    }),
            ]))
        let checkouts = StripeCheckouts(apiKey: "sk_test_123", base: try server.start().description)
        let said: String
        do throws(ProviderFailure) {
            said = String(try await checkouts.expireCheckout("cs_1"))
        } catch { said = error.code.rawValue }
        expectEqual(said, outcome)
        try await expectFalse(checkouts.expireCheckout("../customers"), "no id is asked about")
        await server.stop(graceMilliseconds: 0)
    }

    // MARK: The sandbox

    @Test func `the sandbox's old page is closed, and its webhook comes`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged(Self.email, plan: "professional")
            let old = try await api.checkout(token)
            let taken = api.count(.webhooksTaken)
            try await change(api, token, to: "individual")
            expectEqual(api.count(.webhooksTaken), taken + 1)
            let late = try await api.ask("POST /dev/checkout/\(old)/pay")
            expectEqual(late.refusal, "409 dev.checkout_settled")
            try await expectEqual(outcomes(api, api.stream(token)), ["EffectSucceeded"])
            try await expectEqual(api.types("webhook-stripe"), [])
            let types = try await api.types(api.stream(token))
            expectEqual(types.suffix(2), ["PlanChanged", "PaymentRequired"])
        }
    }

    @Test(arguments: [false, true])
    func `a session given up in the sandbox ends with its checkout, also after a restart`(
        isRestarted: Bool
    ) async throws {
        try await TestAPI.run { first in
            let token = try await first.staged(Self.email, plan: "professional")
            let id = try await first.checkout(token)
            let api = isRestarted ? try await first.restarted() : first
            try await cancel(api, token)
            let types = try await api.types(api.stream(token))
            expectEqual(types.suffix(2), ["SignUpCancelled", "CheckoutExpired"])
            try await expectEqual(api.events(api.stream(token)).last?.actor.kind, .webhook)
            try await expectEqual(outcomes(api, api.stream(token)), ["EffectSucceeded"])
            let late = try await api.ask("POST /dev/checkout/\(id)/pay")
            expectEqual(late.refusal, "409 dev.checkout_settled")
            if isRestarted { await api.server.stop() }
        }
    }
}
