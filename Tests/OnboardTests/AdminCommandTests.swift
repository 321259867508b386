import JSON
import TestSupport
import Testing

@testable import onboard

/// `onboard admin` and `onboard list`, alone and beside a server (contract L17, M3, S10, S11).
@Suite(.timeLimit(.minutes(5))) struct AdminCommandTests {
    private let folder = TemporaryFolder()
    private var data: String { folder.path + "/data" }

    private func admin(_ words: String...) async throws -> Onboard.Outcome {
        try await Onboard.run(["admin"] + words + ["--json", "--data", data])
    }

    private func list(_ words: String...) async throws -> JSONValue {
        try await Onboard.run(["list", "profile"] + words + ["--json", "--data", data]).json
    }

    /// Merchants who ask for access, seen by a server that is then stopped.
    private func see(_ ids: String...) async throws {
        let server = try await RunningServer(data)
        for id in ids {
            let claims: JSONValue = [
                "sub": .string(id), "email": .string("\(id)@example.org"), "email_verified": true,
                "requested_role": "client",
            ]
            var mint = ServerRequest("POST", "/dev/token", body: claims.encoded)
            mint.fields.append(("Content-Type", "application/json"))
            let minted = try HTTPConnection(.loopback(port: server.port)).answer(to: mint)
            let token = try JSONValue(parsing: minted.body)["token"]?.stringValue ?? ""
            var ask = ServerRequest("GET", "/api/v1/auth/me")
            ask.fields.append(("Authorization", "Bearer \(token)"))
            let seen = try HTTPConnection(.loopback(port: server.port)).answer(to: ask)
            expectEqual(seen.status, 200)
        }
        try await expectEqual(server.stop(), 0)
    }

    private func streams(_ found: JSONValue) -> [JSONValue?]? {
        found["subjects"]?.arrayValue?.map { $0["stream"] }
    }

    @Test(arguments: [false, true])
    func `decisions are taken and told, with and without a server`(_ isServed: Bool) async throws {
        try await see("u1")
        let server = isServed ? try await RunningServer(data) : nil
        try await expectEqual(streams(list("--status", "pending_approval")), ["profile-u1"])
        let approved = try await admin("approve", "u1", "--reason", "Known shop")
        expectEqual(approved.code, 0, "\(approved.err)")
        expectEqual(approved.json["workspace"]?["name"], "U1 — Workspace")
        try await expectEqual(admin("suspend", "profile-u1").json["stream"], "profile-u1")
        let found = try await list("--status", "suspended")
        expectTrue(streams(found) == ["profile-u1"] && found["next"] == .null)
        try await expectEqual(admin("approve", "u1").complaint, "merchant.user_suspended")
        try await expectEqual(admin("reinstate", "u1").code, 0)
        try await expectEqual(streams(list("--status", "suspended")), [])
        let made = try await admin("make-admin", "u1", "--reason", "Joins the team")
        expectEqual(made.code, 0, "\(made.err)")
        let again = try await admin("make-admin", "u1", "--reason", "Joins the team")
        expectEqual(again.json["version"], made.json["version"])
        let log = try await Onboard.run(
            "log", "--stream", "profile-u1", "--type", "RoleChanged", "--json", "--data", data)
        expectEqual(log.jsonLines.map { $0["actor"]?["kind"] }, ["admin"])
        let deleted = try await admin("delete", "u1", "--reason", "Asked for it")
        expectTrue(deleted.json["stream"] == "profile-u1" && deleted.json["version"] == .null)
        if let server { try await expectEqual(server.stop(), 0) }
    }

    @Test(arguments: [false, true])
    func `an id that is written like a stream is an id`(_ isServed: Bool) async throws {
        try await see("7", "profile-7")
        let server = isServed ? try await RunningServer(data) : nil
        for word in ["profile-7", "profile-profile-7"] {
            try await expectEqual(admin("approve", word).json["stream"], "profile-profile-7")
        }
        try await expectEqual(admin("approve", "7").json["stream"], "profile-7")
        if let server { try await expectEqual(server.stop(), 0) }
    }

    @Test(arguments: [false, true])
    func `what cannot be decided is refused, and says why`(_ isServed: Bool) async throws {
        _ = try await Onboard.run("flow", "add", Fixture.flow, "--data", data)
        let server = isServed ? try await RunningServer(data) : nil
        let unknown = try await admin("comp", "nobody", "--reason", "A gift")
        expectTrue((unknown.code, unknown.complaint) == (1, "membership.profile_not_found"))
        try await expectEqual(admin("approve", "nobody").complaint, "merchant.user_not_found")
        try await expectEqual(admin("reopen", "t1").complaint, "onboarding.tenant_not_found")
        let wrong = [
            ["comp", "u1"], ["comp", "u1", "--reason", " "], ["approve"], ["comp", " "],
        ]
        for words in wrong {
            let refused = try await Onboard.run(["admin"] + words + ["--data", data])
            expectEqual(refused.code, 2, "\(words): \(refused.err)")
        }
        let flow = try await Onboard.run("list", "profile", "--flow", "x", "--data", data)
        expectTrue(flow.code == 2 && flow.err.contains("merchant"), "\(flow.err)")
        if let server { try await expectEqual(server.stop(), 0) }
    }
}
