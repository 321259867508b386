import JSON
import TestSupport
import Testing

@testable import API

/// Contracts K0, K9, K10, K13 and K15.
struct SessionReadTests {
    // MARK: K9

    @Test func `a new session shows what is known of it`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com", plan: "professional")
            let answer = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(answer.status, 200)
            expectEqual(answer.fields["ETag"], "\"1\"")
            expectEqual(answer.fields["Cache-Control"], "no-store")
            expectEqual(
                answer.json,
                [
                    "sessionToken": .string(token), "email": "ada@example.com",
                    "stage": "plan_selected", "planId": "plan_professional",
                    "planDescriptor": "professional", "isPaidPlan": true,
                    "paymentStatus": "pending", "expiresAt": "2026-09-22T14:13:20.000Z",
                    "method": nil, "emailVerified": false,
                ])
        }
    }

    @Test func `a session that waits for its payment shows everything`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let checkout = try await api.checkout(token)
            let answer = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(
                answer.json,
                [
                    "sessionToken": .string(token), "email": "ada@example.com",
                    "stage": "payment_pending", "planId": "plan_professional",
                    "planDescriptor": "professional", "isPaidPlan": true, "firstName": "Ada",
                    "lastName": "Lovelace", "businessName": "Analytical Engines",
                    "businessDescriptor": "engines", "businessCountry": "GB",
                    "businessCurrency": "GBP", "paymentStatus": "pending",
                    "checkoutSessionId": .string(checkout),
                    "expiresAt": "2026-09-22T14:13:20.000Z", "method": "email",
                    "emailVerified": true,
                ])
        }
    }

    @Test func `a pending code shows its expiry and nothing else of it`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            let answer = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(answer["otpExpiry"], "2026-09-21T14:28:20.000Z")
            expectFalse(answer.text.contains(try api.code("ada@example.com")))
        }
    }

    @Test func `polling costs a 304 until something changes`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let path = "/v1/onboarding/session?sessionToken=\(token)"
            for tag in ["\"1\"", "W/\"1\"", "\"0\", \"1\"", "*"] {
                let same = try await api.get(path, "If-None-Match: \(tag)")
                expectEqual(same.status, 304)
                expectTrue(same.bytes.isEmpty)
                expectEqual(same.fields["ETag"], "\"1\"")
            }
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            let changed = try await api.get(path, "If-None-Match: \"1\"")
            expectEqual(changed.status, 200)
            expectEqual(changed.fields["ETag"], "\"2\"")
        }
    }

    @Test func `a read does not wait for the writer`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let gate = Gate()
            async let held: Void = api.ledger.perform { _ in gate.wait() }
            let answer = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(answer.status, 200)
            gate.open()
            try await held
        }
    }

    // MARK: K0

    private static let endpoints = [
        ("POST /v1/onboarding/email/otp", ""), ("POST /v1/onboarding/complete", ""),
        (
            "POST /v1/onboarding/email/verify",
            #","code":"123456","firstName":"A","lastName":"B","password":"12345678""#
        ),
        ("POST /v1/onboarding/oauth/google", #","code":"dev:A:B:a@b.co""#),
        (
            "POST /v1/onboarding/business",
            #","name":"N","descriptor":"abc","country":"GB","currency":"GBP""#
        ),
        (
            "POST /v1/onboarding/payment/start",
            #","successUrl":"https://a.b/","cancelUrl":"https://a.b/""#
        ),
        ("DELETE /v1/onboarding/session", ""),
        ("GET /v1/onboarding/session?sessionToken=TOKEN", "query"),
        ("GET /v1/onboarding/session/changes?sessionToken=TOKEN", "query"),
        ("GET /v1/onboarding/route?sessionToken=TOKEN&path=/x", "query"),
        ("GET /v1/auth/google/url?sessionToken=TOKEN&redirectUri=https://a.b/", "query"),
    ]

    private func ask(_ api: TestAPI, _ endpoint: (String, String), _ token: String) async throws
        -> Answer
    {
        if endpoint.1 == "query" {
            return try await api.ask(endpoint.0.replacing("TOKEN", with: token))
        }
        return try await api.ask(endpoint.0 + "\n\n{\"sessionToken\":\"\(token)\"\(endpoint.1)}")
    }

    @Test(arguments: endpoints)
    func `unknown, expired and committed sessions are told apart everywhere`(
        endpoint: (String, String)
    ) async throws {
        try await TestAPI.run { api in
            let unknown = try await ask(api, endpoint, "AAAA")
            expectEqual(unknown.refusal, "404 onboarding.session_not_found")
            let done = try await api.staged("ada@example.com")
            _ = try await api.post("/v1/onboarding/complete", ["sessionToken": .string(done)])
            let committed = try await ask(api, endpoint, done)
            expectEqual(committed.refusal, "400 onboarding.session_already_committed")
            let old = try await api.start("eve@example.com")
            api.advance(24 * 3600)
            let expired = try await ask(api, endpoint, old)
            expectEqual(expired.refusal, "400 onboarding.session_expired")
        }
    }

    @Test(arguments: endpoints)
    func `a missing token is refused everywhere`(endpoint: (String, String)) async throws {
        try await TestAPI.run { api in
            let answer: Answer
            if endpoint.1 == "query" {
                let parts = endpoint.0.split(separator: "?")
                answer = try await api.ask(String(parts[0]))
                expectEqual(answer.refusal, "400 onboarding.session_token_required")
            } else {
                answer = try await api.ask(endpoint.0 + "\n\n{\"other\":1}")
                expectEqual(answer.refusal, "400 request.invalid_body")
                expectTrue(answer.pointers.contains("/sessionToken"))
            }
        }
    }

    // MARK: K10

    @Test func `a session can be given up, by body or query, and the email starts afresh`()
        async throws
    {
        try await TestAPI.run { api in
            let first = try await api.start("ada@example.com")
            let answer = try await api.ask(
                "DELETE /v1/onboarding/session\n\n{\"sessionToken\":\"\(first)\"}")
            expectEqual(answer.status, 204)
            expectTrue(answer.bytes.isEmpty)
            try await expectEqual(api.types(api.stream(first)).last, "SignUpCancelled")
            let gone = try await api.get("/v1/onboarding/session?sessionToken=\(first)")
            expectEqual(gone.refusal, "404 onboarding.session_not_found")
            let second = try await api.start("ada@example.com")
            expectTrue(second != first)
            let query = try await api.ask("DELETE /v1/onboarding/session?sessionToken=\(second)")
            expectEqual(query.status, 204)
            let none = try await api.ask("DELETE /v1/onboarding/session")
            expectEqual(none.refusal, "400 onboarding.session_token_required")
        }
    }

    // MARK: K13

    @Test func `the route says where the session belongs and what is open to it`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let path = "/v1/onboarding/route?sessionToken=\(token)&path="
            let here = try await api.get(path + "/onboarding/payment")
            expectEqual(
                here.json,
                [
                    "stage": "payment_pending", "route": "/onboarding/payment", "allowed": true,
                ])
            let ahead = try await api.get(path + "%2Fonboarding%2Fcomplete")
            expectEqual(ahead["allowed"], false)
            for wrong in ["", "onboarding", "//evil.example", "/a%20b", "/%5Cevil"] {
                let answer = try await api.get(path + wrong)
                expectEqual(answer.refusal, "400 request.invalid_body", "\(wrong)")
            }
        }
    }

    // MARK: K15

    @Test func `the job records what has expired`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let answer = try await api.post("/dev/clock", ["advanceSeconds": 86_400])
            expectEqual(answer["now"], "2026-09-22T14:13:20.000Z")
            let last = try required(try await api.events(api.stream(token)).last)
            expectEqual(last.type.name, "SignUpExpired")
            expectEqual(last.actor.kind, .job)
            expectEqual(api.count(.sessionsExpired), 1)
        }
    }
}
