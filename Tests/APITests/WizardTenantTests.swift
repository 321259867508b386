import JSON
import OnboardingLedger
import Testing

@testable import API

/// What the wizard makes of a tenant, and what is done about it (A4–A7).
struct WizardTenantTests {
    // MARK: A6

    @Test func `initializing makes one tenant, and says so the second time`() async throws {
        try await TestAPI.run { api in
            let first = try await api.post(
                "/onboarding/initialize", TestAPI.company, api.person("u1"))
            #expect(first.status == 201)
            #expect(first.names == ["tenantId"])
            #expect(first.fields["ETag"] == "\"2\"")
            let id = first.string("tenantId")
            let again = try await api.post(
                "/onboarding/initialize", TestAPI.company, api.person("u1"))
            #expect(again.status == 200)
            #expect(again.names == ["tenantId", "message"])
            #expect(again.string("tenantId") == id)
            #expect(
                try await api.types("tenant-\(id)") == ["WorkspaceCreated", "CompanyInitialized"])
            let tenant = try await api.get("/v1/tenants/\(id)", api.person("u1"))
            #expect(tenant["country"] == "GB" && tenant["currency"] == "GBP")
            #expect(tenant["onboardingStatus"] == "IN_PROGRESS" && tenant["status"] == "ACTIVE")
        }
    }

    @Test func `every field that is missing or wrong is named`() async throws {
        try await TestAPI.run { api in
            let empty = try await api.post("/onboarding/initialize", [:], api.person("u1"))
            #expect(empty.refusal == "400 request.invalid_body")
            #expect(empty.pointers == ["/accountType", "/entityName", "/country", "/currency"])
            let wrong = try await api.post(
                "/onboarding/initialize",
                [
                    "accountType": "crook", "entityName": "", "country": "XX", "currency": 7,
                    "fiscalYearStart": 13, "taxId": .string(String(repeating: "1", count: 51)),
                ], api.person("u1"))
            #expect(
                wrong.pointers == [
                    "/accountType", "/entityName", "/country", "/currency", "/taxId",
                    "/fiscalYearStart",
                ])
            #expect(try await api.eventCount == 0)
        }
    }

    @Test func `a key replays the first answer of initialize and complete`() async throws {
        try await TestAPI.run { api in
            let fields = (api.person("u1"), "Idempotency-Key: k")
            let first = try await api.post(
                "/onboarding/initialize", TestAPI.company, fields.0, fields.1)
            let again = try await api.post(
                "/onboarding/initialize", TestAPI.company, fields.0, fields.1)
            #expect(again.status == 201 && again.text == first.text)
            #expect(again.fields["Idempotent-Replayed"] == "true")
            let other = try await api.post("/onboarding/initialize", [:], fields.0, fields.1)
            #expect(other.status == 400 || other.status == 422)
            let done = try await api.complete("u1", "Idempotency-Key: k")
            let replay = try await api.complete("u1", "Idempotency-Key: k")
            #expect(done.status == 200 && replay.text == done.text)
            #expect(replay.fields["Idempotent-Replayed"] == "true")
        }
    }

    @Test func `a demanded version of the tenant that is not there is 412`() async throws {
        try await TestAPI.run { api in
            let early = try await api.post(
                "/onboarding/initialize", TestAPI.company, api.person("u1"), "If-Match: \"3\"")
            #expect(early.refusal == "412 request.precondition_failed")
            #expect(early["currentVersion"] == 0)
            _ = try await api.initialize("u1")
            #expect(try await api.complete("u1", "If-Match: \"9\"").status == 412)
            #expect(try await api.complete("u1", "If-Match: \"2\"").status == 200)
        }
    }

    // MARK: A7

    @Test func `completing makes accounts and a fiscal year, and tells the provider`()
        async throws
    {
        try await TestAPI.run { api in
            let id = try await api.initialize("u1")
            let first = try await api.complete("u1")
            #expect(first.status == 200)
            #expect(first.json == ["success": true, "tenantId": .string(id)])
            let again = try await api.complete("u1")
            #expect(again.names == ["success", "tenantId", "message"])
            #expect(
                try await api.types("tenant-\(id)").dropFirst(2) == [
                    "OnboardingCompleted", "ChartOfAccountsCreated", "FiscalYearOpened",
                    "IdentitySynced",
                ])
            let tenant = try await api.get("/v1/tenants/\(id)", api.person("u1"))
            #expect(tenant["onboardingStatus"] == "COMPLETED")
            #expect(tenant["fiscalYear"]["startMonth"] == 4)
            let periods = try #require(tenant["fiscalYear"]["periods"]?.arrayValue)
            #expect(periods.count == 12 && periods.allSatisfy { $0["status"] == "open" })
            #expect(tenant["accounts"].arrayValue?.isEmpty == false)
            let dev = try #require(api.server.core.dev)
            #expect(dev.identity.notices == [IdentityNotice(userID: "u1", tenantID: id)])
        }
    }

    @Test func `a failing identity sync puts the tenant back, and a retry completes`()
        async throws
    {
        try await TestAPI.run { api in
            let id = try await api.initialize("u1")
            let told = try await api.post("/dev/identity-sync", ["failNext": 1])
            #expect(told.text == #"{"failNext":1}"#)
            let failed = try await api.complete("u1", "Idempotency-Key: k")
            #expect(failed.status == 500)
            #expect(failed.string("type") == "/problems/identity-sync-failed")
            #expect(try await api.status("u1") == "IN_PROGRESS")
            let events = try await api.events("tenant-\(id)")
            #expect(events.last?.type.name == "IdentitySyncFailed")
            #expect(try await api.save("u1", 3, ["a": 1], version: 0).status == 200)
            let retried = try await api.complete("u1", "Idempotency-Key: k")
            #expect(retried.status == 200 && retried.names == ["success", "tenantId"])
            #expect(try await api.status("u1") == "COMPLETED")
            #expect(
                try await api.versions("tenant-\(id)") == Array(1...8),
                "accounts and year are not made twice")
        }
    }

    @Test func `completing before initializing is 409`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.complete("u1")
            #expect(answer.refusal == "409 onboarding.not_initialized")
            #expect(try await api.eventCount == 0)
        }
    }

    @Test func `nobody completes another's tenant, or learns that it is there`() async throws {
        try await TestAPI.run { api in
            let id = try await api.initialize("u1")
            let count = try await api.eventCount
            let body: JSONValue = ["tenantId": .string(id)]
            let other = try await api.post("/onboarding/complete", body, api.person("u2"))
            let none = try await api.post(
                "/onboarding/complete", ["tenantId": "none"], api.person("u2"))
            #expect(other.refusal == "404 onboarding.tenant_not_found")
            #expect(none.refusal == other.refusal)
            #expect(try await api.eventCount == count)
            let own = try await api.post("/onboarding/complete", body, api.person("u1"))
            #expect(own.status == 200)
        }
    }

    // MARK: A4

    @Test func `revalidating needs the internal key`() async throws {
        try await TestAPI.run { api in
            let path = "/api/revalidate-onboarding"
            let body: JSONValue = ["userId": "u1"]
            let none = try await api.post(path, body)
            #expect(none.refusal == "401 auth.missing_credential")
            #expect(none.fields["WWW-Authenticate"] != nil)
            for key in ["wrong", "dev-secre", "dev-secret2", ""] {
                let wrong = try await api.post(path, body, "X-Internal-Key: \(key)")
                #expect(wrong.refusal == "403 auth.invalid_internal_key", "\(key)")
            }
            let good = try await api.post(path, body, "X-Internal-Key: dev-secret")
            #expect(good.text == #"{"revalidated":true}"#)
            let empty = try await api.post(path, [:], "X-Internal-Key: dev-secret")
            #expect(empty.refusal == "400 request.invalid_body" && empty.pointers == ["/userId"])
            #expect(try await api.eventCount == 0)
        }
    }

    @Test func `a server without an internal key lets nobody in by an empty one`() async throws {
        try await TestAPI.run {
            $0.internalKey = ""
        } _: { api in
            let answer = try await api.post(
                "/api/revalidate-onboarding", ["userId": "u1"], "X-Internal-Key: ")
            #expect(answer.status == 403)
        }
    }

    // MARK: A5

    @Test func `abandoned tenants are closed and an admin reopens them`() async throws {
        try await TestAPI.run { api in
            _ = try await api.save("u1", 2, ["a": 1], version: 0)
            let old = try await api.initialize("u1")
            api.advance(7 * 86_400 + 1)
            let young = try await api.initialize("u2")
            let jobs = try await api.key(.jobs)
            let path = "POST /jobs/cleanup-abandoned-tenants\n"
            let closed = try await api.ask(path + jobs + "\nIdempotency-Key: k")
            #expect(closed.text == "{\"closedCount\":1,\"tenantIds\":[\"\(old)\"]}")
            let replay = try await api.ask(path + jobs + "\nIdempotency-Key: k")
            #expect(replay.text == closed.text)
            #expect(replay.fields["Idempotent-Replayed"] == "true")
            let again = try await api.ask(path + jobs)
            #expect(again.text == #"{"closedCount":0,"tenantIds":[]}"#)
            #expect(try await api.types("tenant-\(young)").last == "CompanyInitialized")
            #expect(try await api.resume("u1")["stepData"] == ["a": 1])
            #expect(try await api.complete("u1").refusal == "409 onboarding.tenant_closed")

            let reopen = "/v1/admin/tenants/\(old)/reopen"
            let body: JSONValue = ["reason": "asked for it"]
            #expect(try await api.post(reopen, body, api.person("u1")).status == 403)
            let admin = api.person("root", email: "root@example.com", role: "admin")
            let opened = try await api.post(reopen, body, admin)
            #expect(opened.json == ["tenantId": .string(old), "status": "ACTIVE"])
            let event = try #require(try await api.events("tenant-\(old)").last)
            #expect(event.type.name == "TenantReopened")
            #expect(event.actor == EventActor(kind: .admin, id: "root"))
            #expect(String(decoding: event.data, as: UTF8.self) == #"{"reason":"asked for it"}"#)
            #expect(try await api.complete("u1").status == 200)
            let none = try await api.ask(
                "POST /v1/admin/tenants/none/reopen\n" + (try await api.key(.admin)))
            #expect(none.refusal == "404 onboarding.tenant_not_found")
        }
    }

    // MARK: Privacy

    @Test func `nobody sees another's wizard or tenant`() async throws {
        try await TestAPI.run { api in
            _ = try await api.save("u1", 1, ["secret": "s3cret"], version: 0)
            let id = try await api.initialize("u1")
            let eve = api.person("u2")
            let answers = [
                try await api.resume("u2"), try await api.get("/system/onboarding/status", eve),
                try await api.save("u2", 0, ["secret": "x"], version: 1),
                try await api.get("/v1/tenants/\(id)", eve), try await api.get("/v1/tenants", eve),
                try await api.get("/v1/sessions/wizard-u1", eve),
                try await api.get("/v1/sessions", eve),
                try await api.get("/v1/ledger/streams/wizard-u1", eve),
                try await api.resume("u2", "X-User-Id: u1"),
            ]
            for answer in answers {
                #expect(!answer.text.contains("s3cret"), "\(answer.text)")
                #expect(!answer.text.contains(id), "\(answer.text)")
                #expect(!answer.text.contains("Analytical"), "\(answer.text)")
            }
            #expect(answers[3].status == 404)
            let body: JSONValue = ["userId": "u1", "step": 0, "data": ["mine": 1], "version": 0]
            _ = try await api.post("/system/onboarding/save-step", body, eve)
            #expect(try await api.versions("wizard-u1") == [1])
            #expect(try await api.versions("wizard-u2") == [1])
        }
    }

    @Test func `the tenant's log tells the whole story`() async throws {
        try await TestAPI.run { api in
            _ = try await api.save("u1", 1, ["a": 1], version: 0)
            _ = try await api.save("u9", 1, ["a": 1], version: 0)
            let id = try await api.initialize("u1")
            _ = try await api.initialize("u9")
            _ = try await api.post("/dev/identity-sync", ["failNext": 1])
            _ = try await api.complete("u1")
            _ = try await api.save("u1", 2, ["a": 2], version: 1)
            _ = try await api.complete("u1")
            let log = try await api.get(
                "/v1/ledger/events?tenant=\(id)", try await api.key(.auditRead))
            #expect(
                log["events"].arrayValue?.compactMap { $0["type"]?.stringValue } == [
                    "StepSaved", "WorkspaceCreated", "CompanyInitialized", "OnboardingCompleted",
                    "ChartOfAccountsCreated", "FiscalYearOpened", "IdentitySyncFailed", "StepSaved",
                    "OnboardingCompleted", "IdentitySynced",
                ])
        }
    }
}
