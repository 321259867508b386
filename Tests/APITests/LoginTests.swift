import JSON
import TestSupport
import Testing
import Time

@testable import API

/// Contract K16.
struct LoginTests {
    private func login(
        _ api: TestAPI, _ email: String, _ password: String = TestAPI.password,
        from address: String = "192.0.2.7"
    ) async throws -> Answer {
        let body: JSONValue = ["email": .string(email), "password": .string(password)]
        let text = String(decoding: body.encoded, as: UTF8.self)
        return try await api.ask(
            "POST /v1/auth/login\n\n\(text)", peer: .init(address: address, isLoopback: false))
    }

    @Test func `email and password of a completed sign-up sign in`() async throws {
        try await TestAPI.run { api in
            let made = try await api.completed("ada@example.com")
            let answer = try await login(api, " ADA@example.com ")
            expectEqual(answer.status, 200)
            expectEqual(answer.names, ["user", "token", "refreshToken"])
            expectEqual(answer["user"], made["user"])
            expectEqual(answer.fields["Cache-Control"], "no-store")
        }
    }

    @Test func `wrong email and wrong password are answered alike`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            let password = try await login(api, "ada@example.com", "wrong password")
            let email = try await login(api, "eve@example.com")
            let short = try await login(api, "ada@example.com", "x")
            for answer in [password, email, short] {
                expectEqual(answer.refusal, "401 auth.wrong_credentials")
                expectEqual(answer["detail"], password["detail"])
                expectNotNil(answer.fields["WWW-Authenticate"])
            }
            expectEqual(api.count(.loginsRefused), 3)
        }
    }

    @Test func `someone who signed up with Google has no password to guess`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            _ = try await api.post(
                "/v1/onboarding/oauth/google",
                ["sessionToken": .string(token), "code": "dev:Ada:Lovelace:ada@example.com"])
            _ = try await api.post("/v1/onboarding/business", api.businessBody(token))
            _ = try await api.post("/v1/onboarding/complete", ["sessionToken": .string(token)])
            for password in ["", " ", "\u{1}", "\u{1}no account has this password\u{1}"] {
                let answer = try await login(api, "ada@example.com", password)
                expectEqual(answer.status, (password.isEmpty ? 400 : 401))
            }
        }
    }

    @Test func `copies of one sign-in under one key are one try, also all at once`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            let body: JSONValue = ["email": "ada@example.com", "password": "wrong password"]
            let text = String(decoding: body.encoded, as: UTF8.self)
            let answers = try await withThrowingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await api.ask("POST /v1/auth/login\nIdempotency-Key: k\n\n\(text)")
                    }
                }
                return try await group.reduce(into: [Answer]()) { $0.append($1) }
            }
            expectTrue(answers.allSatisfy { $0.refusal == "401 auth.wrong_credentials" })
            expectEqual(api.count(.loginsRefused), 1)
            try await expectEqual(login(api, "ada@example.com").status, 200)
        }
    }

    @Test func `five tries per email in a quarter of an hour`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            for _ in 1...5 {
                try await expectEqual(login(api, "ada@example.com", "wrong password").status, 401)
            }
            let sixth = try await login(api, "Ada@Example.com")
            expectEqual(sixth.refusal, "429 auth.rate_limited")
            expectEqual(sixth.fields["Retry-After"], "900")
            try await expectEqual(login(api, "ada@example.com", from: "192.0.2.8").status, 429)
            api.advance(900)
            try await expectEqual(login(api, "ada@example.com").status, 200)
        }
    }

    @Test func `twenty tries per address in a quarter of an hour`() async throws {
        try await TestAPI.run { api in
            for number in 1...20 {
                let answer = try await login(api, "user\(number)@example.com")
                expectEqual(answer.status, 401)
            }
            try await expectEqual(login(api, "user21@example.com").status, 429)
            let elsewhere = try await login(api, "user21@example.com", from: "192.0.2.8")
            expectEqual(elsewhere.status, 401)
        }
    }

    @Test func `an IPv6 network counts as one address`() async throws {
        try await TestAPI.run { api in
            for number in 1...20 {
                _ = try await login(
                    api, "user\(number)@example.com", from: "2001:db8:1:2::\(number)")
            }
            let same = try await login(api, "user21@example.com", from: "2001:db8:1:2:9::1")
            expectEqual(same.status, 429)
            let other = try await login(api, "user21@example.com", from: "2001:db8:1:3::1")
            expectEqual(other.status, 401)
        }
    }

    @Test func `what an address may not try does not count for the email`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            for number in 1...20 { _ = try await login(api, "user\(number)@example.com") }
            for _ in 1...9 { try await expectEqual(login(api, "ada@example.com", "x").status, 429) }
            let own = try await login(api, "ada@example.com", from: "192.0.2.8")
            expectEqual(own.status, 200)
        }
    }

    @Test func `signing in clears the email's count`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            for _ in 1...2 {
                for _ in 1...4 { _ = try await login(api, "ada@example.com", "wrong password") }
                try await expectEqual(login(api, "ada@example.com").status, 200)
            }
        }
    }

    // MARK: Under an idempotency key

    @Test func `a sign-in is repeated under its key with fresh tokens, and counts once`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            let body: JSONValue = [
                "email": "ada@example.com", "password": .string(TestAPI.password),
            ]
            let first = try await api.post("/v1/auth/login", body, "Idempotency-Key: k")
            expectNil(first.fields["Idempotent-Replayed"])
            var tokens = [first.string("refreshToken")]
            for _ in 1...30 {
                let again = try await api.post("/v1/auth/login", body, "Idempotency-Key: k")
                expectEqual(again.status, 200, "repeating tries nothing")
                expectEqual(again.fields["Idempotent-Replayed"], "true")
                expectEqual(again["user"], first["user"])
                tokens.append(again.string("refreshToken"))
            }
            expectEqual(Set(tokens).count, tokens.count)
        }
    }

    @Test func `a refused sign-in is refused again under its key, and another body is none`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            let wrong: JSONValue = ["email": "ada@example.com", "password": "wrong password"]
            let first = try await api.post("/v1/auth/login", wrong, "Idempotency-Key: k")
            expectEqual(first.refusal, "401 auth.wrong_credentials")
            expectEqual(api.count(.loginsRefused), 1)
            for _ in 1...6 {
                let again = try await api.post("/v1/auth/login", wrong, "Idempotency-Key: k")
                expectEqual(again.text, first.text)
                expectEqual(again.fields["Idempotent-Replayed"], "true")
            }
            expectEqual(api.count(.loginsRefused), 1)
            let right: JSONValue = [
                "email": "ada@example.com", "password": .string(TestAPI.password),
            ]
            let other = try await api.post("/v1/auth/login", right, "Idempotency-Key: k")
            expectEqual(other.refusal, "422 request.idempotency_conflict")
            let fresh = try await api.post("/v1/auth/login", right, "Idempotency-Key: l")
            expectEqual(fresh.status, 200)
        }
    }

    /// The answers under a key that signed somebody in would tell the password from others.
    @Test func `another password under a key is a try like any, and leaves its trace`()
        async throws
    {
        try await TestAPI.run { api in
            let made = try await api.completed("ada@example.com")
            let user = made["user"]["id"]?.stringValue ?? ""
            func login(_ password: String) async throws -> Answer {
                try await api.post(
                    "/v1/auth/login",
                    ["email": "ada@example.com", "password": .string(password)],
                    "Idempotency-Key: k")
            }
            try await expectEqual(login(TestAPI.password).status, 200)
            for number in 1...5 {
                let guess = try await login("guess number \(number)")
                expectEqual(guess.refusal, "422 request.idempotency_conflict")
                if number < 5 { try await expectEqual(login(TestAPI.password).status, 200) }
            }
            expectEqual(api.count(.loginsRefused), 5)
            for password in ["guess number 6", TestAPI.password] {
                let late = try await login(password)
                expectEqual(late.refusal, "429 auth.rate_limited")
                expectEqual(late.fields["Retry-After"], "900")
            }
            try await api.refusalsAreRecorded()
            let refused = try await api.events("refusals-profile-\(user)").map {
                try JSONValue(parsing: $0.data)["code"]
            }
            expectEqual(refused.count { $0 == "request.idempotency_conflict" }, 5)
            api.advance(900)
            try await expectEqual(login(TestAPI.password).status, 200)
        }
    }
}
