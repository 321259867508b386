import JSON
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
            #expect(before["state"] == "idle" && before["report"] == .null)
            let begun = try await api.ask("POST /v1/admin/rebuild\n\(admin)")
            #expect(begun.status == 202)
            #expect(begun["state"] == "running" && begun["model"] == .null)
            await settled(api)
            let after = try await api.get("/v1/admin/rebuild", admin)
            #expect(after.fields["Cache-Control"] == "no-store")
            #expect(after["state"] == "idle" && after["failure"] == .null)
            #expect(after["report"]["events"]?.int64Value == api.ledger.bell.head.rawValue)
            #expect(after["report"]["views"] == after["report"]["replaced"])
            #expect(after["report"]["dryRun"] == false)
        }
    }

    @Test func `one model, and a dry run, can be asked for`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            let admin = try await api.key(.admin)
            let begun = try await api.post(
                "/v1/admin/rebuild", ["model": "tenant", "dryRun": true], admin)
            #expect(begun["model"] == "tenant" && begun["dryRun"] == true)
            await settled(api)
            let report = try await api.get("/v1/admin/rebuild", admin)["report"]
            #expect(report["model"] == "tenant" && report["dryRun"] == true)
            #expect(report["pauseMilliseconds"] == nil)
            let wrong = try await api.post("/v1/admin/rebuild", ["model": "loan"], admin)
            #expect(wrong.refusal == "400 request.invalid_body")
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
            #expect(answer.refusal == "400 request.invalid_body")
            #expect(answer.pointers == [pointer])
            #expect(answer.text.contains("is not known; known are "))
            #expect(try await api.eventCount == count)
            for work in ["rebuild", "verify"] {
                let status = try await api.get("/v1/admin/\(work)", admin)
                #expect(status["state"] == "idle" && status["report"] == .null)
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
                #expect(answer.refusal == "400 request.invalid_query", "\(path)")
            }
        }
    }

    @Test func `the audit index can be made anew, and is not compared`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            let admin = try await api.key(.admin)
            let begun = try await api.post("/v1/admin/rebuild", ["model": "audit"], admin)
            #expect(begun.status == 202 && begun["model"] == "audit")
            await settled(api)
            let report = try await api.get("/v1/admin/rebuild", admin)["report"]
            #expect(report["model"] == "audit" && report["views"] == [])
            #expect(report["events"]?.int64Value == api.ledger.bell.head.rawValue)
            let dry = try await api.post(
                "/v1/admin/rebuild", ["model": "audit", "dryRun": true], admin)
            #expect(dry.refusal == "400 request.invalid_body")
        }
    }

    @Test func `a second rebuild is refused while one runs`() async throws {
        try await TestAPI.run { api in
            let admin = try await api.key(.admin)
            let refused = try await api.ledger.whileNothingIsRebuilt {
                try await api.post("/v1/admin/rebuild", [:], admin)
            }
            #expect(refused.refusal == "409 ledger.work_running")
        }
    }

    @Test func `a key begins a rebuild once`() async throws {
        try await TestAPI.run { api in
            let admin = try await api.key(.admin)
            let (path, key) = ("/v1/admin/rebuild", "Idempotency-Key: k1")
            let first = try await api.post(path, [:], admin, key)
            await settled(api)
            let second = try await api.post(path, [:], admin, key)
            #expect(second.status == 202 && second.text == first.text)
            #expect(second.fields["Idempotent-Replayed"] == "true")
            let other = try await api.post(path, ["dryRun": true], admin, key)
            #expect(other.refusal == "422 request.idempotency_conflict")
        }
    }

    // MARK: Verification

    @Test func `a verification is begun, watched and reported (L11)`() async throws {
        try await TestAPI.run { api in
            _ = try await api.completed("ada@example.com")
            let auditor = try await api.key(.auditRead)
            let before = try await api.get("/v1/admin/verify", auditor)
            #expect(before["state"] == "idle" && before["report"] == .null)
            let begun = try await api.ask("POST /v1/admin/verify\n\(auditor)")
            #expect(begun.status == 202 && begun["phase"] == "log" && begun["views"] == false)
            await api.ledger.whileNothingIsVerified {}
            let report = try await api.get("/v1/admin/verify", auditor)["report"]
            #expect(report["result"]?["ok"] == true)
            #expect(report["result"]?["events"]?.int64Value == api.ledger.bell.head.rawValue)
            #expect(report["result"]?["claims"]?.int64Value ?? 0 > 0)
        }
    }

    @Test func `why work came to nothing is told without paths`() throws {
        var status = VerificationStatus()
        status.failure = LogFailure(.absent, "There is no ledger in /srv/ledger.")
        let failure = try JSONValue(parsing: UpkeepJSON.verification(status))["failure"]
        let text = try #require(failure?.stringValue)
        #expect(text.hasSuffix("Whoever runs the server finds the reason in its log."))
        #expect(!text.contains("/srv"))
    }

    @Test func `the read models alone can be verified, one verification at a time`() async throws {
        try await TestAPI.run { api in
            let admin = try await api.key(.admin)
            let refused = try await api.ledger.whileNothingIsVerified {
                try await api.post("/v1/admin/verify", [:], admin)
            }
            #expect(refused.refusal == "409 ledger.work_running")
            let begun = try await api.post("/v1/admin/verify", ["views": true], admin)
            #expect(begun["views"] == true && begun["phase"] == "audit")
            await api.ledger.whileNothingIsVerified {}
            let report = try await api.get("/v1/admin/verify", admin)["report"]
            #expect(report["result"]?["ok"] == true && report["result"]?["root"] == nil)
        }
    }
}
