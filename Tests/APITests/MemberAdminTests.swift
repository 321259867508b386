import JSON
import TestSupport
import Testing

@testable import API

/// Contract S11, and S10's deletion: what admins decide about members.
struct MemberAdminTests {
    @Test func `a comp is the admin's, with its reason in the audit`() async throws {
        try await TestAPI.run { api in
            _ = try await api.profile(api.member("ada"))
            let admin = try await api.key(.admin)
            let answer = try await api.post(
                "/v1/admin/profiles/ada/comp", ["comped": true, "reason": " a friend"], admin,
                "X-Request-Id: req-7")
            expectTrue(answer.status == 200 && answer["is_comped"] == true)
            expectEqual(answer.fields["ETag"], "\"4\"")
            let event = try required(
                try await api.events("profile-ada").first { $0.type.name == "MembershipComped" })
            expectTrue(event.actor.kind == .apiKey && event.correlationID == "req-7")
            try expectEqual(JSONValue(parsing: event.data)["reason"], "a friend")
            let count = try await api.eventCount
            _ = try await api.post(
                "/v1/admin/profiles/ada/comp", ["comped": true, "reason": "again"], admin)
            try await expectEqual(api.eventCount, count, "what is so already is no event")
        }
    }

    @Test func `a role is changed by a person who is an admin`() async throws {
        try await TestAPI.run { api in
            _ = try await api.profile(api.member("ada"))
            let root = api.person("root", email: "root@example.com", role: "admin")
            let answer = try await api.post(
                "/v1/admin/profiles/ada/role", ["role": "admin", "reason": "staff"], root)
            expectEqual(answer["role"], "admin")
            let event = try required(
                try await api.events("profile-ada").first {
                    $0.type.name == "RoleChanged"
                })
            expectTrue(event.actor.kind == .admin && event.actor.id == "root")
            let wrong = try await api.post(
                "/v1/admin/profiles/ada/role", ["role": "owner", "reason": "x"], root)
            expectEqual(wrong.refusal, "400 membership.invalid_role")
            let person = try await api.post(
                "/v1/admin/profiles/ada/role", ["role": "user", "reason": "x"], api.member("ada"))
            expectEqual(person.refusal, "403 auth.insufficient_scope")
        }
    }

    @Test(arguments: [
        ("comp", #"{"comped":true}"#, ["/reason"]),
        ("comp", #"{"comped":"yes","reason":"x"}"#, ["/comped"]),
        ("comp", #"{"reason":"x"}"#, ["/comped"]),
        ("role", #"{"role":"admin","reason":"  "}"#, ["/reason"]),
        ("role", #"{"reason":"x"}"#, ["/role"]),
    ])
    func `a decision needs its members, and a reason`(
        path: String, body: String, pointers: [String]
    ) async throws {
        try await TestAPI.run { api in
            _ = try await api.profile(api.member("ada"))
            let answer = try await api.post(
                "/v1/admin/profiles/ada/\(path)", try JSONValue(parsing: body),
                try await api.key(.admin))
            expectEqual(answer.refusal, "400 request.invalid_body")
            expectEqual(answer.pointers, pointers)
        }
    }

    @Test func `nobody is not found, and a stale version is refused`() async throws {
        try await TestAPI.run { api in
            let admin = try await api.key(.admin)
            let body: JSONValue = ["comped": true, "reason": "x"]
            let nobody = try await api.post("/v1/admin/profiles/nobody/comp", body, admin)
            expectEqual(nobody.refusal, "404 membership.profile_not_found")
            _ = try await api.profile(api.member("ada"))
            let stale = try await api.post(
                "/v1/admin/profiles/ada/comp", body, admin, "If-Match: \"1\"")
            expectEqual(stale.refusal, "412 request.precondition_failed")
            expectEqual(stale["currentVersion"], 2)
        }
    }

    @Test func `a deletion is repeated under its key and found only once`() async throws {
        try await TestAPI.run { api in
            _ = try await api.profile(api.member("ada"))
            let admin = try await api.key(.admin)
            func delete(_ field: String = "X-A: b") async throws -> Answer {
                try await api.ask(
                    "DELETE /v1/admin/profiles/ada\nContent-Type: application/json\n\(admin)\n"
                        + "\(field)\n\n{\"reason\":\"asked\"}")
            }
            try await expectEqual(delete("Idempotency-Key: k1").status, 204)
            let again = try await delete("Idempotency-Key: k1")
            expectTrue(again.status == 204 && again.fields["Idempotent-Replayed"] == "true")
            try await expectEqual(delete().refusal, "404 membership.profile_not_found")
            try await expectEqual(api.types("profile-ada").last, "ProfileDeleted")
        }
    }
}
