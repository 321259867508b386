import JSON
import TestSupport
import Testing
import Time

@testable import API

/// Contract S3: the one door for the payment provider's deliveries, in whatever order they come.
@Suite(.timeLimit(.minutes(5)))
struct StripeDeliveryTests {
    /// A membership's life, in the order in which it happened.
    private func story(_ bodies: StripeBodies, user: String, isEnded: Bool) -> [String] {
        let life = [
            bodies.subscription("a", "created", "incomplete", at: 0),
            bodies.checkout("b", user: user, at: 1),
            bodies.subscription("c", "updated", "trialing", at: 1, previously: "incomplete"),
            bodies.subscription("d", "updated", "active", at: 100, previously: "trialing"),
            bodies.invoiceFailed("e", at: 200),
            bodies.subscription("f", "updated", "past_due", at: 200, previously: "active"),
            bodies.subscription("g", "updated", "active", at: 300, previously: "past_due"),
        ]
        return isEnded
            ? life + [bodies.subscription("h", "deleted", "canceled", at: 400)] : life
    }

    /// What a profile says at the end, without what tells one story from another.
    private func end(
        _ deliveries: [String], of user: String, _ api: TestAPI
    ) async throws -> String {
        for body in deliveries {
            let answer = try await api.deliver(body)
            try required(answer.status == 200, "\(answer.text)")
        }
        let profile = try await api.profile(api.member(user))
        return profile.text.replacing(user, with: "user")
    }

    @Test(arguments: [(false, false), (true, false), (false, true), (true, true)])
    func `random interleavings with duplicates end as the true order does`(
        isOld: Bool, isEnded: Bool
    ) async throws {
        try await TestAPI.run { api in
            var random = SeededRandom.announced("deliveries")
            api.advance(1000)
            let truth = try await end(
                story(StripeBodies(suffix: "u0", isOld: isOld), user: "u0", isEnded: isEnded),
                of: "u0", api)
            expectTrue(truth.contains(isEnded ? #""canceled""# : #""active""#))
            for number in 1...20 {
                let user = "u\(number)"
                // Some deliveries come in the other version's form.
                let (one, other) = (
                    story(StripeBodies(suffix: user, isOld: isOld), user: user, isEnded: isEnded),
                    story(StripeBodies(suffix: user, isOld: !isOld), user: user, isEnded: isEnded)
                )
                let mixed = zip(one, other).map { Bool.random(using: &random) ? $0 : $1 }
                let repeated = mixed + mixed.filter { _ in Bool.random(using: &random) }
                let got = try await end(repeated.shuffled(using: &random), of: user, api)
                expectEqual(got, truth)
            }
        }
    }

    @Test func `two hundred deliveries of one webhook at once are one event`() async throws {
        try await TestAPI.run { api in
            let body = StripeBodies(suffix: "x").checkout("one", user: "ada", at: 0)
            let answers = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<200 { group.addTask { try await api.deliver(body).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            expectTrue(answers.count == 200 && answers.allSatisfy { $0 == 200 })
            let types = try await api.types("profile-ada")
            expectEqual(types.count { $0 == "MembershipCheckoutReported" }, 1)
            expectEqual(types.last, "MembershipActivated")
            try await expectEqual(api.eventCount, Int64(types.count))
        }
    }

    @Test func `a payer without an account gets a profile, found later by email`() async throws {
        try await TestAPI.run { api in
            let story = StripeBodies(suffix: "x")
            _ = try await api.deliver(
                story.checkout("one", user: nil, email: "Ada@Example.com", at: 0))
            let profile = try await api.profile(api.member("ada"))
            expectEqual(profile["membership_plan"], "family")
            expectTrue(profile["id"] != "ada", "the identity was linked to the payer")
            expectEqual(profile["first_name"], "Ada")
        }
    }

    @Test func `an unpaid completion is no payment until it is`() async throws {
        try await TestAPI.run { api in
            _ = try await api.profile(api.member("ada"))
            let story = StripeBodies(suffix: "x")
            _ = try await api.deliver(story.checkout("one", user: "ada", status: "unpaid", at: 0))
            try await expectEqual(api.membershipGate("ada"), "/join")
            _ = try await api.deliver(
                story.checkout(
                    "two", user: "ada", at: 60, type: "checkout.session.async_payment_succeeded"))
            try await expectEqual(api.membershipGate("ada"), "/welcome")
        }
    }

    @Test func `what cannot be matched is kept, and its customer's user takes it over`()
        async throws
    {
        try await TestAPI.run { api in
            let story = StripeBodies(suffix: "x")
            let early = try await api.deliver(
                story.subscription("a", "updated", "past_due", at: 50))
            expectEqual(early.text, #"{"received":true}"#)
            try await expectEqual(api.types("webhook-stripe"), ["WebhookUnmatched"])
            _ = try await api.deliver(story.checkout("b", user: "ada", at: 1))
            let profile = try await api.profile(api.member("ada"))
            expectEqual(profile["subscription_status"], "past_due")
        }
    }

    @Test(arguments: ["unpaid", "incomplete", "incomplete_expired", "paused", "made_up"])
    func `another status of the provider's is none`(status: String) async throws {
        try await TestAPI.run { api in
            let story = StripeBodies(suffix: "x")
            _ = try await api.deliver(story.checkout("a", user: "ada", at: 0))
            _ = try await api.deliver(story.subscription("b", "updated", status, at: 10))
            let profile = try await api.profile(api.member("ada"))
            expectEqual(profile["subscription_status"], .null)
            try await expectEqual(api.membershipGate("ada"), "/join")
        }
    }

    @Test func `what changed before is kept for the audit`() async throws {
        try await TestAPI.run { api in
            let story = StripeBodies(suffix: "x")
            _ = try await api.deliver(story.checkout("a", user: "ada", at: 0))
            _ = try await api.deliver(
                story.subscription("b", "updated", "past_due", at: 10, previously: "active"))
            let event = try required(
                try await api.events("profile-ada").first {
                    $0.type.name == "SubscriptionReported"
                })
            let personal = try JSONValue(parsing: event.personal ?? [])
            expectEqual(personal["previousAttributes"], #"{"status":"active"}"#)
            expectEqual(event.causationID, "evt_b_x")
        }
    }

    @Test func `a signed deletion ends the sandbox's subscription`() async throws {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            let paid = try await api.pay(ada)
            let body = """
                {"id":"evt_mine","type":"customer.subscription.deleted","created":1790000100,\
                "data":{"object":{"id":"\(paid.string("subscription"))","status":"canceled",\
                "ended_at":1790000100}}}
                """
            // Without a customer there is nobody to look for but the subscription's own user.
            _ = try await api.deliver(body)
            try await expectEqual(api.types("webhook-stripe"), ["WebhookUnmatched"])
            _ = try await api.deliver(
                body.replacing("evt_mine", with: "evt_mine2").replacing(
                    #""status""#, with: #""customer":"\#(paid.string("customer"))","status""#))
            try await expectEqual(api.membershipGate("ada"), "/join")
        }
    }

    // MARK: Sign-ups through the same door

    @Test(arguments: [("individual", "individual", "/welcome"), ("professional", "none", "/join")])
    func `a paid sign-up's profile knows plan, status and the provider's ids`(
        plan: String, membership: String, gate: String
    ) async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: plan)
            let paid = try await api.ask("POST /dev/checkout/\(try await api.checkout(token))/pay")
            let done = try await api.post(
                "/v1/onboarding/complete", ["sessionToken": .string(token)])
            let profile = try await api.profile("Authorization: Bearer \(done.string("token"))")
            expectEqual(profile["membership_plan"], .string(membership))
            expectEqual(profile["subscription_status"], "trialing")
            expectEqual(profile["stripe_customer_id"], paid["customer"])
            expectEqual(profile["stripe_subscription_id"], paid["subscription"])
            let id = profile.string("id")
            try await expectEqual(api.membershipGate(id), gate)
            let suffix = String(paid.string("customer").dropFirst("cus_".count))
            let story = StripeBodies(suffix: suffix)
            _ = try await api.deliver(story.subscription("end", "deleted", "canceled", at: 5))
            try await expectEqual(api.membershipGate(id), "/join")
            try await expectEqual(api.types("webhook-stripe"), [])
        }
    }

    @Test(
        arguments: ["invoice", "unpaid", "paused", "incomplete_expired"], [false, true])
    func `what failed between a sign-up's payment and its completion is not paid after it`(
        setback: String, isToldLate: Bool
    ) async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: "individual")
            let paid = try await api.ask("POST /dev/checkout/\(try await api.checkout(token))/pay")
            let story = StripeBodies(
                suffix: String(paid.string("customer").dropFirst("cus_".count)))
            let news =
                setback == "invoice"
                ? story.invoiceFailed("a", at: 300)
                : story.subscription("a", "updated", setback, at: 300)
            api.advance(600)
            if !isToldLate { _ = try await api.deliver(news) }
            let done = try await api.post(
                "/v1/onboarding/complete", ["sessionToken": .string(token)])
            if isToldLate { _ = try await api.deliver(news) }
            let status: JSONValue = setback == "invoice" ? "past_due" : .null
            let profile = try await api.profile("Authorization: Bearer \(done.string("token"))")
            expectEqual(
                profile["membership_plan"], (setback == "invoice" ? "individual" : "family"))
            expectEqual(profile["subscription_status"], status)
            try await expectEqual(api.membershipGate(profile.string("id")), "/join")
            let tenant = done["user"]["tenantId"]?.stringValue ?? ""
            let found = try await api.get("/v1/tenants/\(tenant)", try await api.key(.auditRead))
            expectEqual(found["subscriptionStatus"], status)
            let events = try await api.events("tenant-\(tenant)")
            expectEqual(events.last?.type.name, "SubscriptionChanged")
            expectTrue(isToldLate || events.allSatisfy { $0.occurredAt == nil })
        }
    }

    @Test func `a sign-up's subscription begins with its payment`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: "individual")
            api.advance(60)
            let paidAt = api.clock.now().rfc3339
            _ = try await api.ask("POST /dev/checkout/\(try await api.checkout(token))/pay")
            api.advance(600)
            let done = try await api.post(
                "/v1/onboarding/complete", ["sessionToken": .string(token)])
            let profile = try await api.profile("Authorization: Bearer \(done.string("token"))")
            expectEqual(profile["subscription_start_date"], .string(paidAt))
            let opened = try await api.events("profile-\(profile.string("id"))")
            expectTrue(opened.allSatisfy { $0.occurredAt == nil }, "nothing is before the profile")
        }
    }

    @Test func `a tenant's subscription follows what the provider reports of it, in its order`()
        async throws
    {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let paid = try await api.ask("POST /dev/checkout/\(try await api.checkout(token))/pay")
            let done = try await api.post(
                "/v1/onboarding/complete", ["sessionToken": .string(token)])
            let tenant = done["user"]["tenantId"]?.stringValue ?? ""
            let audit = try await api.key(.auditRead)
            func status() async throws -> JSONValue {
                try await api.get("/v1/tenants/\(tenant)", audit)["subscriptionStatus"]
            }
            func changes() async throws -> Int {
                try await api.types("tenant-\(tenant)").count { $0 == "SubscriptionChanged" }
            }
            try await expectEqual(status(), "trialing")
            let story = StripeBodies(
                suffix: String(paid.string("customer").dropFirst("cus_".count)))
            _ = try await api.deliver(story.subscription("b", "updated", "active", at: 200))
            try await expectEqual(status(), "active")
            // Told again, told late, and told of another subscription of the same customer.
            _ = try await api.deliver(story.subscription("b", "updated", "active", at: 200))
            _ = try await api.deliver(story.subscription("a", "updated", "past_due", at: 100))
            _ = try await api.deliver(
                story.subscription("o", "updated", "past_due", at: 300)
                    .replacing("\"sub_", with: "\"sub_other_"))
            try await expectEqual(status(), "active")
            try await expectEqual(changes(), 1)
            _ = try await api.deliver(story.invoiceFailed("c", at: 400))
            try await expectEqual(status(), "past_due")
            _ = try await api.deliver(story.subscription("d", "deleted", "canceled", at: 500))
            _ = try await api.deliver(story.subscription("e", "updated", "active", at: 600))
            try await expectEqual(status(), "canceled")
            try await expectEqual(changes(), 3)
            let last = try required(try await api.events("tenant-\(tenant)").last)
            expectEqual(last.causationID, story.causation("d"))
        }
    }

    @Test func `each further checkout of a session has a key of its own`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let session = String(api.stream(token).dropFirst("session-".count))
            let first = try await api.checkout(token)
            _ = try await api.deliver(
                """
                {"id":"evt_1","type":"checkout.session.expired","data":{"object":{"id":"\(first)",\
                "metadata":{"onboarding_session_id":"\(session)"}}}}
                """)
            api.advance(30)
            var body = try required(api.paymentBody(token).objectValue)
            body["successUrl"] = "https://app.example/other"
            let second = try await api.post(
                "/v1/onboarding/payment/start",
                .object(body))
            expectTrue(second.status == 200 && !second.string("checkoutUrl").hasSuffix(first))
            let key = "onboarding_checkout_\(session)"
            expectEqual(stripe.keys, [key, key + "_2"])
        })
    }
}
