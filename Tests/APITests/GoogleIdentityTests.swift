import HTTPServer
import JSON
import TestSupport
import Testing

@testable import API

/// K4: what Google says once the identity is verified, and what it says of us.
struct GoogleIdentityTests {
    private func google(
        _ api: TestAPI, _ token: String, _ code: String, _ field: String = "Accept: */*"
    ) async throws -> Answer {
        let body: JSONValue = ["sessionToken": .string(token), "code": .string(code)]
        return try await api.post("/v1/onboarding/oauth/google", body, field)
    }

    private func session(_ token: String, _ api: TestAPI) async throws -> Answer {
        try await api.get("/v1/onboarding/session?sessionToken=\(token)")
    }

    /// Completes the session and tries the password that was given with the code (K3, K16).
    private func login(_ token: String, _ email: String, _ api: TestAPI) async throws -> Int {
        _ = try await api.post("/v1/onboarding/business", api.businessBody(token))
        let made = try await api.post("/v1/onboarding/complete", ["sessionToken": .string(token)])
        expectEqual(made["user"]["email"], .string(email))
        let body: JSONValue = ["email": .string(email), "password": .string(TestAPI.password)]
        return try await api.post("/v1/auth/login", body).status
    }

    // MARK: At identity_verified

    @Test func `the session takes names and method, once, and keeps its password`() async throws {
        try await TestAPI.run { api in
            let token = try await api.verified("ada@example.com")
            for _ in 1...2 {
                let answer = try await google(api, token, "dev:Goo:Gle:ADA@example.com")
                expectEqual(answer.text, #"{"stage":"identity_verified"}"#)
            }
            let session = try await session(token, api)
            expectTrue(session["method"] == "google" && session["email"] == "ada@example.com")
            expectTrue(session["firstName"] == "Goo" && session["lastName"] == "Gle")
            let types = try await api.types(api.stream(token))
            expectEqual(types.dropFirst(2), ["IdentityVerified", "IdentityVerified"])
            try await expectEqual(login(token, "ada@example.com", api), 200)
        }
    }

    /// The password's owner proved the old email, and may be somebody else.
    @Test func `the session takes another email, and its password goes`() async throws {
        try await TestAPI.run { api in
            let token = try await api.verified("ada@example.com")
            let answer = try await google(api, token, "dev:Goo:Gle:countess@example.com")
            expectEqual(answer.text, #"{"stage":"identity_verified"}"#)
            try await expectEqual(session(token, api)["email"], "countess@example.com")
            try await expectTrue(api.start("ada@example.com") != token)
            try await expectEqual(login(token, "countess@example.com", api), 401)
        }
    }

    @Test func `another email may be no user's and no other session's`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("user@example.com")
            _ = try await api.start("other@example.com")
            let token = try await api.verified("ada@example.com")
            let count = try await api.eventCount
            let user = try await google(api, token, "dev:U:Ser:user@example.com")
            expectEqual(user.refusal, "409 onboarding.email_already_registered")
            let other = try await google(api, token, "dev:O:Ther:other@example.com")
            expectEqual(other.refusal, "409 onboarding.session_already_exists")
            try await expectEqual(api.eventCount, count)
        }
    }

    /// K1: who only knows the email proves it, and brings none.
    @Test func `a token that is to prove the email first takes no other account`() async throws {
        try await TestAPI.run { api in
            _ = try await api.verified("ada@example.com")
            let later = try await api.start("ada@example.com")
            let count = try await api.eventCount
            let other = try await google(api, later, "dev:E:Ve:eve@example.com")
            expectEqual(other.refusal, "400 onboarding.identity_mismatch")
            try await expectEqual(api.eventCount, count)
            let own = try await google(api, later, "dev:Goo:Gle:ada@example.com")
            expectEqual(own["stage"], "identity_verified")
            try await expectEqual(api.types(api.stream(later)).last, "IdentityProven")
        }
    }

    @Test func `at a later stage another account is refused`() async throws {
        try await TestAPI.run { api in
            let token = try await api.staged("ada@example.com")
            let count = try await api.eventCount
            let other = try await google(api, token, "dev:E:Ve:eve@example.com")
            expectEqual(other.refusal, "400 onboarding.identity_mismatch")
            try await expectEqual(api.eventCount, count)
        }
    }

    // MARK: Google's refusals

    /// Signs in at a Google that answers so.
    private func withGoogle(
        _ status: Int, _ body: String, _ test: (TestAPI, FakeProvider) async throws -> Void
    ) async throws {
        let google = try FakeProvider("/token") { _ in
            .json(Array(body.utf8), status: status)
        }
        try await TestAPI.run {
            $0.googleClientID = "client"
            $0.googleClientSecret = "the client's secret"
            $0.googleTokenURL = google.base + "/token"
        } _: { api in
            try await test(api, google)
        }
        await google.stop()
    }

    @Test(arguments: [
        (401, #"{"error":"invalid_client"}"#, "401 and the error invalid_client."),
        (400, #"{"error":"redirect_uri_mismatch"}"#, "400 and the error redirect_uri_mismatch."),
        (401, #"{"error":"invalid_grant"}"#, "401 and the error invalid_grant."),
        (401, #"{"error":"<b>No\nline</b>"}"#, "401."), (403, "no json", "403."),
    ])
    func `what Google refuses of the server is 502, and whoever runs it is told`(
        status: Int, body: String, reason: String
    ) async throws {
        try await withGoogle(status, body) { api, _ in
            let token = try await api.start("ada@example.com")
            let answer = try await google(api, token, "the code")
            expectEqual(answer.refusal, "502 onboarding.identity_provider_unavailable")
            expectFalse(answer.text.contains("error"))
            try await expectEqual(api.types(api.stream(token)), ["SignUpStarted"])
            let line = try required(api.lines.all.first { $0.what == "request failed" })
            let said = try required(line.facts.first { $0.name == "reason" }?.value.stringValue)
            expectTrue(said.contains("It answered with status \(reason)"), "\(said)")
            expectTrue(!said.contains("the c") && !said.contains("<b>"), "\(said)")
        }
    }

    @Test(arguments: [#"{"error":"invalid_grant"}"#, "no json"])
    func `a code that Google does not know is the person's to get anew`(body: String) async throws {
        try await withGoogle(400, body) { api, _ in
            let token = try await api.start("ada@example.com")
            let answer = try await google(api, token, "the code")
            expectEqual(answer.refusal, "400 onboarding.invalid_oauth_code")
            expectFalse(api.lines.all.contains { $0.what == "request failed" })
        }
    }

    /// Section 0: the code is good for one trade.
    @Test func `a stale version is refused before the code is traded`() async throws {
        try await withGoogle(400, #"{"error":"invalid_grant"}"#) { api, provider in
            let token = try await api.start("ada@example.com")
            let stale = try await google(api, token, "the code", "If-Match: \"99\"")
            expectEqual(stale.refusal, "412 request.precondition_failed")
            expectEqual(stale["currentVersion"], 1)
            expectEqual(provider.count, 0)
            let fresh = try await google(api, token, "the code", "If-Match: \"1\"")
            expectEqual(fresh.refusal, "400 onboarding.invalid_oauth_code")
            expectEqual(provider.count, 1)
        }
    }
}
