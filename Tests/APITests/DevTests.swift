import HTTPServer
import JSON
import Onboarding
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// Dev mode's endpoints (section 8, O3).
struct DevTests {
    private static let paths = [
        "POST /dev/token", "POST /dev/keys", "GET /dev/mailbox", "GET /dev/clock",
        "POST /dev/clock",
        "POST /dev/checkout/cs_test_1/pay", "POST /dev/checkout/cs_test_1/expire",
        "GET /dev/checkout/cs_test_1", "GET /dev/google/authorize",
        "POST /dev/spaces/s1/book", "POST /dev/spaces/s1/cancel", "POST /dev/spaces/s1/end",
        "POST /dev/profiles/ada/end", "POST /dev/profiles/ada/lapse",
    ]

    @Test(arguments: paths)
    func `without dev mode the path does not exist`(path: String) async throws {
        try await TestAPI.run {
            $0.isDev = false
        } _: { api in
            let answer = try await api.ask(path + "\n\n{}")
            expectEqual(answer.refusal, "404 http.not_found")
        }
    }

    /// S10: the gate asks again at once.
    @Test(arguments: ["end": "canceled", "lapse": "past_due"])
    func `a subscription that the sandbox sold ends by a signed delivery`(
        verb: String, status: String
    ) async throws {
        try await TestAPI.run { api in
            let ada = api.member("ada")
            _ = try await api.pay(ada)
            _ = try await api.patch(TestAPI.completeProfile, ada)
            try await expectNil(api.membershipGate("ada"))
            api.advance(60)
            let answer = try await api.ask("POST /dev/profiles/ada/\(verb)")
            expectTrue(
                answer.status == 200 && answer.names == ["type", "customer", "subscription"])
            try await expectEqual(api.profile(ada)["subscription_status"].stringValue, status)
            try await expectEqual(api.membershipGate("ada"), "/join")
            let webhook = try await api.events("profile-ada").last
            expectEqual(webhook?.actor, EventActor(kind: .webhook, id: "stripe"))
        }
    }

    @Test func `who bought nothing in the sandbox has no subscription to end`() async throws {
        try await TestAPI.run { api in
            let nobody = try await api.ask("POST /dev/profiles/nobody/end")
            expectEqual(nobody.refusal, "404 membership.profile_not_found")
            _ = try await api.profile(api.member("ada"))
            let unpaid = try await api.ask("POST /dev/profiles/ada/lapse")
            expectEqual(unpaid.refusal, "404 dev.checkout_not_found")
        }
    }

    @Test func `a token is made for anybody`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.post(
                "/dev/token",
                [
                    "sub": "u1", "email": "a@example.com", "email_verified": true, "role": "client",
                    "requested_role": "admin", "phone": "+44", "name": "A",
                ])
            expectEqual(answer.names, ["token"])
            let claims = try api.server.core.authenticator.verifier.verify(
                answer.string("token"), now: api.clock.now())
            expectEqual(claims.subject, "u1")
            expectEqual(claims.requestedRole, "admin")
            expectEqual(claims.isEmailVerified, true)
            try await expectEqual(api.post("/dev/token", [:]).pointers, ["/sub"])
            for subject: JSONValue in ["", "e\u{301}va"] {
                try await expectEqual(api.post("/dev/token", ["sub": subject]).pointers, ["/sub"])
            }
            let wrong = try await api.post("/dev/token", ["sub": "u", "email_verified": "yes"])
            expectEqual(wrong.pointers, ["/email_verified"])
        }
    }

    @Test func `a key is made with scopes that exist`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.post("/dev/keys", ["scopes": ["audit:read"]])
            expectEqual(answer.names, ["key"])
            let field = "Authorization: Bearer \(answer.string("key"))"
            try await expectEqual(api.get("/v1/ledger/head", field).status, 200)
            for scopes in [[], ["root"], [7], .null, "admin"] as [JSONValue] {
                let refused = try await api.post("/dev/keys", ["scopes": scopes])
                expectEqual(refused.refusal, "400 request.invalid_body")
            }
        }
    }

    @Test func `the mailbox shows mails to one address, newest first`() async throws {
        try await TestAPI.run { api in
            for email in ["ada@example.com", "eve@example.com"] {
                let token = try await api.start(email)
                _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            }
            let all = try await api.get("/dev/mailbox")
            expectEqual(
                all["messages"].arrayValue?.map { $0["to"] },
                [
                    "eve@example.com", "ada@example.com",
                ])
            let one = try await api.get("/dev/mailbox?to=ADA@example.com")
            expectEqual(one["messages"].arrayValue?.count, 1)
            expectEqual(
                one["messages"][0]?.objectValue?.keys,
                ["to", "subject", "text", "kind", "code", "sentAt"])
            expectEqual(one["messages"][0]?["kind"], "otp")
        }
    }

    @Test func `the time is told as far as it was moved`() async throws {
        try await TestAPI.run { api in
            try await expectEqual(api.get("/dev/clock")["now"], .string(api.clock.now().rfc3339))
            api.advance(90)
            let later = try await api.get("/dev/clock")
            expectEqual(later.names, ["now"])
            expectEqual(later["now"], .string(api.clock.now().rfc3339))
        }
    }

    @Test(arguments: [-1, 1 << 40] as [Int64])
    func `time only goes ahead, and not for ever`(seconds: Int64) async throws {
        try await TestAPI.run { api in
            let body: JSONValue = ["advanceSeconds": .number(JSONNumber(seconds))]
            let answer = try await api.post("/dev/clock", body)
            expectEqual(answer.refusal, "400 request.invalid_body")
        }
    }

    @Test func `time moves once under a key`() async throws {
        try await TestAPI.run { api in
            func move(_ seconds: Int64) async throws -> Answer {
                let body: JSONValue = ["advanceSeconds": .number(JSONNumber(seconds))]
                return try await api.post("/dev/clock", body, "Idempotency-Key: k")
            }
            let first = try await move(3600)
            let now = api.clock.now()
            let again = try await move(3600)
            expectTrue(again.text == first.text && again.fields["Idempotent-Replayed"] == "true")
            try await expectEqual(move(7200).refusal, "422 request.idempotency_conflict")
            expectEqual(api.clock.now(), now)
        }
    }

    @Test func `a meeting is booked once under a key, and a refusal stays one`() async throws {
        try await TestAPI.run { api in
            let space = try await api.space(api.person("ada"), ["name": "Home"])
            func ask(_ verb: String, _ key: String) async throws -> Answer {
                try await api.ask("POST /dev/spaces/\(space)/\(verb)\nIdempotency-Key: \(key)")
            }
            let early = try await ask("cancel", "early")
            expectEqual(early.refusal, "409 space.no_meeting_planned")
            let booked = try await ask("book", "k")
            try await expectEqual(ask("cancel", "early").text, early.text)
            try await expectEqual(ask("cancel", "k").status, 200)
            let count = try await api.eventCount
            let again = try await ask("book", "k")
            expectTrue(again.text == booked.text && again.fields["Idempotent-Replayed"] == "true")
            try await expectEqual(api.eventCount, count)
        }
    }

    @Test func `the sandbox's page shows the order with nothing left to inject`() async throws {
        try await TestAPI.run {
            $0.plans = PlanCatalogue([
                Plan(descriptor: "professional", name: "<script>alert(1)</script>", isPaid: true)
            ])
        } _: { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let checkout = try await api.checkout(token)
            let page = try await api.get("/dev/checkout/\(checkout)")
            expectEqual(page.status, 200)
            expectEqual(page.fields["Content-Type"], "text/html; charset=utf-8")
            expectEqual(
                page.fields["Content-Security-Policy"]?.contains("default-src 'none'"), true)
            expectFalse(page.text.contains("<script>"))
            expectTrue(page.text.contains("&lt;script&gt;"))
        }
    }

    @Test func `a browser that pays is sent back to the app`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            var body = try required(api.paymentBody(token).objectValue)
            body["successUrl"] = "https://app.example/paid?id={CHECKOUT_SESSION_ID}"
            let opened = try await api.post("/v1/onboarding/payment/start", .object(body))
            let checkout = try required(opened.string("checkoutUrl").split(separator: "/").last)
            let paid = try await api.ask(
                "POST /dev/checkout/\(checkout)/pay\nAccept: text/html,*/*\n"
                    + "Content-Type: application/x-www-form-urlencoded")
            expectEqual(paid.status, 303)
            expectEqual(paid.fields["Location"], "https://app.example/paid?id=\(checkout)")
        }
    }

    @Test func `a sandbox's checkout ends once, and the same end again changes nothing`()
        async throws
    {
        try await TestAPI.run { api in
            for (first, second, word) in [("pay", "expire", "paid"), ("expire", "pay", "ran out")] {
                let id = try await api.order(
                    ["plan": "family", "email": .string("\(first)@example.com")])
                let ended = try await api.ask("POST /dev/checkout/\(id)/\(first)")
                expectEqual(ended.status, 200)
                let count = try await api.eventCount
                let other = try await api.ask("POST /dev/checkout/\(id)/\(second)")
                expectEqual(other.refusal, "409 dev.checkout_settled")
                let again = try await api.ask("POST /dev/checkout/\(id)/\(first)")
                expectTrue(again.status == 200 && again.json == ended.json)
                try await expectEqual(api.eventCount, count)
                let page = try await api.get("/dev/checkout/\(id)").text
                expectTrue(page.contains(word) && !page.contains("<form"))
                // Who comes back to it is led on as its end led (W2).
                let ways = [
                    "pay": "/welcome?status=success&amp;session_id=\(id)",
                    "expire": "/join?status=cancelled&amp;plan=family",
                ]
                let way = try required(ways[first])
                expectTrue(
                    page.contains("href=\"http://localhost/portal/membership\(way)\">Go on<"))
            }
        }
    }

    @Test(arguments: ["cs_test_x", "cs_live_1", "cs_test_0193a0c0-0000-7000-8000-000000000000-1"])
    func `a checkout that the sandbox did not open is 404`(id: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.ask("POST /dev/checkout/\(id)/pay")
            expectEqual(answer.refusal, "404 dev.checkout_not_found")
        }
    }

    @Test func `the sandbox Google goes back with a code that signs in`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let url = try await api.get(
                "/v1/auth/google/url?sessionToken=\(token)&redirectUri=https://app.example/cb"
            ).string("url")
            let path = String(url.dropFirst("http://localhost".count))
            expectTrue(url.contains("client_id="), "as every authorisation request (RFC 6749) has")
            let page = try await api.get(path)
            expectTrue(page.text.contains("name=\"email\""))
            let back = try await api.get(path + "&given=Ada&family=Lovelace&email=ada@example.com")
            expectEqual(back.status, 303)
            let location = back.fields["Location"] ?? ""
            expectTrue(
                location.hasPrefix(
                    "https://app.example/cb?code=dev%3AAda%3ALovelace%3Aada%40example.com&state="))
            let marked = try await api.get(
                "/dev/google/authorize?redirect_uri=http://x.example/&state=%22%CC%81%3E%CC%81")
            expectTrue(marked.text.contains("value=\"&quot;\u{301}&gt;\u{301}\""))
            let evil = try await api.get("/dev/google/authorize?redirect_uri=javascript:alert(1)")
            expectEqual(evil.status, 400)
        }
    }
}
