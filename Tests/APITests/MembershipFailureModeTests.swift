import EventLog
import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// S10: each of the ten failure modes of the seed's table by its name, as it shows over HTTP.
struct MembershipFailureModeTests {
    @Test func `Stripe webhook fails`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let ada = api.member("ada")
            let id = try await api.order(["plan": "family"], ada)
            try await expectEqual(api.membershipGate("ada"), "/join")
            stripe.pay(id)
            let profile = try await api.profile(ada)
            expectEqual(profile["membership_plan"], "family")
            try await expectEqual(api.membershipGate("ada"), "/welcome")
            let event = try required(
                try await api.events("profile-ada").first {
                    $0.type.name == "MembershipCheckoutReported"
                })
            expectTrue(event.actor.kind == .system && event.actor.id == "reconcile")
            // The delivery comes after all.
            let story = StripeBodies(suffix: "fake1")
            _ = try await api.deliver(story.checkout("late", user: "ada", at: 0))
            try await expectEqual(api.profile(ada)["subscription_status"], "trialing")
            try await expectEqual(api.membershipGate("ada"), "/welcome")
            expectEqual(stripe.lookUpCount, 1)
        })
    }

    @Test func `Stripe webhook fails for a payer who had not signed in`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            // Known by an issuer, unpaid so far; and somebody who comes for the first time.
            for name in ["ada", "eve"] {
                let person = api.member(name, email: "\(name)@example.com")
                if name == "ada" { _ = try await api.profile(person) }
                let id = try await api.order([
                    "plan": "individual", "email": .string("\(name)@example.com"),
                ])
                let page = "%2Fwelcome%3Fstatus%3Dsuccess%26session_id%3D\(id)"
                func gate() async throws -> String? {
                    try await api.get("/v1/gate?flow=membership&path=\(page)", person)["location"]
                        .stringValue
                }
                try await expectEqual(gate(), "/join")
                stripe.pay(id)
                api.advance(5)
                try await expectNil(gate())
                try await expectEqual(api.profile(person)["membership_plan"], "individual")
                let count = stripe.lookUpCount
                api.advance(5)
                try await expectNil(gate())
                expectEqual(stripe.lookUpCount, count, "what was told is not asked for again")
            }
        })
    }

    @Test func `nobody else brings an erased payer back, and an own checkout is asked for once`()
        async throws
    {
        try await TestAPI.run(stripe: { api, stripe in
            _ = try await api.profile(api.member("eve"))
            let id = try await api.order(["plan": "individual", "email": "eve@example.com"])
            stripe.pay(id)
            _ = try await api.ledger.erase(
                ErasureRequest(
                    subject: "eve@example.com", reason: "asked for",
                    actor: EventActor(kind: .admin, id: "r"), requestID: "r"))
            func gate(_ id: String) async throws -> String? {
                let path = "/v1/gate?flow=membership&path=%2Fwelcome%3Fsession_id%3D\(id)"
                return try await api.get(path, api.member("ada"))["location"].stringValue
            }
            try await expectEqual(gate(id), "/join")
            let events = try await api.ledger.events(matching: EventFilter(), limit: 1000)
            expectFalse(events.contains { $0.type.name == "MembershipActivated" })
            let own = try await api.order(["plan": "family"], api.member("ada"))
            let count = stripe.lookUpCount
            try await expectEqual(gate(own), "/join")
            expectEqual(stripe.lookUpCount, count + 1)
        })
    }

    @Test func `a payer who has an account is sent to it, with what was paid`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let ada = api.member("ada", email: "ada@example.com")
            _ = try await api.profile(ada)
            let id = try await api.order(["plan": "individual", "email": "ada@example.com"])
            stripe.pay(id)
            let claim = try await api.post(
                "/api/welcome/claim", ["sessionId": .string(id), "password": "correct horse"])
            expectEqual(claim.refusal, "409 membership.already_claimed")
            try await expectEqual(api.profile(ada)["membership_plan"], "individual")
            try await expectEqual(api.membershipGate("ada"), "/welcome")
        })
    }

    @Test func `a payer who is back asks no more than once in five seconds`() async throws {
        try await TestAPI.run(stripe: { api, stripe in
            let ada = api.member("ada")
            let id = try await api.order(["plan": "family"], ada)
            for _ in 0..<5 { _ = try await api.profile(ada) }
            expectEqual(stripe.lookUpCount, 1)
            stripe.setDown(true)
            api.advance(5)
            try await expectEqual(
                api.profile(ada).status, 200, "a provider that is down changes nothing")
            stripe.setDown(false)
            stripe.pay(id)
            api.advance(5)
            try await expectEqual(api.profile(ada)["membership_plan"], "family")
        })
    }

    @Test func `user closes browser during onboarding`() async throws {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            _ = try await api.pay(ada)
            try await expectEqual(api.membershipGate("ada"), "/welcome")
            _ = try await api.ask("POST /api/user/onboarding/start\n\(ada)")
            try await expectEqual(api.membershipGate("ada"), "/onboarding")
            _ = try await api.patch(TestAPI.completeProfile, ada)
            try await expectNil(api.membershipGate("ada"))
        }
    }

    @Test func `profile creation fails at the first load`() async throws {
        try await TestAPI.run { api in
            let refused = try await api.profile(api.member(String(repeating: "a", count: 400)))
            expectEqual(refused.refusal, "400 membership.invalid_user")
            try await expectEqual(api.eventCount, 0)
            let ada = api.member("ada")
            let answers = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<50 { group.addTask { try await api.profile(ada).status } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            expectTrue(answers.allSatisfy { $0 == 200 })
            try await expectEqual(api.types("profile-ada"), ["AccountOpened", "MembershipOpened"])
        }
    }

    @Test func `PlacePicker geocode fails`() async throws {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            let answer = try await api.patch(
                ["first_name": "Ada", "birth_city": "London", "birth_country": "GB"], ada)
            expectEqual(answer.refusal, "400 membership.invalid_profile")
            expectEqual(answer.pointers, ["/birth_lat", "/birth_lon"])
            try await expectEqual(api.profile(ada)["first_name"], .null)
            let again = try await api.patch(
                ["birth_city": "London", "birth_country": "GB", "birth_lat": 51.5, "birth_lon": 0],
                ada)
            expectEqual(again["timezone"], "Europe/London")
        }
    }

    @Test func `user signs in with different OAuth`() async throws {
        try await TestAPI.run { api in
            _ = try await api.pay(api.member("ada"))
            let facebook = api.member("facebook|9", email: "ADA@example.com")
            try await expectEqual(api.profile(facebook)["id"], "ada")
            try await expectEqual(api.membershipGate("facebook|9"), "/welcome")
            for id in ["ada", "facebook%7C9"] {
                let profile = try await api.get("/v1/profiles/\(id)", facebook)
                expectTrue(profile["id"] == "ada" && profile["membership_plan"] == "family")
            }
            let list = try await api.get("/v1/profiles", facebook)
            expectEqual(list["items"].arrayValue?.map { $0["id"] }, ["ada"])
            _ = try await api.patch(["preferred_name": "Countess"], facebook)
            try await expectEqual(api.profile(api.member("ada"))["preferred_name"], "Countess")
            // Nobody vouches for this one.
            let stranger = api.member("evil|1", email: "ada@example.com", isVerified: false)
            try await expectEqual(api.profile(stranger)["id"], "evil|1")
            try await expectEqual(api.get("/v1/profiles/ada", stranger).status, 404)
        }
    }

    @Test func `subscription expires while user active`() async throws {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            let paid = try await api.pay(ada)
            _ = try await api.patch(TestAPI.completeProfile, ada)
            try await expectNil(api.membershipGate("ada"))
            let suffix = String(paid.string("subscription").dropFirst("sub_".count))
            let story = StripeBodies(suffix: suffix)
            _ = try await api.deliver(story.subscription("end", "deleted", "canceled", at: 9))
            try await expectEqual(api.profile(ada)["subscription_status"], "canceled")
            try await expectEqual(api.membershipGate("ada"), "/join")
            _ = try await api.pay(ada)
            try await expectNil(api.membershipGate("ada"))
        }
    }

    @Test func `admin or comped user flag removed`() async throws {
        try await TestAPI.run { api in
            _ = try await api.profile(api.member("ada"))
            let admin = try await api.key(.admin)
            func decide(_ path: String, _ body: JSONValue) async throws {
                let answer = try await api.post("/v1/admin/profiles/ada/\(path)", body, admin)
                try required(answer.status == 200)
            }
            try await decide("comp", ["comped": true, "reason": "a friend"])
            try await expectEqual(api.membershipGate("ada"), "/welcome")
            try await decide("comp", ["comped": false, "reason": "no more"])
            try await expectEqual(api.membershipGate("ada"), "/join")
            try await decide("role", ["role": "admin", "reason": "staff"])
            try await expectEqual(api.membershipGate("ada"), "/welcome")
            try await decide("role", ["role": "user", "reason": "left"])
            try await expectEqual(api.membershipGate("ada"), "/join")
        }
    }

    @Test func `user deletes account manually`() async throws {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            _ = try await api.pay(ada)
            _ = try await api.patch(TestAPI.completeProfile, ada)
            let deleted = try await api.ask(
                "DELETE /v1/admin/profiles/ada\nContent-Type: application/json\n"
                    + "\(try await api.key(.admin))\n\n{\"reason\":\"asked\"}")
            expectEqual(deleted.status, 204)
            try await expectEqual(api.membershipGate("ada"), "/join")
            let profile = try await api.profile(ada)
            expectTrue(profile["membership_plan"] == "none" && profile["first_name"] == .null)
            expectTrue(profile["is_onboarded"] == false && profile["role"] == "user")
        }
    }

    @Test func `OAuth redirect URL mismatch`() async throws {
        try await TestAPI.run {
            $0.allowedOrigins = ["https://app.example"]
        } _: { api in
            let token = try await api.start("ada@example.com")
            let answer = try await api.get(
                "/v1/auth/google/url?sessionToken=\(token)&redirectUri=https://evil.example/cb")
            expectEqual(answer.refusal, "400 request.invalid_body")
            expectEqual(answer.pointers, ["/redirectUri"])
            let body: JSONValue = [
                "plan": "family", "email": "a@example.com", "returnUrl": "https://evil.example/",
            ]
            let id = try await api.order(body)
            let paid = try await api.ask("POST /dev/checkout/\(id)/pay\nAccept: text/html")
            expectEqual(paid.fields["Location"]?.hasSuffix("&returnUrl=%2Fsanctuary"), true)
        }
    }

    @Test func `session expires during onboarding`() async throws {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            _ = try await api.patch(["first_name": "Ada", "preferred_name": "Countess"], ada)
            api.advance(2 * 3600)
            let late = try await api.patch(["last_name": "King"], ada)
            expectEqual(late.refusal, "401 auth.invalid_credential")
            expectEqual(late.fields["WWW-Authenticate"]?.hasPrefix("Bearer"), true)
            let profile = try await api.profile(api.member("ada"))
            expectTrue(profile["first_name"] == "Ada" && profile["preferred_name"] == "Countess")
        }
    }
}
