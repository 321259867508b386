import HTTPServer
import JSON
import TestSupport
import Testing

@testable import API

/// Contracts K2, K3, K4 and K12.
struct IdentityTests {
    // MARK: K2

    @Test func `a code is sent by mail and the next one waits two minutes`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let body: JSONValue = ["sessionToken": .string(token)]
            let answer = try await api.post("/v1/onboarding/email/otp", body)
            expectEqual(answer.text, #"{"retryAfterSeconds":120}"#)
            try expectEqual(api.code("ada@example.com").count, 6)
            api.advance(30)
            let again = try await api.post("/v1/onboarding/email/otp", body)
            expectEqual(again.refusal, "429 onboarding.otp_rate_limited")
            expectEqual(again["retryAfterSeconds"], 90)
            expectEqual(again["extensions"]["retryAfterSeconds"], 90)
            expectEqual(again.fields["Retry-After"], "90")
            api.advance(90)
            try await expectEqual(api.post("/v1/onboarding/email/otp", body).status, 200)
            let types = ["SignUpStarted", "VerificationCodeSent", "VerificationCodeSent"]
            try await expectEqual(api.types(api.stream(token)), types)
        }
    }

    @Test func `the limit holds for an email across its sessions`() async throws {
        try await TestAPI.run { api in
            let first = try await api.start("ada@example.com")
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(first)])
            _ = try await api.ask("DELETE /v1/onboarding/session?sessionToken=\(first)")
            let next = try await api.start("ada@example.com")
            let answer = try await api.post(
                "/v1/onboarding/email/otp", ["sessionToken": .string(next)])
            expectEqual(answer.refusal, "429 onboarding.otp_rate_limited")
        }
    }

    @Test func `the limit holds for an email across a restart`() async throws {
        try await TestAPI.run { api in
            let first = try await api.start("ada@example.com")
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(first)])
            _ = try await api.ask("DELETE /v1/onboarding/session?sessionToken=\(first)")
            let restarted = try await api.restarted()
            let body: JSONValue = [
                "sessionToken": .string(try await restarted.start("ada@example.com"))
            ]
            restarted.advance(30)
            let early = try await restarted.post("/v1/onboarding/email/otp", body)
            expectEqual(early.refusal, "429 onboarding.otp_rate_limited")
            expectEqual(early["retryAfterSeconds"], 90)
            restarted.advance(90)
            let later = try await restarted.post("/v1/onboarding/email/otp", body)
            expectEqual(later.status, 200)
            await restarted.server.stop()
        }
    }

    @Test func `no code is sent at a later stage`() async throws {
        try await TestAPI.run { api in
            let token = try await api.verified("ada@example.com")
            api.advance(200)
            let answer = try await api.post(
                "/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            expectEqual(answer.refusal, "400 onboarding.invalid_stage")
            expectEqual(answer["stage"], "identity_verified")
        }
    }

    // MARK: K3

    @Test func `the right code verifies the email`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            let answer = try await api.post(
                "/v1/onboarding/email/verify",
                api.verifyBody(token, code: try api.code("ada@example.com")))
            expectEqual(answer.text, #"{"stage":"identity_verified"}"#)
            let types = ["SignUpStarted", "VerificationCodeSent", "IdentityVerified"]
            try await expectEqual(api.types(api.stream(token)), types)
        }
    }

    @Test func `neither code nor password is in any event`() async throws {
        try await TestAPI.run { api in
            let token = try await api.verified("ada@example.com")
            let code = try api.code("ada@example.com")
            let events = try await api.events(api.stream(token))
            expectEqual(events.count, 3)
            for event in events {
                let text = String(decoding: event.data + (event.personal ?? []), as: UTF8.self)
                expectFalse(text.contains(TestAPI.password))
                expectFalse(text.contains("\"\(code)\""))
                expectFalse(text.contains(token))
            }
        }
    }

    @Test(arguments: [
        ("code", "12345"), ("code", "12345x"), ("code", "1234567"), ("code", "１２３４５６"),
        ("password", "short77"), ("password", "nul\u{0}in a password"),
        ("firstName", ""), ("firstName", "   "), ("firstName", "R2D2"),
        ("firstName", "Ada\u{7}"), ("firstName", "Ada\nLovelace"), ("firstName", "<b>Ada</b>"),
        ("lastName", String(repeating: "a", count: 101)), ("lastName", "Love\u{202E}lace"),
    ])
    func `a malformed field is refused before the session is looked at`(
        name: String, value: String
    ) async throws {
        try await TestAPI.run { api in
            var object = try required(api.verifyBody("no token", code: "123456").objectValue)
            object[name] = .string(value)
            let answer = try await api.post("/v1/onboarding/email/verify", .object(object))
            expectEqual(answer.refusal, "400 request.invalid_body")
            expectEqual(answer.pointers, ["/\(name)"])
        }
    }

    @Test(arguments: ["José", "O’Brien-Smith", "Anne Marie", "J. R. R.", "渡辺", "d'Arc", "Zoë"])
    func `names of people are taken`(name: String) async throws {
        try await TestAPI.run { api in
            var object = try required(api.verifyBody("no token", code: "123456").objectValue)
            object["firstName"] = .string(name)
            let answer = try await api.post("/v1/onboarding/email/verify", .object(object))
            expectEqual(answer.refusal, "404 onboarding.session_not_found")
        }
    }

    @Test func `wrong and expired codes are refused alike`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            let code = try api.code("ada@example.com")
            let wrong = code == "000000" ? "000001" : "000000"
            let path = "/v1/onboarding/email/verify"
            let refused = try await api.post(path, api.verifyBody(token, code: wrong))
            expectEqual(refused.refusal, "400 onboarding.invalid_otp")
            api.advance(15 * 60)
            let late = try await api.post(path, api.verifyBody(token, code: code))
            expectEqual(late.refusal, "400 onboarding.invalid_otp")
            expectEqual(late["detail"], refused["detail"])
            let types = ["SignUpStarted", "VerificationCodeSent", "VerificationCodeRefused"]
            try await expectEqual(api.types(api.stream(token)), types)
        }
    }

    /// Section 0 and K3: 412 tells nothing of the code, so If-Match lets none be tried for free.
    @Test func `a stale version is refused alike for right and wrong codes, and counts none`()
        async throws
    {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            let code = try api.code("ada@example.com")
            let wrong = code == "000000" ? "000001" : "000000"
            func tryCode(_ code: String, _ version: Int) async throws -> String {
                let body = api.verifyBody(token, code: code)
                let field = "If-Match: \"\(version)\""
                return try await api.post("/v1/onboarding/email/verify", body, field).refusal
            }
            for _ in 1...6 {
                try await expectEqual(tryCode(wrong, 9999), "412 request.precondition_failed")
                try await expectEqual(tryCode(code, 9999), "412 request.precondition_failed")
            }
            try await expectEqual(api.types(api.stream(token)).count, 2)
            // At the session's own version a wrong code counts, and moves it.
            try await expectEqual(tryCode(wrong, 2), "400 onboarding.invalid_otp")
            try await expectEqual(tryCode(wrong, 2), "412 request.precondition_failed")
            for version in 3...5 {
                try await expectEqual(tryCode(wrong, version), "400 onboarding.invalid_otp")
            }
            try await expectEqual(tryCode(wrong, 6), "429 onboarding.otp_attempts_exceeded")
            try await expectEqual(tryCode(code, 7), "429 onboarding.otp_attempts_exceeded")
        }
    }

    /// K3: however many codes race at one version, one wrong one of them is tried.
    @Test func `of wrong codes that race at one version one counts, and the rest are stale`()
        async throws
    {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            let code = try api.code("ada@example.com")
            let wrong = (0..<20).map { String(100_000 + $0) }.filter { $0 != code }
            let refusals = try await self.refusals(of: wrong, token, api)
            let stale = Array(repeating: "412 request.precondition_failed", count: wrong.count - 1)
            expectEqual(refusals.sorted(), ["400 onboarding.invalid_otp"] + stale)
            let types = try await api.types(api.stream(token))
            expectEqual(types.filter { $0 == "VerificationCodeRefused" }.count, 1)
        }
    }

    @Test func `a password may be as long as can be hashed, and no longer`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            let code = try api.code("ada@example.com")
            func verify(_ count: Int) async throws -> Answer {
                var body = try required(api.verifyBody(token, code: code).objectValue)
                body["password"] = .string(String(repeating: "p", count: count))
                return try await api.post("/v1/onboarding/email/verify", .object(body))
            }
            let long = try await verify(512)
            expectEqual(long.pointers, ["/password"])
            expectTrue(long.string("detail").contains("at most 511 bytes"))
            try await expectEqual(verify(511).status, 200)
        }
    }

    @Test func `the fifth wrong code voids the code until a new one is sent`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let path = "/v1/onboarding/email/verify"
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            let code = try api.code("ada@example.com")
            let wrong = code == "000000" ? "000001" : "000000"
            for _ in 1...4 {
                let answer = try await api.post(path, api.verifyBody(token, code: wrong))
                expectEqual(answer.refusal, "400 onboarding.invalid_otp")
            }
            let fifth = try await api.post(path, api.verifyBody(token, code: wrong))
            expectEqual(fifth.refusal, "429 onboarding.otp_attempts_exceeded")
            expectEqual(fifth.fields["Retry-After"], "120")
            let right = try await api.post(path, api.verifyBody(token, code: code))
            expectEqual(right.refusal, "429 onboarding.otp_attempts_exceeded")
            api.advance(120)
            // A new one may be sent now: field and member still agree.
            let late = try await api.post(path, api.verifyBody(token, code: code))
            expectEqual(late.refusal, "429 onboarding.otp_attempts_exceeded")
            expectTrue(late.fields["Retry-After"] == "1" && late["retryAfterSeconds"] == 1)
            try await api.verify(token, "ada@example.com")
        }
    }

    @Test func `the fifth wrong code under a key is answered again as it was`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            let wrong = try api.code("ada@example.com") == "000000" ? "000001" : "000000"
            func tried(_ number: Int) async throws -> Answer {
                try await api.post(
                    "/v1/onboarding/email/verify", api.verifyBody(token, code: wrong),
                    "Idempotency-Key: \(number)")
            }
            for number in 1...4 { _ = try await tried(number) }
            let first = try await tried(5)
            expectEqual(first.refusal, "429 onboarding.otp_attempts_exceeded")
            api.advance(60)
            let again = try await tried(5)
            expectEqual(again.text, first.text)
            expectEqual(again.fields["Idempotent-Replayed"], "true")
            expectEqual(again.fields["Retry-After"], "120")
        }
    }

    @Test func `an email that the session took from Google may be sent its first code`()
        async throws
    {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let path = "/v1/onboarding/email/otp"
            _ = try await api.post(path, ["sessionToken": .string(token)])
            _ = try await google(api, token, "dev:Ada:Lovelace:countess@example.com")
            let later = try await api.start("countess@example.com")
            expectTrue(later != token)
            let sent = try await api.post(path, ["sessionToken": .string(later)])
            expectEqual(sent.text, #"{"retryAfterSeconds":120}"#)
            let soon = try await api.post(path, ["sessionToken": .string(later)])
            expectEqual(soon.refusal, "429 onboarding.otp_rate_limited")
        }
    }

    @Test func `a code is verified only while the identity is pending`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let answer = try await api.post(
                "/v1/onboarding/email/verify", api.verifyBody(token, code: "123456"))
            expectEqual(answer.refusal, "400 onboarding.invalid_stage")
        }
    }

    // MARK: K4

    private func google(_ api: TestAPI, _ token: String, _ code: String) async throws -> Answer {
        try await api.post(
            "/v1/onboarding/oauth/google", ["sessionToken": .string(token), "code": .string(code)])
    }

    @Test func `Google verifies the identity and gives the names`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let answer = try await google(api, token, "dev:Ada:Lovelace:ada@example.com")
            expectEqual(answer.text, #"{"stage":"identity_verified"}"#)
            let session = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(session["method"], "google")
            expectEqual(session["emailVerified"], true)
            expectEqual(session["firstName"], "Ada")
        }
    }

    @Test func `the session takes Google's email when it differs`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            _ = try await google(api, token, "dev:Ada:Lovelace:countess@example.com")
            let session = try await api.get("/v1/onboarding/session?sessionToken=\(token)")
            expectEqual(session["email"], "countess@example.com")
            try await expectTrue(api.start("ada@example.com") != token)
        }
    }

    @Test func `Google's email may be no user's and no other session's`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("user@example.com")
            _ = try await api.start("other@example.com")
            let token = try await api.start("ada@example.com")
            let user = try await google(api, token, "dev:U:Ser:user@example.com")
            expectEqual(user.refusal, "409 onboarding.email_already_registered")
            let other = try await google(api, token, "dev:O:Ther:other@example.com")
            expectEqual(other.refusal, "409 onboarding.session_already_exists")
            try await expectEqual(api.types(api.stream(token)), ["SignUpStarted"])
        }
    }

    @Test func `at a later stage Google moves nothing back`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com", plan: "professional")
            let answer = try await google(api, token, "dev:Ada:Lovelace:ada@example.com")
            expectEqual(answer["stage"], "payment_pending")
        }
    }

    @Test func `a code that Google refuses is 400`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let answer = try await google(api, token, "nonsense")
            expectEqual(answer.refusal, "400 onboarding.invalid_oauth_code")
        }
    }

    @Test func `a provider that is down is 502 and changes nothing`() async throws {
        try await TestAPI.run {
            // Port 9 (discard) of this machine: nobody listens.
            $0.googleTokenURL = "http://127.0.0.1:9/token"
            $0.googleClientID = "client"
        } _: { api in
            let token = try await api.start("ada@example.com")
            let answer = try await google(api, token, "code")
            expectEqual(answer.refusal, "502 onboarding.identity_provider_unavailable")
            try await expectEqual(api.types(api.stream(token)), ["SignUpStarted"])
        }
    }

    // MARK: K12

    @Test func `the sign-in address is bound to the session and carries PKCE`() async throws {
        try await TestAPI.run {
            $0.googleTokenURL = "http://127.0.0.1:9/token"
            $0.googleClientID = "client id"
        } _: { api in
            func url(_ token: String) async throws -> String {
                try await api.get(
                    "/v1/auth/google/url?sessionToken=\(token)"
                        + "&redirectUri=https%3A%2F%2Fapp.example%2Fcallback"
                ).string("url")
            }
            let first = try await url(try await api.start("ada@example.com"))
            let second = try await url(try await api.start("eve@example.com"))
            expectTrue(first.hasPrefix("https://accounts.google.com/o/oauth2/v2/auth?"))
            for part in [
                "client_id=client%20id", "redirect_uri=https%3A%2F%2Fapp.example%2Fcallback",
                "response_type=code", "code_challenge_method=S256", "nonce=", "state=",
                "scope=openid%20email%20profile",
            ] { expectTrue(first.contains(part), "\(part)") }
            expectTrue(first != second)
        }
    }

    @Test func `without a client id there is no sign-in address`() async throws {
        try await TestAPI.run {
            $0.googleTokenURL = "http://127.0.0.1:9/token"
        } _: { api in
            let token = try await api.start("ada@example.com")
            let answer = try await api.get(
                "/v1/auth/google/url?sessionToken=\(token)&redirectUri=https://app.example/cb")
            expectEqual(answer.refusal, "502 onboarding.identity_provider_unavailable")
        }
    }

    @Test func `the sign-in address needs a token and an allowed redirect`() async throws {
        try await TestAPI.run {
            $0.allowedOrigins = ["https://app.example"]
        } _: { api in
            let token = try await api.start("ada@example.com")
            let path = "/v1/auth/google/url"
            try await expectEqual(api.get(path).refusal, "400 onboarding.session_token_required")
            for address in ["", "/callback", "https://evil.example/", "javascript:alert(1)"] {
                let query = "?sessionToken=\(token)&redirectUri=\(address)"
                try await expectEqual(api.get(path + query).refusal, "400 request.invalid_body")
            }
        }
    }

    /// What codes that race at version 2 are answered, in the order of the answers.
    private func refusals(of codes: [String], _ token: String, _ api: TestAPI) async throws
        -> [String]
    {
        try await withThrowingTaskGroup(of: String.self) { group in
            for code in codes {
                let body = api.verifyBody(token, code: code)
                group.addTask {
                    try await api.post("/v1/onboarding/email/verify", body, "If-Match: \"2\"")
                        .refusal
                }
            }
            var refusals: [String] = []
            for try await refusal in group { refusals.append(refusal) }
            return refusals
        }
    }
}
