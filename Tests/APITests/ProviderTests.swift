import Digest
import HTTPServer
import JSON
import Onboarding
import Synchronization
import TestSupport
import Testing
import Time

@testable import API
@testable import OnboardingLedger

/// The providers' HTTP calls, against a server of our own that plays them.
struct ProviderTests {
    // MARK: Stripe

    private static let checkout = """
        {"id":"cs_1","object":"checkout.session","expires_at":1790003600,
        "url":"https://checkout.example/cs_1"}
        """

    private func withStripe(
        _ answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse,
        _ body: (TestAPI, FakeProvider) async throws -> Void
    ) async throws {
        let stripe = try FakeProvider("/v1/checkout/sessions", answer)
        try await TestAPI.run {
            $0.isStripeConfigured = true
            $0.stripeAPIKey = "sk_test_123"
            $0.stripeAPIBase = stripe.base
            $0.plans = PlanCatalogue([
                Plan(
                    descriptor: "professional", name: "Professional", price: "99.00", isPaid: true,
                    trialDays: 7, stripePriceID: "price_1"),
                Plan(descriptor: "plain", name: "Plain & Simple", price: "9.5", isPaid: true),
            ])
        } _: { api in
            try await body(api, stripe)
        }
        await stripe.stop()
    }

    @Test func `a stand-in for Stripe that has no key is asked without one`() async throws {
        let stripe = try FakeProvider("/v1/checkout/sessions") { _ in
            .json(Array(Self.checkout.utf8))
        }
        try await TestAPI.run {
            ($0.isStripeConfigured, $0.stripeAPIBase) = (true, stripe.base)
        } _: { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let answer = try await api.post("/v1/onboarding/payment/start", api.paymentBody(token))
            expectEqual(answer.text, #"{"checkoutUrl":"https://checkout.example/cs_1"}"#)
            try expectNil(required(stripe.last).fields["Authorization"])
        }
        await stripe.stop()
    }

    @Test func `Stripe is asked with the session's id, the plan's price and the key of K6`()
        async throws
    {
        try await withStripe { _ in
            .json(Array(Self.checkout.utf8))
        } _: { api, stripe in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let answer = try await api.post("/v1/onboarding/payment/start", api.paymentBody(token))
            expectEqual(answer.text, #"{"checkoutUrl":"https://checkout.example/cs_1"}"#)
            let session = String(api.stream(token).dropFirst("session-".count))
            let request = try required(stripe.last)
            expectEqual(request.fields["Authorization"], "Bearer sk_test_123")
            expectEqual(request.fields["Idempotency-Key"], "onboarding_checkout_\(session)")
            expectEqual(request.fields["Content-Type"], "application/x-www-form-urlencoded")
            expectEqual(
                stripe.form,
                [
                    "mode": "subscription", "client_reference_id": session,
                    "customer_email": "ada@example.com",
                    "success_url": "https://app.example/paid",
                    "cancel_url": "https://app.example/cancelled",
                    "metadata[onboarding_session_id]": session,
                    "metadata[plan_id]": "plan_professional", "expires_at": "1790086340",
                    "line_items[0][price]": "price_1", "line_items[0][quantity]": "1",
                    "subscription_data[metadata][onboarding_session_id]": session,
                    "subscription_data[trial_period_days]": "7",
                ])
            let state = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(state["checkoutSessionId"], "cs_1")
        }
    }

    @Test func `a plan without a price id spells its price out`() async throws {
        try await withStripe { _ in
            .json(Array(Self.checkout.utf8))
        } _: { api, stripe in
            let token = try await api.staged("ada@example.com", plan: "plain")
            _ = try await api.post("/v1/onboarding/payment/start", api.paymentBody(token))
            let form = stripe.form
            expectEqual(form["line_items[0][price_data][unit_amount_decimal]"], "950")
            expectEqual(form["line_items[0][price_data][currency]"], "usd")
            expectEqual(form["line_items[0][price_data][product_data][name]"], "Plain & Simple")
            expectNil(form["subscription_data[trial_period_days]"])
        }
    }

    @Test(arguments: [
        (500, "{}"), (429, "{}"), (400, #"{"error":{"code":"x"}}"#), (200, "no json"),
        (200, #"{"id":"cs_1"}"#), (200, #"{"id":"cs_1","url":"javascript:alert(1)"}"#),
        (302, "{}"),
    ])
    func `anything but a checkout is 502 and recorded without the provider's words`(
        status: Int, body: String
    ) async throws {
        try await withStripe { _ in
            var response = HTTPResponse.json(Array(body.utf8), status: status)
            if status == 302 { response.fields.set("Location", "http://127.0.0.1:9/") }
            return response
        } _: { api, stripe in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let answer = try await api.post("/v1/onboarding/payment/start", api.paymentBody(token))
            expectEqual(answer.refusal, "502 onboarding.payment_provider_unavailable")
            expectEqual(stripe.count, 1, "no redirect is followed")
            let last = try required(try await api.events(api.stream(token)).last)
            expectEqual(last.type.name, "CheckoutFailed")
            expectFalse(String(decoding: last.data, as: UTF8.self).contains("javascript"))
            let line = try required(api.lines.all.first { $0.what == "checkout not opened" })
            expectEqual(line.level, .warning)
            if status != 200 { expectTrue(line.json(at: api.clock.now()).contains("\(status)")) }
        }
    }

    @Test(arguments: [
        ("99.00", "usd", "9900"), ("9", "USD", "900"), ("0.5", "EUR", "50"), ("0", "USD", "0"),
        ("1.999", "USD", "199"), ("0.05", "USD", "5"), ("1500", "JPY", "1500"),
        ("1500.00", "jpy", "1500"), ("1.5", "KWD", "1500"),
    ])
    func `prices become minor units`(price: String, currency: String, units: String) {
        expectEqual(StripeCheckouts.minorUnits(price, currency), units)
    }

    // MARK: Google

    private static func idToken(_ claims: JSONValue) -> String {
        let header = Base64URL.encode(Array(#"{"alg":"RS256"}"#.utf8))
        return "\(header).\(Base64URL.encode(claims.encoded)).c2ln"
    }

    private static func claims(_ nonce: String) -> JSONObject {
        [
            "iss": "https://accounts.google.com", "aud": "client", "nonce": .string(nonce),
            "exp": 1_790_000_100, "email": "Ada@Example.com", "email_verified": true,
            "given_name": "Ada", "family_name": "Lovelace",
        ]
    }

    /// Signs in against a fake Google whose token is changed by `change`.
    private func signIn(
        _ change: @escaping @Sendable (inout JSONObject) -> Void = { _ in }
    ) async throws -> (Answer, [String: String]) {
        let nonce = Lines()
        let google = try FakeProvider("/token") { _ in
            var claims = Self.claims(nonce.text)
            change(&claims)
            let token = Self.idToken(.object(claims))
            return .json(Array(#"{"access_token":"x","id_token":"\#(token)"}"#.utf8))
        }
        let result = Mutex<(Answer, [String: String])?>(nil)
        try await TestAPI.run {
            $0.googleClientID = "client"
            $0.googleClientSecret = "secret"
            $0.googleTokenURL = google.base + "/token"
        } _: { api in
            let token = try await api.start("ada@example.com")
            let url = try await api.get(
                "/v1/auth/google/url?sessionToken=\(token)&redirectUri=https://app.example/cb"
            ).string("url")
            let parts = url.split(separator: "nonce=")[1].prefix { $0 != "&" }
            nonce.add(String(parts))
            let answer = try await api.post(
                "/v1/onboarding/oauth/google",
                ["sessionToken": .string(token), "code": "the code"])
            result.withLock { $0 = (answer, google.form) }
        }
        await google.stop()
        return try required(result.withLock { $0 })
    }

    @Test func `Google is asked with code, verifier and the address of the beginning`()
        async throws
    {
        let (answer, form) = try await signIn()
        expectEqual(answer.text, #"{"stage":"identity_verified"}"#)
        expectEqual(form["grant_type"], "authorization_code")
        expectEqual(form["code"], "the code")
        expectEqual(form["client_id"], "client")
        expectEqual(form["client_secret"], "secret")
        expectEqual(form["redirect_uri"], "https://app.example/cb")
        expectTrue((form["code_verifier"] ?? "").utf8.count >= 43, "RFC 7636 section 4.1")
    }

    @Test(arguments: [
        ("iss", "https://evil.example" as JSONValue), ("aud", "another"),
        ("aud", .array(["client", "x"])),
        ("aud", .null), ("nonce", "another"), ("nonce", .null), ("exp", 1_789_999_000),
        ("exp", .null), ("email", .null), ("email", "no email"),
    ])
    func `a token that is not for this sign-in is refused`(name: String, value: JSONValue)
        async throws
    {
        let (answer, _) = try await signIn { $0[name] = value }
        expectEqual(answer.refusal, "400 onboarding.invalid_oauth_code", "\(name)")
    }

    @Test func `an email that Google does not vouch for is refused`() async throws {
        let (answer, _) = try await signIn { $0["email_verified"] = false }
        expectEqual(answer.refusal, "400 onboarding.email_not_verified")
    }

    @Test(arguments: [
        ("iss", "accounts.google.com" as JSONValue), ("aud", .array(["client"])),
        ("email_verified", "true"), ("exp", 1_789_999_970), ("family_name", .null),
    ])
    func `what Google may also write is taken`(name: String, value: JSONValue) async throws {
        let (answer, _) = try await signIn { $0[name] = value }
        expectEqual(answer.status, 200)
    }
}
