import JSON
import TestSupport
import Testing

@testable import API

/// Contracts K5, K6 and, through the sandbox, K7.
struct BusinessAndPaymentTests {
    // MARK: K5

    @Test func `a free plan is ready once the business is described`() async throws {
        try await TestAPI.run { api in
            let token = try await api.verified("ada@example.com")
            let answer = try await api.post("/v1/onboarding/business", api.businessBody(token))
            expectEqual(answer.text, #"{"stage":"ready_to_commit"}"#)
            let types = try await api.types(api.stream(token)).suffix(3)
            expectEqual(types, ["BusinessStaged", "PaymentSkipped", "SignUpReadied"])
            let session = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(session["businessCountry"], "GB")
            expectEqual(session["businessCurrency"], "GBP")
            expectEqual(session["paymentStatus"], "skipped")
        }
    }

    @Test func `a paid plan waits for its payment`() async throws {
        try await TestAPI.run { api in
            let token = try await api.verified("ada@example.com", plan: "professional")
            let answer = try await api.post("/v1/onboarding/business", api.businessBody(token))
            expectEqual(answer.text, #"{"stage":"payment_pending"}"#)
            let types = try await api.types(api.stream(token)).suffix(2)
            expectEqual(types, ["BusinessStaged", "PaymentRequired"])
        }
    }

    @Test(arguments: [
        ("name", JSONValue.string(" ")), ("name", .string(String(repeating: "x", count: 256))),
        ("descriptor", "ab"), ("descriptor", "Engines"), ("descriptor", "a_b_c"),
        ("descriptor", .string(String(repeating: "a", count: 21))),
        ("country", "XX"), ("country", "GBR"), ("country", 44), ("currency", "XTS"),
        ("currency", "POUND"), ("currency", .null), ("sessionToken", .array([])),
    ])
    func `a wrong field is refused`(name: String, value: JSONValue) async throws {
        try await TestAPI.run { api in
            var object = try required(api.businessBody("no token").objectValue)
            object[name] = value
            let answer = try await api.post("/v1/onboarding/business", .object(object))
            expectEqual(answer.refusal, "400 request.invalid_body")
            expectEqual(answer.pointers, ["/\(name)"])
        }
    }

    @Test func `the business is described only after the identity`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let answer = try await api.post("/v1/onboarding/business", api.businessBody(token))
            expectEqual(answer.refusal, "400 onboarding.invalid_stage")
        }
    }

    // MARK: K6

    /// They could not complete (K8).
    @Test func `nobody pays under an email that became a user's meanwhile`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let user = api.person("ada") { claims in
                (claims.email, claims.isEmailVerified) = ("ada@example.com", true)
            }
            let known = try await api.get("/api/user/profile", user)
            expectEqual(known.status, 200)
            let answer = try await api.post("/v1/onboarding/payment/start", api.paymentBody(token))
            expectEqual(answer.refusal, "409 onboarding.email_already_registered")
            let types = try await api.types(api.stream(token))
            expectFalse(types.contains("CheckoutRequested"))
        }
    }

    @Test func `a checkout is opened, and the open one serves again`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let first = try await api.post("/v1/onboarding/payment/start", api.paymentBody(token))
            expectEqual(first.names, ["checkoutUrl"])
            expectTrue(first.string("checkoutUrl").contains("/dev/checkout/cs_test_"))
            api.advance(30)
            let second = try await api.post("/v1/onboarding/payment/start", api.paymentBody(token))
            expectEqual(second.text, first.text)
            let types = try await api.types(api.stream(token)).suffix(3)
            expectEqual(types, ["CheckoutRequested", "CheckoutStarted", "CheckoutRequested"])
        }
    }

    @Test func `a free plan has no checkout`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com")
            let answer = try await api.post("/v1/onboarding/payment/start", api.paymentBody(token))
            expectEqual(answer.text, #"{"checkoutUrl":""}"#)
        }
    }

    @Test func `checkouts are limited to one in 30 seconds and three in ten minutes`()
        async throws
    {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            func ask() async throws -> Answer {
                try await api.post("/v1/onboarding/payment/start", api.paymentBody(token))
            }
            try await expectEqual(ask().status, 200)
            let soon = try await ask()
            expectEqual(soon.refusal, "429 onboarding.payment_rate_limited")
            expectEqual(soon.fields["Retry-After"], "30")
            api.advance(30)
            try await expectEqual(ask().status, 200)
            api.advance(30)
            try await expectEqual(ask().status, 200)
            api.advance(30)
            let fourth = try await ask()
            expectEqual(fourth.refusal, "429 onboarding.payment_rate_limited")
            expectEqual(fourth["retryAfterSeconds"], 510)
            api.advance(510)
            try await expectEqual(ask().status, 200)
        }
    }

    @Test(arguments: [
        "", "/paid", "ftp://app.example/", "https://evil.example/", "https://app.example.evil.io/",
        "https://app.example@evil.example/", "javascript:alert(1)", "https://app.example\\@evil/",
    ])
    func `return addresses are absolute and on an allowed origin`(url: String) async throws {
        try await TestAPI.run {
            $0.allowedOrigins = ["https://app.example"]
        } _: { api in
            var object = try required(api.paymentBody("no token").objectValue)
            object["cancelUrl"] = .string(url)
            let answer = try await api.post("/v1/onboarding/payment/start", .object(object))
            expectEqual(answer.refusal, "400 request.invalid_body")
            expectEqual(answer.pointers, ["/cancelUrl"])
        }
    }

    @Test func `a payment provider that is down is 502 and counts as an attempt`() async throws {
        try await TestAPI.run {
            $0.isStripeConfigured = true
            $0.stripeAPIKey = "sk_test"
            $0.stripeAPIBase = "http://127.0.0.1:9"
        } _: { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let answer = try await api.post("/v1/onboarding/payment/start", api.paymentBody(token))
            expectEqual(answer.refusal, "502 onboarding.payment_provider_unavailable")
            let types = try await api.types(api.stream(token)).suffix(2)
            expectEqual(types, ["CheckoutRequested", "CheckoutFailed"])
        }
    }

    // MARK: K6 under an idempotency key

    /// Asks for a checkout under one and the same key.
    private func ask(_ api: TestAPI, _ token: String) async throws -> Answer {
        try await api.post(
            "/v1/onboarding/payment/start", api.paymentBody(token), "Idempotency-Key: k")
    }

    @Test(arguments: ["expire", "pay", "plan", "cancel", "nothing"])
    func `the first answer is given again, whatever came of the checkout`(end: String)
        async throws
    {
        try await TestAPI.run(stripe: { api, stripe in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let first = try await ask(api, token)
            expectTrue(first.status == 200 && first.fields["Idempotent-Replayed"] == nil)
            let session = api.stream(token).dropFirst("session-".count)
            let body: JSONValue = ["sessionToken": .string(token)]
            switch end {
            case "expire", "pay":
                let type = end == "pay" ? "completed" : "expired"
                _ = try await api.deliver(
                    """
                    {"id":"evt_1","type":"checkout.session.\(type)","data":{"object":{"id":\
                    "cs_test_fake1","client_reference_id":"\(session)","payment_status":"paid"}}}
                    """)
            case "plan":
                _ = try await api.post(
                    "/v1/onboarding/start",
                    [
                        "email": "ada@example.com", "planDescriptor": "individual",
                        "sessionToken": .string(token),
                    ])
            case "cancel":
                let text = String(decoding: body.encoded, as: UTF8.self)
                _ = try await api.ask(
                    "DELETE /v1/onboarding/session\nContent-Type: application/json\n\n\(text)")
            default: break
            }
            let count = try await api.eventCount
            for _ in 0..<5 {
                api.advance(60)
                let again = try await ask(api, token)
                expectTrue(again.status == 200 && again.text == first.text)
                expectEqual(again.fields["Idempotent-Replayed"], "true")
            }
            try await expectTrue(api.eventCount == count && stripe.keys.count == 1)
        })
    }

    @Test func `what no provider answered is asked again under its key, within the limits`()
        async throws
    {
        try await TestAPI.run(stripe: { api, stripe in
            let token = try await api.staged("ada@example.com", plan: "professional")
            stripe.setDown(true)
            let down = "502 onboarding.payment_provider_unavailable"
            try await expectEqual(ask(api, token).refusal, down)
            let count = try await api.eventCount
            for _ in 0..<3 {
                try await expectEqual(
                    ask(api, token).refusal, "429 onboarding.payment_rate_limited")
            }
            try await expectEqual(api.eventCount, count)
            api.advance(30)
            try await expectEqual(ask(api, token).refusal, down)
            stripe.setDown(false)
            api.advance(30)
            let first = try await ask(api, token)
            expectTrue(first.status == 200 && first.fields["Idempotent-Replayed"] == nil)
            try await expectEqual(ask(api, token).text, first.text)
            expectEqual(stripe.keys.count, 1)
        })
    }

    @Test func `an address past its end is not given again`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            api.advance(23 * 3600)
            let first = try await ask(api, token)
            api.advance(3599)
            try await expectEqual(ask(api, token).text, first.text)
            api.advance(1)
            try await expectEqual(ask(api, token).refusal, "400 onboarding.session_expired")
        }
    }

    // MARK: K7 through the sandbox

    @Test func `paying in the sandbox makes the session ready in one append`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let checkout = try await api.checkout(token)
            let paid = try await api.ask("POST /dev/checkout/\(checkout)/pay")
            expectEqual(paid.status, 200)
            let events = try await api.events(api.stream(token)).suffix(2)
            expectEqual(events.map(\.type.name), ["PaymentConfirmed", "SignUpReadied"])
            expectEqual(events.map(\.actor.kind), [.webhook, .webhook])
            let session = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(session["stage"], "ready_to_commit")
            expectEqual(session["paymentStatus"], "succeeded")
            let count = try await api.eventCount
            _ = try await api.ask("POST /dev/checkout/\(checkout)/pay")
            try await expectEqual(api.eventCount, count, "the same delivery again appends nothing")
        }
    }

    @Test func `a checkout that runs out is cleared and another one opened`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let first = try await api.checkout(token)
            let expired = try await api.ask("POST /dev/checkout/\(first)/expire")
            expectEqual(expired["type"], "checkout.session.expired")
            try await expectEqual(api.types(api.stream(token)).last, "CheckoutExpired")
            api.advance(30)
            try await expectTrue(api.checkout(token) != first)
        }
    }
}
