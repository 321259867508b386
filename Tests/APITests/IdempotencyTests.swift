import EventLog
import HTTPServer
import JSON
import TestSupport
import Testing

@testable import API

/// `Idempotency-Key` of section 0.
@Suite(.timeLimit(.minutes(5))) struct IdempotencyTests {
    @Test func `the same key and body replay the first answer and append nothing`() async throws {
        try await TestAPI.run { api in
            let body: JSONValue = ["email": "ada@example.com", "planDescriptor": "starter"]
            let first = try await api.post("/v1/onboarding/start", body, "Idempotency-Key: k")
            let again = try await api.post("/v1/onboarding/start", body, "Idempotency-Key: k")
            expectEqual(again.text, first.text)
            expectNil(first.fields["Idempotent-Replayed"])
            expectEqual(again.fields["Idempotent-Replayed"], "true")
            try await expectEqual(api.eventCount, 1)
        }
    }

    @Test func `the same key with another body is 422`() async throws {
        try await TestAPI.run { api in
            for (plan, status) in [("starter", 200), ("professional", 422)] {
                let answer = try await api.post(
                    "/v1/onboarding/start",
                    ["email": "ada@example.com", "planDescriptor": .string(plan)],
                    "Idempotency-Key: k")
                expectEqual(answer.status, status)
                if status == 422 {
                    expectEqual(answer.string("code"), "request.idempotency_conflict")
                }
            }
            try await expectEqual(api.eventCount, 1)
        }
    }

    @Test func `what a made-up token is refused is not kept`() async throws {
        try await TestAPI.run { api in
            for _ in 0..<2 {
                let answer = try await api.post(
                    "/v1/auth/refresh", ["refreshToken": "x"], "Idempotency-Key: k")
                expectEqual(answer.refusal, "401 auth.invalid_refresh_token")
                expectNil(answer.fields["Idempotent-Replayed"])
            }
            let kept = try await api.ledger.read {
                try $0.log.vaultEntries(VaultSpace("idempotency"))
            }
            expectTrue(kept.isEmpty)
        }
    }

    @Test func `a stranger elsewhere who uses the same key is neither refused nor answered to`()
        async throws
    {
        try await TestAPI.run { api in
            func ask(_ path: String, _ body: String, from address: String) async throws -> Answer {
                try await api.ask(
                    "POST \(path)\nContent-Type: application/json\nIdempotency-Key: k\n\n\(body)",
                    peer: HTTPPeer(address: address, isLoopback: false))
            }
            let (here, there) = ("192.0.2.1", "198.51.100.1")
            let start = "/v1/onboarding/start"
            for (email, address) in [("ada", here), ("bob", there), ("bob", here)] {
                let answer = try await ask(
                    start, #"{"email":"\#(email)@example.com","planDescriptor":"starter"}"#,
                    from: address)
                expectEqual(answer.status, (email == "bob" && address == here ? 422 : 200))
                expectNil(answer.fields["Idempotent-Replayed"])
            }
            // The id of a checkout proves its payment (S8): nobody else gets it by guessing a key.
            let order = #"{"plan":"family","email":"ada@example.com"}"#
            let mine = try await ask("/api/stripe/checkout", order, from: here)
            let again = try await ask("/api/stripe/checkout", order, from: here)
            let other = try await ask("/api/stripe/checkout", order, from: there)
            expectEqual(again["sessionId"], mine["sessionId"])
            expectTrue(other.status == 200 && other["sessionId"] != mine["sessionId"])
        }
    }

    @Test func `keys of others who trade refresh tokens are other keys, and a trade is repeated`()
        async throws
    {
        try await TestAPI.run { api in
            func refresh(_ token: JSONValue, _ field: String = "Idempotency-Key: k") async throws
                -> Answer
            {
                try await api.post("/v1/auth/refresh", ["refreshToken": token], field)
            }
            let ada = try await api.completed("ada@example.com")["refreshToken"]
            let bob = try await api.completed("bob@example.com")["refreshToken"]
            let first = try await refresh(ada)
            expectEqual(first.status, 200)
            try await expectEqual(refresh(bob).status, 200)
            for stranger in ["aaa", "bbb"] {
                let answer = try await refresh(.string(stranger))
                expectEqual(answer.refusal, "401 auth.invalid_refresh_token")
            }
            // The newer token of the same sign-in is the same client's, with another body.
            let newer = try await refresh(first["refreshToken"])
            expectEqual(newer.refusal, "422 request.idempotency_conflict")
            let second = try await refresh(first["refreshToken"], "Idempotency-Key: l")
            expectEqual(second.status, 200)
            let again = try await refresh(ada)
            expectEqual(again.fields["Idempotent-Replayed"], "true")
            expectEqual(again["refreshToken"], first["refreshToken"])
            try await expectEqual(refresh(second["refreshToken"], "Idempotency-Key: m").status, 200)
        }
    }

    @Test func `keys of others who claim their payments are other keys`() async throws {
        try await TestAPI.run { api in
            func claim(_ id: String, _ password: JSONValue = "correct horse") async throws -> Answer
            {
                try await api.post(
                    "/api/welcome/claim", ["sessionId": .string(id), "password": password],
                    "Idempotency-Key: claim-1")
            }
            for name in ["ada", "bob"] {
                let email: JSONValue = .string("\(name)@example.com")
                let id = try await api.order(["plan": "family", "email": email])
                _ = try await api.ask("POST /dev/checkout/\(id)/pay")
                let answer = try await claim(id)
                expectTrue(answer.status == 200 && answer["user"]["email"] == email)
                expectNil(answer.fields["Idempotent-Replayed"])
                let again = try await claim(id)
                expectEqual(again.fields["Idempotent-Replayed"], "true")
                expectEqual(again["user"], answer["user"])
                let other = try await claim(id, "another horse")
                expectEqual(other.refusal, "422 request.idempotency_conflict")
            }
        }
    }

    @Test func `what is no session's token has keys of its own`() async throws {
        try await TestAPI.run { api in
            for token in ["aaa", "bbb"] {
                let answer = try await api.post(
                    "/v1/onboarding/business", api.businessBody(token), "Idempotency-Key: k")
                expectEqual(answer.refusal, "404 onboarding.session_not_found")
            }
        }
    }

    @Test func `every step of a sign-up can be repeated`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com", plan: "professional")
            func twice(_ path: String, _ body: JSONValue) async throws {
                let first = try await api.post(path, body, "Idempotency-Key: k")
                try required(first.status == 200, "\(path): \(first.text)")
                try await api.effectsAreOver()
                let count = try await api.eventCount
                let again = try await api.post(path, body, "Idempotency-Key: k")
                expectEqual(again.text, first.text, "\(path)")
                expectEqual(again.fields["Idempotent-Replayed"], "true", "\(path)")
                try await expectEqual(api.eventCount, count, "\(path)")
            }
            try await twice("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            let code = try api.code("ada@example.com")
            try await twice("/v1/onboarding/email/verify", api.verifyBody(token, code: code))
            try await twice(
                "/v1/onboarding/oauth/google",
                ["sessionToken": .string(token), "code": "dev:Ada:Lovelace:ada@example.com"])
            try await twice("/v1/onboarding/business", api.businessBody(token))
            try await twice("/v1/onboarding/payment/start", api.paymentBody(token))
            let mails = try await api.get("/dev/mailbox")
            expectEqual(mails["messages"].arrayValue?.count, 1, "one code, however often asked")
        }
    }

    @Test func `a refusal of what comes too early leaves the key free`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let body = api.businessBody(token)
            let first = try await api.post("/v1/onboarding/business", body, "Idempotency-Key: k")
            expectEqual(first.refusal, "400 onboarding.invalid_stage")
            try await api.verify(token, "ada@example.com")
            let again = try await api.post("/v1/onboarding/business", body, "Idempotency-Key: k")
            expectEqual(again.status, 200)
            expectNil(again.fields["Idempotent-Replayed"])
        }
    }

    @Test func `a refusal that was met before anything was looked up is repeated as the first`()
        async throws
    {
        try await TestAPI.run { api in
            let body: JSONValue = ["email": "ada@example.com", "planDescriptor": "none"]
            let first = try await api.post("/v1/onboarding/start", body, "Idempotency-Key: k")
            let again = try await api.post("/v1/onboarding/start", body, "Idempotency-Key: k")
            expectEqual(first.refusal, "400 onboarding.plan_not_found")
            expectNil(first.fields["Idempotent-Replayed"])
            expectEqual(again.text, first.text)
            expectEqual(again.status, 400)
            expectEqual(again.fields["Idempotent-Replayed"], "true")
            expectEqual(again.fields["Content-Type"], "application/problem+json")
            let other = try await api.post(
                "/v1/onboarding/start", ["email": "eve@example.com", "planDescriptor": "none"],
                "Idempotency-Key: k")
            expectEqual(other.status, 422)
        }
    }

    @Test func `a wrong code counts once under its key`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            let wrong = try api.code("ada@example.com") == "000000" ? "000001" : "000000"
            var answers: [Answer] = []
            for _ in 1...6 {
                let answer = try await api.post(
                    "/v1/onboarding/email/verify", api.verifyBody(token, code: wrong),
                    "Idempotency-Key: k")
                expectEqual(answer.refusal, "400 onboarding.invalid_otp")
                answers.append(answer)
            }
            expectTrue(answers.allSatisfy { $0.text == answers[0].text })
            expectEqual(
                answers.map { $0.fields["Idempotent-Replayed"] },
                [nil]
                    + [String](repeating: "true", count: 5))
            let count = try await api.types(api.stream(token)).count {
                $0 == "VerificationCodeRefused"
            }
            expectEqual(count, 1)
        }
    }

    @Test func `what waiting cures is tried again under the same key`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let body: JSONValue = ["sessionToken": .string(token)]
            _ = try await api.post("/v1/onboarding/email/otp", body)
            let early = try await api.post("/v1/onboarding/email/otp", body, "Idempotency-Key: k")
            expectEqual(early.status, 429)
            api.advance(120)
            let late = try await api.post("/v1/onboarding/email/otp", body, "Idempotency-Key: k")
            expectEqual(late.status, 200)
            expectNil(late.fields["Idempotent-Replayed"])
        }
    }

    @Test func `keys are kept for 24 hours`() async throws {
        try await TestAPI.run { api in
            let body: JSONValue = ["email": "ada@example.com", "planDescriptor": "starter"]
            let first = try await api.post("/v1/onboarding/start", body, "Idempotency-Key: k")
            api.advance(86_401)
            let later = try await api.post("/v1/onboarding/start", body, "Idempotency-Key: k")
            expectTrue(later["sessionToken"] != first["sessionToken"])
        }
    }

    @Test func `one session's key is not another's`() async throws {
        try await TestAPI.run { api in
            for email in ["ada@example.com", "eve@example.com"] {
                let token = try await api.verified(email)
                let answer = try await api.post(
                    "/v1/onboarding/business", api.businessBody(token), "Idempotency-Key: k")
                expectEqual(answer.status, 200)
            }
        }
    }

    @Test(arguments: ["", "a b", "é", String(repeating: "k", count: 256)])
    func `a key that is no plain word is 400`(key: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.post(
                "/v1/onboarding/start", ["email": "a@b.co", "planDescriptor": "starter"],
                "Idempotency-Key: \(key)")
            expectEqual(answer.refusal, "400 request.invalid_idempotency_key")
            try await expectEqual(api.eventCount, 0)
        }
    }

    @Test(arguments: ["a", "b"])
    func `two keys are 400, for which of them counts is nobody's guess`(second: String)
        async throws
    {
        try await TestAPI.run { api in
            let answer = try await api.post(
                "/v1/onboarding/start", ["email": "a@b.co", "planDescriptor": "starter"],
                "Idempotency-Key: a", "Idempotency-Key: \(second)")
            expectEqual(answer.refusal, "400 request.invalid_idempotency_key")
            try await expectEqual(api.eventCount, 0)
        }
    }

    @Test func `raced requests under one key happen once`() async throws {
        try await TestAPI.run { api in
            let body: JSONValue = ["email": "ada@example.com", "planDescriptor": "starter"]
            let texts = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        try await api.post("/v1/onboarding/start", body, "Idempotency-Key: k").text
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            expectEqual(texts.count, 1)
            try await expectEqual(api.eventCount, 1)
        }
    }
}
