import JSON
import Onboarding
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// What was refused is recorded beside its subject (contract section 8, refusals).
struct RefusalTests {
    /// The data of what was refused to a subject, oldest first.
    private func refusals(_ api: TestAPI, _ stream: String) async throws -> [JSONValue] {
        try await api.refusalsAreRecorded()
        return try await api.events("refusals-\(stream)").map { try JSONValue(parsing: $0.data) }
    }

    @Test func `a refused field is told by its pointer and never by its value`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let session = api.stream(token)
            let versions = try await api.versions(session)
            let answer = try await api.post(
                "/v1/onboarding/email/verify",
                [
                    "sessionToken": .string(token), "code": "12345", "firstName": "Ada",
                    "lastName": "Lovelace\u{7}", "password": "short-1",
                ], "X-Request-Id: request-1")
            expectEqual(answer.refusal, "400 request.invalid_body")
            try await expectEqual(
                refusals(api, session),
                [
                    [
                        "command": "email/verify", "code": "request.invalid_body",
                        "flow": "signup", "step": "plan_selected",
                        "fields": ["/code", "/lastName", "/password"],
                    ]
                ])
            try await expectEqual(api.versions(session), versions, "the subject's version stays")
            let event = try required(try await api.events("refusals-\(session)").first)
            expectTrue(event.actor.kind == .session && session.hasSuffix(event.actor.id))
            expectEqual(event.correlationID, "request-1")
            expectNil(event.personal)
        }
    }

    @Test func `a member that a client named itself is not kept`() async throws {
        try await TestAPI.run { api in
            _ = try await api.get("/api/user/profile", api.person("ada"))
            let answer = try await api.patch(
                "/api/user/profile", ["ada@example.com": 1, "is_comped": true],
                api.person("ada"))
            expectEqual(answer.status, 400)
            let told = try await refusals(api, "profile-ada")
            expectEqual(told.map { $0["fields"] }, [["/is_comped"]])
            expectEqual(told.map { $0["flow"] }, ["membership"])
            expectEqual(told.map { $0["command"] }, ["user/profile"])
        }
    }

    @Test func `a wrong code is an event of its session and of nothing beside it`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let session = api.stream(token)
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            let wrong = try api.code("ada@example.com") == "000000" ? "000001" : "000000"
            let body = api.verifyBody(token, code: wrong)
            for _ in 1...2 {
                let answer = try await api.post(
                    "/v1/onboarding/email/verify", body, "Idempotency-Key: once")
                expectEqual(answer.refusal, "400 onboarding.invalid_otp")
            }
            try await expectEqual(api.types(session).last, "VerificationCodeRefused")
            try await expectTrue(refusals(api, session).isEmpty)
        }
    }

    @Test func `a wrong stage, a rate limit and an expired session are recorded`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let session = api.stream(token)
            let body: JSONValue = ["sessionToken": .string(token)]
            try await expectEqual(api.post("/v1/onboarding/complete", body).status, 400)
            try await expectEqual(api.post("/v1/onboarding/email/otp", body).status, 200)
            try await expectEqual(api.post("/v1/onboarding/email/otp", body).status, 429)
            api.advance(25 * 3600)
            try await expectEqual(api.post("/v1/onboarding/email/otp", body).status, 400)
            let told = try await refusals(api, session)
            expectEqual(
                told.map { $0["code"] },
                [
                    "onboarding.invalid_stage", "onboarding.otp_rate_limited",
                    "onboarding.session_expired",
                ])
            expectEqual(
                told.map { $0["step"] },
                [
                    "plan_selected", "identity_pending", "identity_pending",
                ])
        }
    }

    @Test func `a stale save is told with its step, and the wizard's version stays`() async throws {
        try await TestAPI.run { api in
            _ = try await api.save("ada", 1, ["firstName": "Ada"], version: 0)
            let stale = try await api.save("ada", 2, ["firstName": "Ida"], version: 0)
            expectEqual(stale.refusal, "409 request.version_conflict")
            let failed = try await api.save(
                "ada", 1, ["firstName": "Eda"], version: 1, "If-Match: \"7\"")
            expectEqual(failed.refusal, "412 request.precondition_failed")
            let told = try await refusals(api, "wizard-ada")
            expectEqual(
                told,
                [
                    [
                        "command": "save-step", "code": "request.version_conflict",
                        "flow": "wizard", "step": "2",
                    ],
                    [
                        "command": "save-step", "code": "request.precondition_failed",
                        "flow": "wizard", "step": "1",
                    ],
                ])
            try await expectEqual(api.versions("wizard-ada"), [1])
        }
    }

    @Test func `a merchant who may not is recorded, and so is a call that is not planned`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.get(
                "/api/v1/auth/me", api.person("carl", { $0.requestedRole = "client" }))
            let early = try await api.post(
                "/api/v1/client/bootstrap-merchant-workspace", [:], api.person("carl"))
            expectEqual(early.status, 403)
            try await expectEqual(refusals(api, "profile-carl").map { $0["flow"] }, ["merchant"])
            let space = try await api.post(
                "/v1/spaces", ["name": "Engines"], api.person("sara"))
            let id = space.string("id")
            let cancelled = try await api.post("/dev/spaces/\(id)/cancel", [:])
            expectEqual(cancelled.status, 409)
            try await expectEqual(refusals(api, "tenant-\(id)").map { $0["flow"] }, ["call"])
        }
    }

    @Test func `a stranger gets no events by being refused`() async throws {
        try await TestAPI.run { api in
            let start = try await api.post(
                "/v1/onboarding/start", ["email": "no email", "planDescriptor": "starter"])
            expectEqual(start.status, 400)
            try await expectEqual(
                api.post("/v1/onboarding/complete", ["sessionToken": "x"]).status, 404)
            try await api.refusalsAreRecorded()
            expectEqual(api.ledger.bell.head, .start)
            expectEqual(api.count(.refusalsWithoutSubject), 2)
        }
    }

    @Test func `a signed-in person's first step may be refused, and is theirs (D3)`() async throws {
        try await TestAPI.run { api in
            let stale = try await api.save("ada", 1, ["firstName": "Ada"], version: 3)
            expectEqual(stale.refusal, "409 request.version_conflict")
            try await expectEqual(
                refusals(api, "wizard-ada").map { $0["code"] }, ["request.version_conflict"])
            try await expectTrue(api.events("wizard-ada").isEmpty, "it moves no version")
            let first = try await friction(api)
            expectTrue(first?["subjects"] == 1 && first?["saves"] == 0)
            expectEqual(first?["conflicts"], 1)

            _ = try await api.save("ada", 1, ["firstName": "Ada"], version: 0)
            let then = try await friction(api)
            expectTrue(then?["subjects"] == 1 && then?["saves"] == 1, "one and the same person")
            expectEqual(then?["retries"], 1)
        }
    }

    private func friction(_ api: TestAPI) async throws -> JSONValue? {
        try await api.get("/v1/analytics/friction?flow=wizard", api.key(.analyticsRead))["steps"][1]
    }

    @Test func `who was only ever refused is erased all the same (L14)`() async throws {
        try await TestAPI.run { api in
            try await expectEqual(api.save("ada", 1, [:], version: 3).status, 409)
            try await expectEqual(api.get("/v1/ledger/head", api.person("ada")).status, 403)
            try await api.refusalsAreRecorded()
            let erased = try await api.post(
                "/v1/admin/erase", ["subject": "ada", "reason": "asked"], api.key(.admin))
            expectEqual(erased.status, 200, "\(erased.text)")
            for stream in ["refusals-wizard-ada", "refusals-profile-ada"] {
                let events = try await api.events(stream)
                expectTrue(!events.isEmpty && events.allSatisfy { $0.origin == nil })
            }
        }
    }

    @Test func `a flow that nobody declared keeps no refusals of anybody (L14)`() async throws {
        try await TestAPI.run { api in
            for flow in ["made-up", "loan", "apiKey", "ada%40example.com"] {
                let answer = try await api.post(
                    "/v1/flows/\(flow)/save-step", [:], api.person("ada"))
                expectTrue([400, 404].contains(answer.status), "\(answer.text)")
            }
            try await api.refusalsAreRecorded()
            expectEqual(api.ledger.bell.head, .start)
        }
    }

    @Test(arguments: ["ada@example.com", "refusals-wizard-ada"])
    func `who was only refused is found by what is known of them (L14)`(subject: String)
        async throws
    {
        try await TestAPI.run { api in
            let person = api.person("ada") {
                ($0.email, $0.isEmailVerified) = ("ada@example.com", true)
            }
            let stale = try await api.post(
                "/system/onboarding/save-step", ["step": 1, "data": [:], "version": 3], person)
            expectEqual(stale.status, 409)
            try await expectEqual(api.get("/v1/ledger/head", person).status, 403)
            try await api.refusalsAreRecorded()
            let erased = try await api.post(
                "/v1/admin/erase", ["subject": .string(subject), "reason": "asked"],
                api.key(.admin))
            expectEqual(erased.status, 200, "\(erased.text)")
            for stream in ["refusals-wizard-ada", "refusals-profile-ada"] {
                let events = try await api.events(stream)
                expectTrue(!events.isEmpty && events.allSatisfy { $0.origin == nil }, "\(stream)")
            }
        }
    }

    @Test func `a flood costs twenty events an hour and one that counts the rest`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            let session = api.stream(token)
            for _ in 1...50 {
                let answer = try await api.post(
                    "/v1/onboarding/complete", ["sessionToken": .string(token)])
                expectEqual(answer.refusal, "400 onboarding.invalid_stage")
            }
            try await api.refusalsAreRecorded()
            try await expectEqual(api.events("refusals-\(session)").count, 20)
            api.advance(2)
            api.ledger.settleRefusals()
            try await api.refusalsAreRecorded()
            let types = try await api.types("refusals-\(session)")
            expectEqual(types.filter { $0 == "CommandRefused" }.count, 20)
            expectEqual(types.filter { $0 == "RefusalsOmitted" }.count, 1)
            try await expectEqual(refusals(api, session).last, ["count": 30])
        }
    }

    @Test func `the audit of a tenant shows what its people were refused`() async throws {
        try await TestAPI.run { api in
            let tenant = try await api.initialize("ada")
            _ = try await api.save("ada", 0, ["a": 1], version: 0)
            _ = try await api.save("ada", 0, ["a": 2], version: 0)
            try await api.refusalsAreRecorded()
            let audit = try await api.get(
                "/v1/ledger/events?tenant=\(tenant)&type=CommandRefused",
                try await api.key(.auditRead))
            let streams = audit["events"].arrayValue?.map { $0["stream"] }
            expectEqual(streams, ["refusals-wizard-ada"])
        }
    }

    // MARK: Who may not

    @Test func `a sign-in with a wrong password is recorded beside the account (K16)`() async throws
    {
        try await TestAPI.run { api in
            let user = try await api.completed("ada@example.com")
            func login(_ email: String, _ password: String) async throws -> Answer {
                try await api.post(
                    "/v1/auth/login", ["email": .string(email), "password": .string(password)],
                    "X-Request-Id: request-7")
            }
            let head = api.ledger.bell.head
            try await expectEqual(login("nobody@example.com", "wrong-password").status, 401)
            try await api.refusalsAreRecorded()
            expectEqual(api.ledger.bell.head, head, "of nobody's account nothing is recorded")
            for _ in 1...20 { _ = try await login("ada@example.com", "wrong-password") }
            let stream = "profile-\(user["user"]["id"]?.stringValue ?? "")"
            let told = try await refusals(api, stream)
            expectEqual(told.count, 10, "the rest of the hour is the subject's own")
            expectEqual(
                told.map { $0["code"]?.stringValue ?? "" },
                Array(repeating: "auth.wrong_credentials", count: 5)
                    + Array(repeating: "auth.rate_limited", count: 5))
            expectTrue(told.allSatisfy { $0["command"] == "auth/login" && $0["step"] == nil })
            let event = try required(try await api.events("refusals-\(stream)").first)
            expectTrue(event.actor.kind == .system && event.actor.id == "anonymous")
            expectTrue(event.correlationID == "request-7" && event.origin != nil)
            expectFalse("\(told)".contains("ada@"), "what was submitted is not kept")
            let own = try await api.patch(
                "/api/user/profile", ["birth_lat": 999],
                api.person(user["user"]["id"]?.stringValue ?? ""))
            expectEqual(own.status, 400)
            try await expectEqual(refusals(api, stream).count, 11, "strangers use none of it up")
        }
    }

    @Test func `what a key or a person may not is recorded beside them`() async throws {
        try await TestAPI.run { api in
            let key = try await api.key(.gateRead)
            let head = api.ledger.bell.head
            for path in [
                "/v1/ledger/events", "/v1/admin/rebuild", "/v1/analytics/funnel?flow=call",
            ] {
                try await expectEqual(api.get(path, key).refusal, "403 auth.insufficient_scope")
            }
            _ = try await api.get("/api/user/profile", api.person("ada"))
            try await expectEqual(api.get("/v1/ledger/head", api.person("ada")).status, 403)
            // Whom nothing is known of is signed in, too.
            try await expectEqual(api.get("/v1/ledger/head", api.person("bob")).status, 403)
            for stream in ["profile-ada", "profile-bob"] {
                let told = try await refusals(api, stream)
                expectEqual(told.map { $0["command"] }, ["ledger/head"])
                expectEqual(told.map { $0["flow"] }, ["access"])
            }
            let keys = try await api.ledger.keys()
            let id = try required(keys.first { $0.scopes == [.gateRead] }?.id)
            try await expectEqual(
                refusals(api, "apiKey-\(id)").map { $0["command"] },
                ["ledger/events", "admin/rebuild", "analytics/funnel"])
            expectTrue(api.ledger.bell.head > head)
        }
    }

    @Test func `a refused decision is recorded beside whom it was about, else beside the admin`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.get("/api/v1/auth/me", api.person("carl"))
            let admin = try await api.key(.admin)
            let wrong = try await api.patch(
                "/api/v1/admin/users/carl/suspend", ["reason": 7], admin)
            expectEqual(wrong.status, 400)
            let may = try await api.patch(
                "/api/v1/admin/users/carl/approve", [:], api.person("carl"))
            expectEqual(may.status, 403)
            let told = try await refusals(api, "profile-carl")
            expectEqual(
                told.map { $0["command"] },
                [
                    "admin/users/{id}/suspend", "admin/users/{id}/approve",
                ])
            let actors = try await api.events("refusals-profile-carl").map(\.actor.kind)
            expectEqual(actors, [.apiKey, .user])
            _ = try await api.patch("/api/v1/admin/users/nobody/approve", [:], admin)
            _ = try await api.post("/v1/admin/rebuild", ["model": "loan"], admin)
            let id = try required(try await api.ledger.keys().first { $0.scopes == [.admin] }?.id)
            try await expectEqual(
                refusals(api, "apiKey-\(id)").map { $0["code"] }.last, "request.invalid_body")
        }
    }

    @Test func `what a stranger may not decide leaves the hour of whom it was about alone`()
        async throws
    {
        try await TestAPI.run { api in
            for name in ["carl", "eve"] {
                _ = try await api.get("/api/v1/auth/me", api.person(name))
            }
            for _ in 1...21 {
                let answer = try await api.patch(
                    "/api/v1/admin/users/carl/approve", [:], api.person("eve"))
                expectEqual(answer.status, 403)
            }
            try await expectEqual(refusals(api, "profile-carl"), [])
            try await expectEqual(refusals(api, "profile-eve").count, 20)
            let admin = try await api.key(.admin)
            _ = try await api.patch("/api/v1/admin/users/carl/suspend", ["reason": 7], admin)
            try await expectEqual(refusals(api, "profile-carl").count, 1)
        }
    }

    @Test func `strangers are counted and leave nothing in the log`() async throws {
        try await TestAPI.run { api in
            for _ in 1...30 {
                try await expectEqual(api.get("/v1/ledger/events").status, 401)
                let wrong = "Authorization: Bearer wrong"
                try await expectEqual(api.post("/v1/admin/rebuild", [:], wrong).status, 401)
            }
            try await api.refusalsAreRecorded()
            expectEqual(api.ledger.bell.head, .start)
            expectEqual(api.count(.requestsUnauthenticated), 60)
        }
    }

    @Test func `metrics tell what became of refusals`() async throws {
        try await TestAPI.run { api in
            let token = try await api.start("ada@example.com")
            _ = try await api.post("/v1/onboarding/complete", ["sessionToken": .string(token)])
            try await api.refusalsAreRecorded()
            let text = try await api.get("/metrics", try await api.key(.admin)).text
            for word in ["recorded", "omitted", "unknown", "dropped", "without_subject"] {
                expectTrue(text.contains("# TYPE onboard_refusals_\(word)_total counter"))
            }
        }
    }
}
