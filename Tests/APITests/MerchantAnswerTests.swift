import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// M1–M5 and M7–M9 over HTTP.
struct MerchantAnswerTests {
    private static let me = "/api/v1/auth/me"

    // MARK: M1, M2

    @Test(
        arguments: [
            ("client", "john@shop.example", "client pending_approval false false PENDING_APPROVAL"),
            ("consumer", "john@shop.example", "consumer active true false -"),
            ("admin", "boss@example.com", "admin active true false -"),
            ("admin", "boss@shop.example", "consumer active false false ADMIN_EMAIL_REQUIRED"),
            ("admin", "boss@sub.example.com", "consumer active false false ADMIN_EMAIL_REQUIRED"),
            ("client", nil, "consumer active true false -"),
            ("admin", nil, "consumer active true false -"),
            ("wizard", "john@shop.example", "consumer active true false -"),
            (nil, "john@shop.example", "consumer active true false -"),
        ] as [(String?, String?, String)])
    func `the first sight gives the role that can be had`(
        role: String?, email: String?, expected: String
    ) async throws {
        try await TestAPI.run { api in
            let person = api.person("u1") { claims in
                (claims.requestedRole, claims.email) = (role, email)
                if email == nil { claims.phone = "+441234567" }
            }
            let answer = try await api.get(Self.me, person)
            expectEqual(standing(answer), expected)
            let names = ["role", "status", "canUseApp", "needsMerchantOnboarding"]
            expectEqual(answer.names, names + (expected.hasSuffix("-") ? [] : ["code"]))
            try await expectEqual(api.types("profile-u1").first, "AccountOpened")
            let count = try await api.eventCount
            let again = try await api.get(Self.me, person)
            expectTrue(again.text == answer.text && again.fields["ETag"] == answer.fields["ETag"])
            let tag = answer.fields["ETag"] ?? ""
            try await expectEqual(api.get(Self.me, person, "If-None-Match: \(tag)").status, 304)
            try await expectEqual(
                api.eventCount, count, "a sign-in that changes nothing appends nothing")
        }
    }

    private func standing(_ answer: Answer) -> String {
        [
            answer.string("role"), answer.string("status"),
            "\(answer["canUseApp"].boolValue ?? false)",
            "\(answer["needsMerchantOnboarding"].boolValue ?? false)",
            answer["code"].stringValue ?? "-",
        ].joined(separator: " ")
    }

    @Test func `an unverified email makes no admin`() async throws {
        try await TestAPI.run { api in
            let person = api.person("u1") { claims in
                (claims.requestedRole, claims.email) = ("admin", "boss@example.com")
                claims.isEmailVerified = false
            }
            try await expectEqual(api.get(Self.me, person)["code"], "ADMIN_EMAIL_REQUIRED")
            let answer = try await api.patch("/api/v1/admin/users/u1/approve", [:], person)
            expectEqual(answer.refusal, "403 auth.insufficient_scope")
        }
    }

    @Test(
        arguments: [
            ("boss@example.com", true), (" Boss@EXAMPLE.com ", true),
            ("a@evil.example@example.com", false), ("boss@shop.example", false),
            ("boss@sub.example.com", false),
        ], ["role", "requested_role"])
    func `the API and the merchants' door take the same people for admins`(
        email: (text: String, isAdmins: Bool), claim: String
    ) async throws {
        try await TestAPI.run { api in
            let person = api.person("u1") { claims in
                claims.email = email.text
                if claim == "role" { claims.role = "admin" } else { claims.requestedRole = "admin" }
            }
            let head = try await api.get("/v1/ledger/head", person)
            expectEqual((head.status == 200), email.isAdmins)
            let answer = try await api.get(Self.me, person)
            expectEqual((answer["role"] == "admin"), email.isAdmins)
            // A role that cannot be had is not asked for by whoever has it elsewhere.
            let isRefused = !email.isAdmins && claim == "requested_role"
            expectEqual((answer["code"] == "ADMIN_EMAIL_REQUIRED"), isRefused)
            let gate = try await api.gate("flow=merchant&path=/admin", person)
            expectEqual(gate, (email.isAdmins ? "allow" : isRefused ? "/login" : "/"))
        }
    }

    @Test func `a merchant who asks for an admin's rights in vain is told so, and stays one`()
        async throws
    {
        try await TestAPI.run { api in
            let (john, _) = try await api.approved("john")
            let asking = api.person("john") { claims in
                (claims.email, claims.isEmailVerified) = ("john@shop.example", true)
                claims.requestedRole = "admin"
            }
            for _ in 1...2 {
                let answer = try await api.get(Self.me, asking)
                expectEqual(standing(answer), "client active false true ADMIN_EMAIL_REQUIRED")
            }
            try await expectEqual(api.gate("flow=merchant&path=/onboarding", asking), "/login")
            for _ in 1...2 {
                expectEqual(standing(try await api.get(Self.me, john)), "client active true true -")
            }
            try await expectEqual(api.gate("flow=merchant&path=/onboarding", john), "allow")
            try await expectEqual(
                api.types("profile-john").suffix(3),
                ["AccessApproved", "AccessGranted", "AccessGranted"])
        }
    }

    @Test func `raced first sights make one profile`() async throws {
        try await TestAPI.run { api in
            let john = api.merchant("john")
            let seen = await withTaskGroup(of: String.self) { group in
                for _ in 0..<200 {
                    group.addTask { (try? await api.get(Self.me, john).text) ?? "" }
                }
                return await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            expectEqual(seen.count, 1)
            let types = try await api.types("profile-john")
            expectEqual(types, ["AccountOpened", "AccessRequested"])
        }
    }

    // MARK: M3, M9

    @Test func `an admin approves, and the audit says who, why and in which request`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.get(Self.me, api.merchant("john"))
            let answer = try await api.decide(
                "approve", "john", ["reason": "known shop"], "X-Request-Id: req-7")
            expectEqual(answer.status, 200)
            expectEqual(
                answer["user"],
                [
                    "id": "john", "email": "john@shop.example", "role": "client",
                    "status": "active",
                ])
            expectEqual(answer["workspace"]["name"], "John — Workspace")
            expectEqual(answer["workspace"]["created"], true)
            let event = try required(try await api.events("profile-john").last)
            expectEqual(event.type.name, "AccessApproved")
            expectEqual(event.actor, EventActor(kind: .admin, id: "boss"))
            expectEqual(event.correlationID, "req-7")
            try expectEqual(JSONValue(parsing: event.data)["reason"], "known shop")
            expectEqual(answer.fields["ETag"], "\"3\"")
            let me = try await api.get(Self.me, api.merchant("john"))
            expectEqual(standing(me), "client active true true -")
        }
    }

    @Test func `approving twice changes nothing, and needs no reason`() async throws {
        try await TestAPI.run { api in
            _ = try await api.get(Self.me, api.merchant("john"))
            let path = "/api/v1/admin/users/john/approve"
            let first = try await api.ask("PATCH \(path)\n\(api.boss)")
            let count = try await api.eventCount
            let second = try await api.patch(path, ["reason": nil], api.boss)
            expectEqual(second["user"], first["user"])
            expectEqual(second["workspace"]["created"], false)
            expectEqual(second["workspace"]["tenantId"], first["workspace"]["tenantId"])
            try await expectEqual(api.eventCount, count)
        }
    }

    @Test func `suspended is out, also from what is theirs, and reinstated is back`()
        async throws
    {
        try await TestAPI.run { api in
            let (john, tenant) = try await api.approved("john")
            let shop = "/api/v1/client/tenants/\(tenant)"
            let suspended = try await api.decide("suspend", "john", ["reason": "chargebacks"])
            expectEqual(suspended.names, ["user"])
            expectEqual(suspended["user"]["status"], "suspended")
            expectEqual(
                standing(try await api.get(Self.me, john)), "client suspended false false SUSPENDED"
            )
            let change = try await api.patch(shop + "/onboarding", ["country": "GB"], john)
            expectEqual(change.refusal, "403 merchant.suspended")
            try await expectEqual(api.get(shop + "/pos", john).refusal, "403 merchant.suspended")
            try await expectEqual(api.bootstrap(john).refusal, "403 merchant.suspended")
            let approved = try await api.decide("approve", "john")
            expectEqual(approved.refusal, "409 merchant.user_suspended")
            let back = try await api.decide("reinstate", "john")
            expectEqual(back["user"]["status"], "active")
            try await expectEqual(api.get(shop + "/pos", john).status, 200)
        }
    }

    @Test func `only admins decide, also about themselves, and no suspended one`() async throws {
        try await TestAPI.run { api in
            let john = api.merchant("john")
            _ = try await api.get(Self.me, john)
            let path = "/api/v1/admin/users/john/approve"
            try await expectEqual(api.patch(path, [:], john).refusal, "403 auth.insufficient_scope")
            try await expectEqual(api.patch(path, [:]).status, 401)
            _ = try await api.get(Self.me, api.boss)
            _ = try await api.patch(
                "/api/v1/admin/users/boss/suspend", [:], try await api.key(.admin))
            try await expectEqual(api.patch(path, [:], api.boss).refusal, "403 merchant.suspended")
            for other in ["/v1/ledger/head", "/v1/admin/backup"] {
                try await expectEqual(api.get(other, api.boss).refusal, "403 merchant.suspended")
            }
            let comp = try await api.post(
                "/v1/admin/profiles/john/comp", ["comped": true, "reason": "x"], api.boss)
            expectEqual(comp.refusal, "403 merchant.suspended")
            try await expectEqual(api.get(Self.me, api.boss).status, 200)
            let byKey = try await api.patch(path, [:], try await api.key(.admin))
            expectEqual(byKey.status, 200)
            try await expectEqual(api.events("profile-john").last?.actor.kind, .apiKey)
        }
    }

    @Test func `nobody is decided upon who was never seen, or on a stale version`() async throws {
        try await TestAPI.run { api in
            let nobody = try await api.decide("approve", "nobody")
            expectEqual(nobody.refusal, "404 merchant.user_not_found")
            _ = try await api.get(Self.me, api.merchant("john"))
            let stale = try await api.decide("approve", "john", [:], "If-Match: \"1\"")
            expectEqual(stale.refusal, "412 request.precondition_failed")
            try await expectEqual(api.decide("approve", "john", [:], "If-Match: \"2\"").status, 200)
            let wrong = try await api.decide("suspend", "john", ["reason": 7])
            expectEqual(wrong.pointers, ["/reason"])
        }
    }

    @Test func `a repeated decision answers what the first came to`() async throws {
        try await TestAPI.run { api in
            _ = try await api.get(Self.me, api.merchant("john"))
            let key = "Idempotency-Key: k1"
            let first = try await api.decide("approve", "john", [:], key)
            _ = try await api.decide("suspend", "john")
            let count = try await api.eventCount
            let again = try await api.decide("approve", "john", [:], key)
            expectTrue(again.text == first.text && again.fields["ETag"] == first.fields["ETag"])
            expectEqual(again.fields["Idempotent-Replayed"], "true")
            try await expectEqual(api.eventCount, count)
            let other = try await api.decide("approve", "john", ["reason": "x"], key)
            expectEqual(other.refusal, "422 request.idempotency_conflict")
        }
    }

    // MARK: M4

    /// The version is the workspace's, not that of the person's access.
    @Test func `a workspace is asked for again under the tag of its own reads`() async throws {
        try await TestAPI.run { api in
            let (john, tenant) = try await api.approved("john")
            let path = "/api/v1/client/tenants/\(tenant)/onboarding"
            let tag = try required(try await api.get(path, john).fields["ETag"])
            try await expectEqual(api.bootstrap(john, "If-Match: \(tag)").status, 200)
            let access = try required(try await api.get(Self.me, john).fields["ETag"])
            try required(access != tag)
            let other = try await api.bootstrap(john, "If-Match: \(access)")
            expectEqual(other.refusal, "412 request.precondition_failed")
            let text = DescriptionTexts.embedded.operations[
                "POST /api/v1/client/bootstrap-merchant-workspace"]
            expectEqual(text?.description.contains("the workspace's own version"), true)
        }
    }

    @Test func `only approved merchants get a workspace, and each one`() async throws {
        try await TestAPI.run { api in
            let stranger = api.person("eve", email: "eve@x.example")
            try await expectEqual(api.bootstrap(stranger).refusal, "403 merchant.not_active_client")
            let john = api.merchant("john")
            _ = try await api.get(Self.me, john)
            try await expectEqual(api.bootstrap(john).refusal, "403 merchant.not_active_client")
            let (_, tenant) = try await api.approved("john")
            let answer = try await api.bootstrap(john)
            expectEqual(answer.names, ["tenantId", "created"])
            expectTrue(answer["tenantId"] == .string(tenant) && answer["created"] == false)
        }
    }

    @Test(arguments: ["{", "[]", "7"])
    func `a body that is sent must be one`(body: String) async throws {
        try await TestAPI.run { api in
            let path = "/api/v1/client/bootstrap-merchant-workspace"
            let answer = try await api.ask("POST \(path)\n\(api.merchant("john"))\n\n\(body)")
            expectEqual(answer.refusal, "400 request.invalid_body")
        }
    }
}

/// Merchants and admins, as their apps ask for them.
extension TestAPI {
    var boss: String { person("boss", email: "boss@example.com", role: "admin") }

    func merchant(_ id: String) -> String {
        person(id) { claims in
            (claims.email, claims.isEmailVerified) = ("\(id)@shop.example", true)
            claims.requestedRole = "client"
        }
    }

    func decide(_ verb: String, _ id: String, _ body: JSONValue = [:], _ fields: String...)
        async throws -> Answer
    {
        let lines = ["PATCH /api/v1/admin/users/\(id)/\(verb)", boss] + fields
        let text = String(decoding: body.encoded, as: UTF8.self)
        return try await ask(lines.joined(separator: "\n") + "\n\n" + text)
    }

    /// A merchant whom an admin approved, and the workspace.
    func approved(_ id: String) async throws -> (person: String, tenant: String) {
        _ = try await get("/api/v1/auth/me", merchant(id))
        let answer = try await decide("approve", id)
        return (merchant(id), answer["workspace"]["tenantId"]?.stringValue ?? "")
    }

    func bootstrap(_ person: String, _ fields: String...) async throws -> Answer {
        let lines = ["POST /api/v1/client/bootstrap-merchant-workspace", person] + fields
        return try await ask(lines.joined(separator: "\n"))
    }
}
