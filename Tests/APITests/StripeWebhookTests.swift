import Digest
import JSON
import OnboardingLedger
import TestSupport
import Testing
import Time

@testable import API

/// Contract S3, as far as sign-ups need it (K7).
struct StripeWebhookTests {
    private func event(
        _ id: String, _ session: String, type: String = "checkout.session.completed",
        status: String = "paid", plan: String? = "plan_professional", checkout: String = "cs_1",
        created: Int64 = 1_790_000_000
    ) -> String {
        let plan = plan.map { #","metadata":{"plan_id":"\#($0)"}"# } ?? ""
        return """
            {"id":"\(id)","type":"\(type)","created":\(created),"data":{"object":{\
            "id":"\(checkout)",\
            "client_reference_id":"\(session)","payment_status":"\(status)"\(plan)}}}
            """
    }

    private func waiting(_ api: TestAPI) async throws -> (token: String, session: String) {
        let token = try await api.staged("ada@example.com", plan: "professional")
        return (token, String(api.stream(token).dropFirst("session-".count)))
    }

    @Test func `a payment makes its session ready and is recorded with its cause`() async throws {
        try await TestAPI.run { api in
            let (token, session) = try await waiting(api)
            let answer = try await api.deliver(event("evt_1", session))
            expectEqual(answer.status, 200)
            let last = try await api.events(api.stream(token)).suffix(2)
            expectEqual(last.map(\.type.name), ["PaymentConfirmed", "SignUpReadied"])
            expectEqual(last.first?.causationID, "evt_1")
            expectEqual(last.first?.actor.id, "stripe")
            expectEqual(api.count(.webhooksTaken), 1)
        }
    }

    @Test func `a delivery that comes late says when it happened`() async throws {
        try await TestAPI.run { api in
            let (token, session) = try await waiting(api)
            api.advance(100)
            _ = try await api.deliver(event("evt_1", session))
            let last = try required(try await api.events(api.stream(token)).last)
            expectEqual(last.occurredAt, Timestamp(milliseconds: 1_790_000_000_999))
            expectEqual(last.recordedAt, api.clock.now())
        }
    }

    @Test(arguments: [
        (#""mode":"payment","amount_total":9900"#, false),
        (#""mode":"setup","amount_total":null"#, false),
        (#""mode":"subscription","amount_total":100,"currency":"usd""#, false),
        (#""mode":"subscription","amount_total":9900,"currency":"jpy""#, false),
        (#""mode":"subscription","amount_total":0,"currency":"usd""#, true),
        (#""mode":"subscription","amount_subtotal":9900,"amount_total":5000"#, true),
        (#""mode":"subscription","amount_total":9900,"currency":"usd""#, true),
        (#""mode":"payment","metadata":{"onboarding_session_id":"SESSION"}"#, true),
    ])
    func `a payment link that names a session pays for what it costs`(
        members: String, isTaken: Bool
    ) async throws {
        try await TestAPI.run { api in
            let (token, session) = try await waiting(api)
            let members = members.replacing("SESSION", with: session)
            _ = try await api.deliver(
                """
                {"id":"evt_1","type":"checkout.session.completed","created":1790000000,"data":\
                {"object":{"id":"cs_9","client_reference_id":"\(session)","payment_status":\
                "paid",\(members)}}}
                """)
            let state = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(state["stage"], (isTaken ? "ready_to_commit" : "payment_pending"))
            try await expectEqual(api.types("webhook-stripe").isEmpty, isTaken)
        }
    }

    @Test func `what is told of a sign-up's subscription waits for its user, as no stranger's`()
        async throws
    {
        try await TestAPI.run { api in
            let (_, session) = try await waiting(api)
            func told(_ event: String, by session: String) -> String {
                """
                {"id":"\(event)","type":"customer.subscription.created","created":1790000001,\
                "data":{"object":{"id":"sub_1","customer":"cus_1","status":"active",\
                "metadata":{"onboarding_session_id":"\(session)"}}}}
                """
            }
            try await expectEqual(api.deliver(told("evt_1", by: session)).status, 200)
            try await expectEqual(api.types("customer-cus_1"), ["SubscriptionReported"])
            try await expectEqual(api.types("webhook-stripe"), [])
            let nobody = "01890a5d-ac96-774b-bcce-b302099a8057"
            try await expectEqual(api.deliver(told("evt_2", by: nobody)).status, 200)
            try await expectEqual(api.types("webhook-stripe"), ["WebhookUnmatched"])
        }
    }

    @Test func `duplicates append nothing, for ever`() async throws {
        try await TestAPI.run { api in
            let (_, session) = try await waiting(api)
            _ = try await api.deliver(event("evt_1", session))
            let count = try await api.eventCount
            api.advance(400 * 86_400)
            try await expectEqual(api.deliver(event("evt_1", session)).status, 200)
            try await expectEqual(api.eventCount, count)
        }
    }

    @Test func `an unpaid completion is no payment`() async throws {
        try await TestAPI.run { api in
            let (token, session) = try await waiting(api)
            let count = try await api.eventCount
            let answer = try await api.deliver(event("evt_1", session, status: "unpaid"))
            expectEqual(answer.status, 200)
            try await expectEqual(api.eventCount, count)
            let state = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(state["stage"], "payment_pending")
        }
    }

    @Test func `a payment that needs none counts, and one that names no plan is for the open one`()
        async throws
    {
        try await TestAPI.run { api in
            let (token, session) = try await waiting(api)
            let body = event("evt_1", session, status: "no_payment_required", plan: nil)
            try await expectEqual(api.deliver(body).status, 200)
            let state = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(state["stage"], "ready_to_commit")
        }
    }

    @Test(arguments: ["0193a0c0-0000-7000-8000-000000000000", "user_42", ""])
    func `what belongs to no session is kept and acknowledged`(session: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.deliver(event("evt_1", session))
            expectEqual(answer.status, 200)
            try await expectEqual(api.types("webhook-stripe"), ["WebhookUnmatched"])
            _ = try await api.deliver(event("evt_1", session))
            try await expectEqual(api.types("webhook-stripe").count, 1)
        }
    }

    @Test(arguments: ["professional", "plan_professional"])
    func `the plan may be named by its id or its descriptor`(plan: String) async throws {
        try await TestAPI.run { api in
            let (token, session) = try await waiting(api)
            _ = try await api.deliver(event("evt_1", session, plan: plan))
            let state = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(state["stage"], "ready_to_commit")
        }
    }

    @Test func `the session's own checkout was paid for its plan, whatever it says`() async throws {
        try await TestAPI.run { api in
            let (token, session) = try await waiting(api)
            let checkout = try await api.checkout(token)
            _ = try await api.deliver(event("evt_1", session, plan: "x", checkout: checkout))
            let state = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(state["stage"], "ready_to_commit")
        }
    }

    @Test func `a payment for another plan, or for a session that is over, is kept`() async throws {
        try await TestAPI.run { api in
            let (_, session) = try await waiting(api)
            _ = try await api.deliver(event("evt_1", session, plan: "plan_family"))
            api.advance(25 * 3600)
            let late: Int64 = 1_790_000_000 + 24 * 3600
            _ = try await api.deliver(event("evt_2", session, created: late))
            let kept = try await api.events("webhook-stripe")
            let reasons = try kept.map { try JSONValue(parsing: $0.data)["reason"]?.stringValue }
            expectEqual(reasons, ["onboarding.payment_unmatched", "onboarding.session_expired"])
            let personal = try JSONValue(parsing: kept[0].personal ?? [])
            expectEqual(personal["payload"]?.stringValue?.contains("evt_1"), true)
        }
    }

    @Test(arguments: ["customer.updated", "payment_intent.succeeded", "made.up"])
    func `unknown types are acknowledged`(type: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.deliver(event("evt_1", "x", type: type))
            expectEqual(answer.status, 200)
            try await expectEqual(api.eventCount, 0)
        }
    }

    @Test(arguments: ["{", "[]", "{}", #"{"id":"evt_1"}"#, #"{"id":1,"type":"x","data":{}}"#])
    func `a signed body that is no event is 400`(body: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.deliver(body)
            expectEqual(answer.refusal, "400 webhook.invalid_event")
        }
    }

    // MARK: Signatures

    private func tag(_ time: String, _ body: String, _ secret: String = "dev-secret") -> String {
        HMACKey(Array(secret.utf8)).authenticate(utf8: "\(time).\(body)").hex
    }

    @Test func `only a right and recent signature counts, and others are merely counted`()
        async throws
    {
        try await TestAPI.run { api in
            let body = event("evt_1", "x")
            let now = "1790000000"
            let right = tag(now, body)
            let fields: [(String, String)] = [
                ("t=\(now),v1=\(right)", "200"),
                ("  t=\(now) ,\tv1=\(right)  ", "200"),
                ("t=\(now),v0=00,v1=\(tag(now, body, "old")),v1=\(right)", "200"),
                ("v1=\(right),t=\(now)", "200"),
                ("t=\(now),t=\(now),v1=\(right)", "400 webhook.invalid_signature"),
                ("t=\(now)", "400 webhook.invalid_signature"),
                ("v1=\(right)", "400 webhook.invalid_signature"),
                ("t=\(now),v1=\(tag(now, body, "x"))", "400 webhook.invalid_signature"),
                ("t=\(now),v1=\(right.dropLast(2))", "400 webhook.invalid_signature"),
                ("t=abc,v1=\(right)", "400 webhook.invalid_signature"),
                ("t=+\(now),v1=\(right)", "400 webhook.invalid_signature"),
                ("", "400 webhook.invalid_signature"),
                ("nonsense", "400 webhook.invalid_signature"),
            ]
            for (field, expected) in fields {
                let answer = try await api.ask(
                    "POST /api/stripe/webhook\nStripe-Signature: \(field)\n\n\(body)")
                expectEqual((answer.status == 200 ? "200" : answer.refusal), expected, "\(field)")
            }
            let without = try await api.ask("POST /api/stripe/webhook\n\n\(body)")
            expectEqual(without.refusal, "400 webhook.invalid_signature")
            expectEqual(api.count(.webhooksRefused), 10)
        }
    }

    @Test(arguments: [
        (-301, false), (-300, true), (0, true), (300, true), (301, false),
    ])
    func `a signature may be 300 seconds old or early`(distance: Int64, isTaken: Bool)
        async throws
    {
        try await TestAPI.run { api in
            let body = event("evt_1", "x")
            let time = String(1_790_000_000 + distance)
            let answer = try await api.ask(
                "POST /api/stripe/webhook\n"
                    + "Stripe-Signature: t=\(time),v1=\(tag(time, body))\n\n\(body)")
            expectTrue(answer.status == 200 || answer.refusal == "400 webhook.stale_signature")
            expectEqual((answer.status == 200), isTaken)
        }
    }

    @Test func `a wrong signature is refused before its age is looked at`() throws {
        let signature = try StripeSignature("t=1,v1=\(String(repeating: "0", count: 64))")
        #expect(throws: StripeSignature.Refusal.wrong) {
            try signature.verify([], secret: [1], now: StillClock().now())
        }
    }
}
