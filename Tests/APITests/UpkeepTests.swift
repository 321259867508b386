import JSON
import TestSupport
import Testing

@testable import API
@testable import OnboardingLedger

/// Long work that an admin starts and watches over HTTP (contract L9).
@Suite(.timeLimit(.minutes(5))) struct UpkeepTests {
    private func settled(_ api: TestAPI) async { await api.ledger.whileNothingIsRebuilt {} }

    @Test func `a rebuild is begun, watched and reported`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            let admin = try await api.key(.admin)
            let before = try await api.get("/v1/admin/rebuild", admin)
            expectTrue(before["state"] == "idle" && before["report"] == .null)
            let begun = try await api.ask("POST /v1/admin/rebuild\n\(admin)")
            expectEqual(begun.status, 202)
            expectTrue(begun["state"] == "running" && begun["model"] == .null)
            await settled(api)
            let after = try await api.get("/v1/admin/rebuild", admin)
            expectEqual(after.fields["Cache-Control"], "no-store")
            expectTrue(after["state"] == "idle" && after["failure"] == .null)
            expectEqual(after["report"]["events"]?.int64Value, api.ledger.bell.head.rawValue)
            expectEqual(after["report"]["views"], after["report"]["replaced"])
            expectEqual(after["report"]["dryRun"], false)
        }
    }

    @Test func `one model, and a dry run, can be asked for`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            let admin = try await api.key(.admin)
            let begun = try await api.post(
                "/v1/admin/rebuild", ["model": "tenant", "dryRun": true], admin)
            expectTrue(begun["model"] == "tenant" && begun["dryRun"] == true)
            await settled(api)
            let report = try await api.get("/v1/admin/rebuild", admin)["report"]
            expectTrue(report["model"] == "tenant" && report["dryRun"] == true)
            expectNil(report["pauseMilliseconds"])
            let wrong = try await api.post("/v1/admin/rebuild", ["model": "loan"], admin)
            expectEqual(wrong.refusal, "400 request.invalid_body")
        }
    }

    /// A slip in a name would do for real what was only to be shown, or all instead of one.
    @Test(arguments: [
        ("rebuild", #"{"model":"session","dry_run":true}"#, "/dry_run"),
        ("rebuild", #"{"foo":1}"#, "/foo"), ("verify", #"{"view":true}"#, "/view"),
        ("erase", #"{"subject":"ada","reason":"asked","dryRun":true}"#, "/dryRun"),
    ])
    func `a member that is not known is refused, and nothing is begun`(
        work: String, body: String, pointer: String
    ) async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            try await api.effectsAreOver()
            let (admin, count) = (try await api.key(.admin), try await api.eventCount)
            let json = "Content-Type: application/json"
            let answer = try await api.ask("POST /v1/admin/\(work)\n\(admin)\n\(json)\n\n\(body)")
            expectEqual(answer.refusal, "400 request.invalid_body")
            expectEqual(answer.pointers, [pointer])
            expectTrue(answer.text.contains("is not known; known are "))
            try await expectEqual(api.eventCount, count)
            for work in ["rebuild", "verify"] {
                let status = try await api.get("/v1/admin/\(work)", admin)
                expectTrue(status["state"] == "idle" && status["report"] == .null)
            }
        }
    }

    @Test func `what belongs into the body is refused in the query`() async throws {
        try await TestAPI.run { api in
            let admin = try await api.key(.admin)
            for (path, body) in [
                ("rebuild?model=session", [:]), ("verify?views=true", [:]),
                ("erase?dryRun=true", ["subject": "ada", "reason": "asked"]),
            ] as [(String, JSONValue)] {
                let answer = try await api.post("/v1/admin/\(path)", body, admin)
                expectEqual(answer.refusal, "400 request.invalid_query", "\(path)")
            }
        }
    }

    @Test func `the audit index can be made anew, and is not compared`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            let admin = try await api.key(.admin)
            let begun = try await api.post("/v1/admin/rebuild", ["model": "audit"], admin)
            expectTrue(begun.status == 202 && begun["model"] == "audit")
            await settled(api)
            let report = try await api.get("/v1/admin/rebuild", admin)["report"]
            expectTrue(report["model"] == "audit" && report["views"] == [])
            expectEqual(report["events"]?.int64Value, api.ledger.bell.head.rawValue)
            let dry = try await api.post(
                "/v1/admin/rebuild", ["model": "audit", "dryRun": true], admin)
            expectEqual(dry.refusal, "400 request.invalid_body")
        }
    }

    @Test func `a second rebuild is refused while one runs`() async throws {
        try await TestAPI.run { api in
            let admin = try await api.key(.admin)
            let refused = try await api.ledger.whileNothingIsRebuilt {
                try await api.post("/v1/admin/rebuild", [:], admin)
            }
            expectEqual(refused.refusal, "409 ledger.work_running")
        }
    }

    @Test func `a key begins a rebuild once`() async throws {
        try await TestAPI.run { api in
            let admin = try await api.key(.admin)
            let (path, key) = ("/v1/admin/rebuild", "Idempotency-Key: k1")
            let first = try await api.post(path, [:], admin, key)
            await settled(api)
            let second = try await api.post(path, [:], admin, key)
            expectTrue(second.status == 202 && second.text == first.text)
            expectEqual(second.fields["Idempotent-Replayed"], "true")
            let other = try await api.post(path, ["dryRun": true], admin, key)
            expectEqual(other.refusal, "422 request.idempotency_conflict")
        }
    }

    // MARK: Verification

    @Test func `a verification is begun, watched and reported (L11)`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            let auditor = try await api.key(.auditRead)
            let before = try await api.get("/v1/admin/verify", auditor)
            expectTrue(before["state"] == "idle" && before["report"] == .null)
            let begun = try await api.ask("POST /v1/admin/verify\n\(auditor)")
            expectTrue(begun.status == 202 && begun["phase"] == "log" && begun["views"] == false)
            await api.ledger.whileNothingIsVerified {}
            let report = try await api.get("/v1/admin/verify", auditor)["report"]
            expectEqual(report["result"]?["ok"], true)
            expectEqual(report["result"]?["events"]?.int64Value, api.ledger.bell.head.rawValue)
            expectTrue(report["result"]?["claims"]?.int64Value ?? 0 > 0)
        }
    }

    @Test func `why work came to nothing is told without paths`() throws {
        var status = VerificationStatus()
        status.failure = LogFailure(.absent, "There is no ledger in /srv/ledger.")
        let failure = try JSONValue(parsing: UpkeepJSON.verification(status))["failure"]
        let text = try required(failure?.stringValue)
        expectTrue(text.hasSuffix("Whoever runs the server finds the reason in its log."))
        expectFalse(text.contains("/srv"))
    }

    @Test func `the read models alone can be verified, one verification at a time`() async throws {
        try await TestAPI.run { api in
            let admin = try await api.key(.admin)
            let refused = try await api.ledger.whileNothingIsVerified {
                try await api.post("/v1/admin/verify", [:], admin)
            }
            expectEqual(refused.refusal, "409 ledger.work_running")
            let begun = try await api.post("/v1/admin/verify", ["views": true], admin)
            expectTrue(begun["views"] == true && begun["phase"] == "audit")
            await api.ledger.whileNothingIsVerified {}
            let report = try await api.get("/v1/admin/verify", admin)["report"]
            expectTrue(report["result"]?["ok"] == true && report["result"]?["root"] == nil)
        }
    }
}
