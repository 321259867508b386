import JSON
import TestSupport
import Testing

@testable import API

/// S11: whom an admin made a user is one, whatever an earlier token says.
struct FormerAdminTests {
    private static let head = "/v1/ledger/head"
    private static let refused = "403 auth.insufficient_scope"

    private func give(_ api: TestAPI, _ role: String, to id: String, _ key: String) async throws
        -> Answer
    {
        try await api.post(
            "/v1/admin/profiles/\(id)/role", ["role": .string(role), "reason": "staff"], key)
    }

    private func refresh(_ api: TestAPI, _ token: String) async throws -> Answer {
        try await api.post("/v1/auth/refresh", ["refreshToken": .string(token)])
    }

    @Test func `an earlier token of this server gives no rights, and cannot give them back`()
        async throws
    {
        try await TestAPI.run { api in
            let key = try await api.key(.admin)
            let made = try await api.completed("ada@example.com")
            let id = try required(made["user"]["id"]?.stringValue)
            try await expectEqual(give(api, "admin", to: id, key).status, 200)
            let first = try await refresh(api, made.string("refreshToken"))
            let admin = "Authorization: Bearer " + first.string("token")
            try await expectEqual(api.get(Self.head, admin).status, 200)
            // To the merchants' door an admin is one, too, until made a user.
            try await expectEqual(api.get("/api/v1/auth/me", admin)["role"], "admin")
            api.advance(60)
            try await expectEqual(give(api, "user", to: id, key).status, 200)
            try await expectEqual(api.get(Self.head, admin).refusal, Self.refused)
            try await expectEqual(give(api, "admin", to: id, admin).refusal, Self.refused)
            _ = try await api.get("/api/v1/auth/me", admin)
            try await expectEqual(
                api.get("/api/v1/auth/me", admin)["role"], "consumer")
            let second = try await refresh(api, first.string("refreshToken"))
            let user = "Authorization: Bearer " + second.string("token")
            try await expectEqual(api.get(Self.head, user).refusal, Self.refused)
            try await expectEqual(give(api, "admin", to: id, key).status, 200)
            try await expectEqual(api.get(Self.head, admin).status, 200)
        }
    }

    @Test func `a provider's admin is one again by a token from after it`() async throws {
        try await TestAPI.run { api in
            func token() -> String { api.person("root", email: "root@example.com", role: "admin") }
            _ = try await api.profile(token())
            let old = token()
            try await expectEqual(api.get(Self.head, old).status, 200)
            api.advance(60)
            try await expectEqual(
                give(api, "admin", to: "root", api.key(.admin)).status, 200)
            try await expectEqual(give(api, "user", to: "root", api.key(.admin)).status, 200)
            try await expectEqual(api.get(Self.head, old).refusal, Self.refused)
            api.advance(60)
            try await expectEqual(api.get(Self.head, token()).status, 200)
        }
    }

    @Test func `a deleted admin's token gives no rights`() async throws {
        try await TestAPI.run { api in
            let root = api.person("root", email: "root@example.com", role: "admin")
            _ = try await api.profile(root)
            try await expectEqual(api.get(Self.head, root).status, 200)
            api.advance(60)
            let deleted = try await api.ask(
                "DELETE /v1/admin/profiles/root\nContent-Type: application/json\n"
                    + "\(try await api.key(.admin))\n\n{\"reason\":\"left\"}")
            expectEqual(deleted.status, 204)
            for _ in 1...2 { try await expectEqual(api.get(Self.head, root).refusal, Self.refused) }
        }
    }
}
