import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// M3: who was suspended is out, by whatever token they come, and whatever becomes of the profile.
struct SuspendedAdminTests {
    private static let me = "/api/v1/auth/me"
    private static let head = "/v1/ledger/head"
    private static let out = "403 merchant.suspended"

    /// An admin by the token alone, whose email is proven.
    private func admin(_ api: TestAPI, _ subject: String) -> String {
        api.person(subject) { claims in
            (claims.email, claims.isEmailVerified) = ("boss@example.com", true)
            claims.requestedRole = "admin"
        }
    }

    private func decide(
        _ api: TestAPI, _ verb: String, _ subject: String
    ) async throws -> Answer {
        try await api.patch(
            "/api/v1/admin/users/\(subject)/\(verb)", ["reason": "left"], try await api.key(.admin))
    }

    private func delete(_ api: TestAPI, _ subject: String) async throws {
        let answer = try await api.ask(
            "DELETE /v1/admin/profiles/\(subject)\nContent-Type: application/json\n"
                + "\(try await api.key(.admin))\n\n{\"reason\":\"asked\"}")
        try required(answer.status == 204)
    }

    @Test func `another identity of a suspended admin is out from its first request on`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.get(Self.me, admin(api, "boss"))
            _ = try await api.profile(api.member("ada"))
            try await expectEqual(decide(api, "suspend", "boss").status, 200)
            let comp = try await api.post(
                "/v1/admin/profiles/ada/comp", ["comped": true, "reason": "x"],
                admin(api, "boss-1"))
            expectEqual(comp.refusal, Self.out)
            let approval = try await api.patch(
                "/api/v1/admin/users/ada/suspend", [:], admin(api, "boss-2"))
            expectEqual(approval.refusal, Self.out)
            for (number, path) in [Self.head, "/v1/admin/backup"].enumerated() {
                let fresh = admin(api, "boss-1\(number)")
                for _ in 1...2 { try await expectEqual(api.get(path, fresh).refusal, Self.out) }
            }
            // What everybody sees of their own is not all there is.
            let listed = try await api.get("/v1/profiles", admin(api, "boss-3"))
            expectEqual(listed["items"].arrayValue?.map { $0["id"] }, ["boss"])
        }
    }

    @Test func `an identity with things of its own is out as well, and back with its user`()
        async throws
    {
        try await TestAPI.run { api in
            let saved = try await api.post(
                "/system/onboarding/save-step", ["step": 0, "data": ["a": 1], "version": 0],
                api.person("other"))
            try required(saved.status == 200)
            _ = try await api.get(Self.me, admin(api, "boss"))
            try await expectEqual(api.get(Self.head, admin(api, "other")).status, 200)
            try await expectEqual(decide(api, "suspend", "boss").status, 200)
            try await expectEqual(api.get(Self.head, admin(api, "other")).refusal, Self.out)
            try await expectEqual(decide(api, "reinstate", "boss").status, 200)
            try await expectEqual(api.get(Self.head, admin(api, "other")).status, 200)
        }
    }

    @Test func `an admin who was never seen is suspended by the id, and let in again`()
        async throws
    {
        try await TestAPI.run { api in
            let boss = admin(api, "boss")
            try await expectEqual(api.get(Self.head, boss).status, 200)
            let answer = try await decide(api, "suspend", "boss")
            let user: JSONValue = ["id": "boss", "email": nil, "role": nil, "status": "suspended"]
            expectTrue(answer.status == 200 && answer["user"] == user)
            try await expectEqual(api.types("profile-boss"), ["AccessSuspended"])
            try await expectEqual(decide(api, "suspend", "boss").fields["ETag"], "\"1\"")
            try await expectEqual(api.get(Self.head, boss).refusal, Self.out)
            try await expectEqual(api.gate("flow=merchant&path=/admin", boss), "/suspended")
            let due = try await api.get("/v1/flows/merchant/requirements", boss)
            expectEqual(due.string("disabledReason"), "SUSPENDED")
            let listed = try await api.get(
                "/v1/profiles?status=suspended", try await api.key(.auditRead))
            expectEqual(listed["items"].arrayValue?.map { $0["id"] }, ["boss"])

            let seen = try await api.get(Self.me, boss)
            expectTrue(seen["status"] == "suspended" && seen["code"] == "SUSPENDED")
            try await expectEqual(api.get(Self.head, boss).refusal, Self.out)
            let back = try await decide(api, "reinstate", "boss")
            expectEqual(back["user"]["email"], "boss@example.com")
            expectEqual(back["user"]["status"], "active")
            try await expectEqual(decide(api, "reinstate", "boss").text, back.text, "twice is once")
            try await expectEqual(api.get(Self.head, boss).status, 200)
            try await expectEqual(api.get(Self.me, boss)["role"], "admin")
        }
    }

    @Test func `a suspension of an unseen identity is not lost with whom its email leads to`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await decide(api, "suspend", "other")
            _ = try await api.get(Self.me, admin(api, "boss"))
            let other = admin(api, "other")
            for _ in 1...2 {
                try await expectEqual(api.get(Self.head, other).refusal, Self.out)
                try await expectEqual(api.get("/v1/profiles", other).status, 200)
                try await expectEqual(api.get(Self.me, other)["code"], "SUSPENDED")
            }
            try await expectEqual(api.get(Self.head, admin(api, "boss")).status, 200)
            try await expectFalse(api.types("profile-boss").contains("IdentityLinked"))
        }
    }

    @Test func `an admin who is only a member is suspended, too`() async throws {
        try await TestAPI.run { api in
            let boss = admin(api, "boss")
            _ = try await api.profile(boss)
            let answer = try await decide(api, "suspend", "boss")
            expectEqual(answer["user"]["email"], "boss@example.com")
            try await expectEqual(api.get(Self.head, boss).refusal, Self.out)
            try await expectEqual(
                decide(api, "approve", "boss").refusal, "409 merchant.user_suspended")
        }
    }

    @Test func `nobody is approved or reinstated who was never seen`() async throws {
        try await TestAPI.run { api in
            for verb in ["approve", "reinstate"] {
                let answer = try await decide(api, verb, "nobody")
                expectEqual(answer.refusal, "404 merchant.user_not_found")
            }
            let nameless = String(repeating: "a", count: 400)
            let answer = try await decide(api, "suspend", nameless)
            expectEqual(answer.refusal, "404 merchant.user_not_found")
        }
    }

    @Test func `a deletion of the profile lifts no suspension, under no identity`() async throws {
        try await TestAPI.run { api in
            let (boss, other) = (admin(api, "boss"), admin(api, "google|9"))
            for person in [boss, other] { _ = try await api.get(Self.me, person) }
            // By any of the identities it is the user who is suspended.
            try await expectEqual(decide(api, "suspend", "google%7C9")["user"]["id"], "boss")
            try await delete(api, "boss")
            for person in [boss, other] {
                try await expectEqual(api.get(Self.head, person).refusal, Self.out)
                try await expectEqual(api.get(Self.me, person)["code"], "SUSPENDED")
                try await expectEqual(api.get(Self.head, person).refusal, Self.out)
            }
            try await expectEqual(decide(api, "reinstate", "boss").status, 200)
            // A token from before the deletion gives no rights.
            try await expectEqual(
                api.get(Self.head, boss).refusal, "403 auth.insufficient_scope")
            api.advance(1)
            try await expectEqual(api.get(Self.head, admin(api, "boss")).status, 200)
            try await expectEqual(api.get(Self.head, other).refusal, Self.out)
        }
    }

    @Test func `an identity whose own profile was deleted is out with the user of its email`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.profile(api.member("other"))
            try await delete(api, "other")
            api.advance(1)
            _ = try await api.get(Self.me, admin(api, "boss"))
            try await expectEqual(api.get(Self.head, admin(api, "other")).status, 200)
            try await expectEqual(decide(api, "suspend", "boss").status, 200)
            try await expectEqual(api.get(Self.head, admin(api, "other")).refusal, Self.out)
        }
    }

    @Test func `a suspended merchant without a profile does not get to the shop`() async throws {
        try await TestAPI.run { api in
            let (john, tenant) = try await api.approved("john")
            _ = try await decide(api, "suspend", "john")
            try await delete(api, "john")
            let pos = try await api.get("/api/v1/client/tenants/\(tenant)/pos", john)
            expectEqual(pos.refusal, Self.out)
        }
    }
}
