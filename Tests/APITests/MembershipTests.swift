import JSON
import TestSupport
import Testing

@testable import API

/// Contracts S1, S2, S4, S7 and S12: paying, and the member's profile.
struct MembershipTests {
    // MARK: S1, S4

    @Test(arguments: [("application/merge-patch+json", 200), ("text/plain", 415)])
    func `a patch of the profile is JSON or a merge patch`(type: String, status: Int) async throws {
        try await TestAPI.run { api in
            let answer = try await api.ask(
                "PATCH /api/user/profile\n\(api.member("ada"))\nContent-Type: \(type)\n\n{}")
            expectEqual(answer.status, status)
        }
    }

    @Test func `a profile is made at first sight with the defaults`() async throws {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            let answer = try await api.profile(ada)
            expectEqual(answer.status, 200)
            expectEqual(
                answer.names,
                [
                    "id", "email", "first_name", "last_name", "role", "membership_plan",
                    "subscription_status", "is_onboarded", "onboarding_started_at",
                    "onboarding_completed_at", "is_comped", "stripe_customer_id",
                    "stripe_subscription_id", "subscription_start_date", "subscription_end_date",
                    "middle_name", "preferred_name", "birth_date", "birth_time", "birth_city",
                    "birth_region", "birth_country", "birth_lat", "birth_lon", "timezone",
                    "zodiac_sign", "birth_chart",
                ])
            expectEqual(answer["membership_plan"], "none")
            expectEqual(answer["subscription_status"], .null)
            expectTrue(answer["is_onboarded"] == false && answer["is_comped"] == false)
            expectTrue(answer["role"] == "user" && answer["birth_chart"] == .null)
            expectEqual(answer.fields["ETag"], "\"2\"")
            let count = try await api.eventCount
            let again = try await api.get("/api/user/profile", ada, "If-None-Match: \"2\"")
            expectEqual(again.status, 304)
            try await expectEqual(api.eventCount, count, "a read of a known profile writes nothing")
        }
    }

    @Test func `fields are merged, and null clears`() async throws {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            _ = try await api.patch(["first_name": "Ada", "preferred_name": "Countess"], ada)
            let answer = try await api.patch(["last_name": "King", "preferred_name": .null], ada)
            expectTrue(answer["first_name"] == "Ada" && answer["last_name"] == "King")
            expectEqual(answer["preferred_name"], .null)
            try await expectEqual(api.profile(ada).json, answer.json)
        }
    }

    @Test(arguments: [
        "membership_plan", "subscription_status", "role", "is_comped", "onboarding_started_at",
        "onboarding_completed_at", "subscription_start_date", "subscription_end_date",
        "stripe_customer_id", "stripe_subscription_id", "plan", "status", "comped",
    ])
    func `a field that the person may not set is named`(field: String) async throws {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            let answer = try await api.patch([field: "family", "first_name": "Ada"], ada)
            expectEqual(answer.refusal, "400 membership.invalid_profile")
            expectEqual(answer.pointers, ["/\(field)"])
            expectTrue(answer.string("detail").contains(field))
            try await expectEqual(api.profile(ada)["first_name"], .null, "nothing was changed")
        }
    }

    @Test(arguments: [
        (#"{"is_onboarded":true}"#, ["/first_name", "/last_name"]),
        (#"{"birth_date":"2023-02-29"}"#, ["/birth_date"]),
        (#"{"birth_date":"2999-01-01"}"#, ["/birth_date"]),
        (#"{"birth_time":"24:00"}"#, ["/birth_time"]),
        (#"{"birth_city":"Paris"}"#, ["/birth_lat", "/birth_lon"]),
        (#"{"birth_lat":90.1,"birth_lon":-180.5}"#, ["/birth_lat", "/birth_lon"]),
        (#"{"first_name":7,"last_name":"A7"}"#, ["/first_name", "/last_name"]),
    ])
    func `a wrong field is refused by its rule`(body: String, pointers: [String]) async throws {
        try await TestAPI.run { api in
            let answer = try await api.patch(try JSONValue(parsing: body), api.member("ada"))
            expectEqual(answer.refusal, "400 membership.invalid_profile")
            expectEqual(answer.pointers, pointers)
        }
    }

    @Test(arguments: ["", "[]", "{", "null", #"{"first_name":"A","first_name":"B"}"#])
    func `a patch that is no object says where`(body: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.ask(
                "PATCH /api/user/profile\nContent-Type: application/json\n\(api.member("ada"))"
                    + "\n\n\(body)")
            expectEqual(answer.refusal, "400 request.invalid_body")
        }
    }

    @Test func `sign, time zone and chart follow from the birth data`() async throws {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            let answer = try await api.patch(
                [
                    "birth_date": "1940-10-09", "birth_time": "18:30", "birth_city": "Liverpool",
                    "birth_country": "GB", "birth_lat": 53.4, "birth_lon": -2.98,
                ], ada)
            expectEqual(answer["zodiac_sign"], "Libra")
            expectEqual(answer["timezone"], "Europe/London")
            // Swiss Ephemeris 2.10.03 for 17:30 UTC (war-time summer): sun 196.27°, moon 303.55°,
            // ascendant 19.73°.
            let chart = try required(answer["birth_chart"].objectValue)
            expectEqual(chart.keys, ["sun", "moon", "ascendant", "computedFrom"])
            expectEqual(chart["sun"]?["sign"], "Libra")
            expectEqual(chart["moon"]?["sign"], "Aquarius")
            expectEqual(chart["ascendant"]?["sign"], "Aries")
            let degrees = ["sun", "moon", "ascendant"].map {
                chart[$0]?["degree"]?.doubleValue ?? 0
            }
            for (degree, expected) in zip(degrees, [16.27, 3.55, 19.73]) {
                expectTrue(abs(degree - expected) < 0.06)
            }
            expectEqual(chart["computedFrom"]?["utc_offset_seconds"], 3600)
            let without = try await api.patch(["birth_time": .null], ada)
            expectEqual(without["birth_chart"].objectValue?.keys, ["sun", "moon", "computedFrom"])
        }
    }

    @Test func `a stale version is refused, and a repeated patch is answered as the first`()
        async throws
    {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            _ = try await api.profile(ada)
            let first = try await api.patch(
                ["first_name": "Ada"], ada, "If-Match: \"2\"", "Idempotency-Key: k1")
            expectTrue(first.status == 200 && first.fields["ETag"] == "\"3\"")
            let stale = try await api.patch(["first_name": "Eve"], ada, "If-Match: \"2\"")
            expectEqual(stale.refusal, "412 request.precondition_failed")
            _ = try await api.patch(["first_name": "Augusta"], ada)
            let count = try await api.eventCount
            let again = try await api.patch(
                ["first_name": "Ada"], ada, "If-Match: \"2\"", "Idempotency-Key: k1")
            expectEqual(again.fields["Idempotent-Replayed"], "true")
            expectTrue(again.text == first.text && again.fields["ETag"] == "\"3\"")
            try await expectEqual(api.eventCount, count)
            let other = try await api.patch(["first_name": "Bo"], ada, "Idempotency-Key: k1")
            expectEqual(other.refusal, "422 request.idempotency_conflict")
        }
    }

    @Test func `the onboarding starts once`() async throws {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            let first = try await api.ask("POST /api/user/onboarding/start\n\(ada)")
            expectEqual(first["onboarding_started_at"], "2026-09-21T14:13:20.000Z")
            api.advance(60)
            let second = try await api.ask("POST /api/user/onboarding/start\n\(ada)")
            expectEqual(second.text, first.text)
            try await expectEqual(api.types("profile-ada").count, 3)
        }
    }

    // MARK: S2

    @Test func `Stripe is asked for a membership with its user, plan and a week for nothing`()
        async throws
    {
        try await TestAPI.run(stripe: { api, stripe in
            let ada = api.member("ada")
            let answer = try await api.post(
                "/api/stripe/checkout", ["plan": "individual", "returnUrl": "/sanctuary?tab=1"], ada
            )
            expectEqual(answer.names, ["url", "sessionId"])
            let id = answer.string("sessionId")
            expectEqual(answer["url"], .string("https://checkout.example/\(id)"))
            expectEqual(
                stripe.form(id),
                [
                    "mode": "subscription", "client_reference_id": "ada",
                    "customer_email": "ada@example.com", "metadata[user_id]": "ada",
                    "metadata[plan]": "individual",
                    "subscription_data[metadata][user_id]": "ada",
                    "subscription_data[metadata][plan]": "individual",
                    "subscription_data[trial_period_days]": "7",
                    "success_url": "https://app.example/welcome?status=success&session_id="
                        + "{CHECKOUT_SESSION_ID}&returnUrl=%2Fsanctuary%3Ftab%3D1",
                    "cancel_url":
                        "https://app.example/join?status=cancelled&plan=individual",
                    "line_items[0][quantity]": "1",
                    "line_items[0][price_data][currency]": "usd",
                    "line_items[0][price_data][product_data][name]": "Individual",
                    "line_items[0][price_data][unit_amount_decimal]": "900",
                    "line_items[0][price_data][recurring][interval]": "month",
                ])
            try await expectEqual(api.types("profile-ada").last, "MembershipCheckoutOpened")
        })
    }

    @Test func `a payer without an account needs an email and leaves no profile`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let without = try await api.post("/api/stripe/checkout", ["plan": "family"])
            expectEqual(without.refusal, "400 membership.email_required")
            let id = try await api.order(["plan": "family", "email": "Ada@Example.com"])
            let form = stripe.form(id)
            expectEqual(form["customer_email"], "ada@example.com")
            expectTrue(form["client_reference_id"] == nil && form["metadata[user_id]"] == nil)
            expectEqual(form["success_url"]?.contains("returnUrl"), false)
            try await expectEqual(api.types("checkout-\(id)"), ["MembershipCheckoutOpened"])
            try await expectEqual(api.eventCount, 1)
        })
    }

    @Test(arguments: ["none", "professional", "gold", ""])
    func `any other plan is refused`(plan: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.post(
                "/api/stripe/checkout", ["plan": .string(plan), "email": "a@example.com"])
            expectEqual(answer.status, 400)
            try await expectEqual(api.eventCount, 0)
        }
    }

    @Test(arguments: [
        "https://evil.example", "//evil.example", "/\\evil.example", "/%2F%2Fevil.example",
        "javascript:alert(1)", "/a\u{1}b", "", "/%5Cevil.example",
    ])
    func `an address to return to that is not of this origin becomes the home`(url: String)
        async throws
    {
        try await TestAPI.run(stripe: { api, stripe in
            let id = try await api.order(
                ["plan": "family", "email": "a@example.com", "returnUrl": .string(url)])
            expectEqual(stripe.form(id)["success_url"]?.hasSuffix("&returnUrl=%2Fsanctuary"), true)
        })
    }

    @Test func `who pays already is led to no second checkout`() async throws {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            _ = try await api.pay(ada)
            let second = try await api.post("/api/stripe/checkout", ["plan": "individual"], ada)
            expectEqual(second.refusal, "409 membership.already_active")
            // Whose email it is, anybody else is not told.
            let stranger = try await api.post(
                "/api/stripe/checkout", ["plan": "individual", "email": "ada@example.com"])
            expectEqual(stranger.status, 200)
        }
    }

    @Test func `a repeated checkout is the first one, at the provider too`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let body: JSONValue = ["plan": "family", "email": "a@example.com"]
            let first = try await api.post("/api/stripe/checkout", body, "Idempotency-Key: k1")
            let again = try await api.post("/api/stripe/checkout", body, "Idempotency-Key: k1")
            expectEqual(again.text, first.text)
            expectEqual(again.fields["Idempotent-Replayed"], "true")
            try await expectTrue(api.eventCount == 1 && stripe.keys.count == 1)
            let other = try await api.post(
                "/api/stripe/checkout", ["plan": "individual", "email": "a@example.com"],
                "Idempotency-Key: k1")
            expectEqual(other.refusal, "422 request.idempotency_conflict")
            _ = try await api.order(body)
            expectEqual(Set(stripe.keys).count, 2, "a request of its own has a key of its own")
        })
    }

    @Test func `a provider that is down is 502 and leaves nothing half done`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            stripe.setDown(true)
            let answer = try await api.post(
                "/api/stripe/checkout", ["plan": "family"], api.member("ada"))
            expectEqual(answer.refusal, "502 membership.payment_provider_unavailable")
            try await expectEqual(api.eventCount, 0)
            stripe.setDown(false)
            _ = try await api.order(["plan": "family"], api.member("ada"))
        })
    }

    // MARK: The sandbox

    @Test func `paying in the sandbox makes a member, by checkout and subscription`() async throws {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            let paid = try await api.pay(ada)
            try await expectEqual(
                api.types("profile-ada"),
                [
                    "AccountOpened", "MembershipOpened", "MembershipCheckoutOpened",
                    "CustomerLinked", "MembershipCheckoutReported", "MembershipActivated",
                    "SubscriptionReported",
                ])
            let profile = try await api.profile(ada)
            expectEqual(profile["membership_plan"], "family")
            expectEqual(profile["subscription_status"], "trialing")
            expectEqual(profile["stripe_customer_id"], paid["customer"])
            expectEqual(profile["stripe_subscription_id"], paid["subscription"])
            expectEqual(profile["subscription_start_date"], "2026-09-21T14:13:20.000Z")
            expectEqual(profile["subscription_end_date"], "2026-09-28T14:13:20.000Z")
            let count = try await api.eventCount
            _ = try await api.ask("POST /dev/checkout/\(paid.string("checkoutSessionId"))/pay")
            try await expectEqual(api.eventCount, count, "the same deliveries again append nothing")
        }
    }

    @Test func `a browser that pays goes on to welcome`() async throws {
        try await TestAPI.run { api in
            let id = try await api.order(
                ["plan": "family", "email": "a@example.com", "returnUrl": "/sanctuary/chart"])
            let paid = try await api.ask("POST /dev/checkout/\(id)/pay\nAccept: text/html")
            expectEqual(
                paid.fields["Location"],
                "http://localhost/portal/membership/welcome?status=success"
                    + "&session_id=\(id)&returnUrl=%2Fsanctuary%2Fchart")
        }
    }

    @Test func `a checkout that ran out is no payment and not unmatched`() async throws {
        try await TestAPI.run { api in
            let mine = try await api.order(["plan": "family"], api.member("ada"))
            let anybodys = try await api.order(["plan": "family", "email": "b@example.com"])
            for id in [mine, anybodys] {
                let answer = try await api.ask("POST /dev/checkout/\(id)/expire")
                expectEqual(answer["type"], "checkout.session.expired")
            }
            try await expectEqual(api.membershipGate("ada"), "/join")
            try await expectEqual(
                api.types("checkout-\(anybodys)"),
                [
                    "MembershipCheckoutOpened", "MembershipCheckoutReported",
                ])
            try await expectEqual(api.types("webhook-stripe"), [])
        }
    }
}
