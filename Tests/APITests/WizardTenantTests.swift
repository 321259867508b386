import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// What the wizard makes of a tenant, and what is done about it (A4–A7).
struct WizardTenantTests {
    // MARK: A6

    @Test func `initializing makes one tenant, and says so the second time`() async throws {
        try await TestAPI.run { api in
            let first = try await api.post(
                "/onboarding/initialize", TestAPI.company, api.person("u1"))
            expectEqual(first.status, 201)
            expectEqual(first.names, ["tenantId"])
            expectEqual(first.fields["ETag"], "\"2\"")
            let id = first.string("tenantId")
            let again = try await api.post(
                "/onboarding/initialize", TestAPI.company, api.person("u1"))
            expectEqual(again.status, 200)
            expectEqual(again.names, ["tenantId", "message"])
            expectEqual(again.string("tenantId"), id)
            try await expectEqual(
                api.types("tenant-\(id)"), ["WorkspaceCreated", "CompanyInitialized"])
            let tenant = try await api.get("/v1/tenants/\(id)", api.person("u1"))
            expectTrue(tenant["country"] == "GB" && tenant["currency"] == "GBP")
            expectTrue(tenant["onboardingStatus"] == "IN_PROGRESS" && tenant["status"] == "ACTIVE")
        }
    }

    @Test func `every field that is missing or wrong is named`() async throws {
        try await TestAPI.run { api in
            let empty = try await api.post("/onboarding/initialize", [:], api.person("u1"))
            expectEqual(empty.refusal, "400 request.invalid_body")
            expectEqual(empty.pointers, ["/accountType", "/entityName", "/country", "/currency"])
            let wrong = try await api.post(
                "/onboarding/initialize",
                [
                    "accountType": "crook", "entityName": "", "country": "XX", "currency": 7,
                    "fiscalYearStart": 13, "taxId": .string(String(repeating: "1", count: 51)),
                ], api.person("u1"))
            expectEqual(
                wrong.pointers,
                [
                    "/accountType", "/entityName", "/country", "/currency", "/taxId",
                    "/fiscalYearStart",
                ])
            try await expectEqual(api.eventCount, 0)
        }
    }

    @Test func `a key replays the first answer of initialize and complete`() async throws {
        try await TestAPI.run { api in
            let fields = (api.person("u1"), "Idempotency-Key: k")
            let first = try await api.post(
                "/onboarding/initialize", TestAPI.company, fields.0, fields.1)
            let again = try await api.post(
                "/onboarding/initialize", TestAPI.company, fields.0, fields.1)
            expectTrue(again.status == 201 && again.text == first.text)
            expectEqual(again.fields["Idempotent-Replayed"], "true")
            let other = try await api.post("/onboarding/initialize", [:], fields.0, fields.1)
            expectTrue(other.status == 400 || other.status == 422)
            let done = try await api.complete("u1", "Idempotency-Key: k")
            let replay = try await api.complete("u1", "Idempotency-Key: k")
            expectTrue(done.status == 200 && replay.text == done.text)
            expectEqual(replay.fields["Idempotent-Replayed"], "true")
        }
    }

    @Test func `a demanded version of the tenant that is not there is 412`() async throws {
        try await TestAPI.run { api in
            let early = try await api.post(
                "/onboarding/initialize", TestAPI.company, api.person("u1"), "If-Match: \"3\"")
            expectEqual(early.refusal, "412 request.precondition_failed")
            expectEqual(early["currentVersion"], 0)
            _ = try await api.initialize("u1")
            try await expectEqual(api.complete("u1", "If-Match: \"9\"").status, 412)
            try await expectEqual(api.complete("u1", "If-Match: \"2\"").status, 200)
        }
    }

    // MARK: A7

    @Test func `completing makes accounts and a fiscal year, and tells the provider`()
        async throws
    {
        try await TestAPI.run { api in
            let id = try await api.initialize("u1")
            let first = try await api.complete("u1")
            expectEqual(first.status, 200)
            expectEqual(first.json, ["success": true, "tenantId": .string(id)])
            let again = try await api.complete("u1")
            expectEqual(again.names, ["success", "tenantId", "message"])
            try await expectEqual(
                api.types("tenant-\(id)").dropFirst(2),
                [
                    "OnboardingCompleted", "ChartOfAccountsCreated", "FiscalYearOpened",
                    "IdentitySynced",
                ])
            let tenant = try await api.get("/v1/tenants/\(id)", api.person("u1"))
            expectEqual(tenant["onboardingStatus"], "COMPLETED")
            expectEqual(tenant["fiscalYear"]["startMonth"], 4)
            let periods = try required(tenant["fiscalYear"]["periods"]?.arrayValue)
            expectTrue(periods.count == 12 && periods.allSatisfy { $0["status"] == "open" })
            expectEqual(tenant["accounts"].arrayValue?.isEmpty, false)
            let dev = try required(api.server.core.dev)
            expectEqual(dev.identity.notices, [IdentityNotice(userID: "u1", tenantID: id)])
        }
    }

    @Test func `a failing identity sync puts the tenant back, and a retry completes`()
        async throws
    {
        try await TestAPI.run { api in
            let id = try await api.initialize("u1")
            let told = try await api.post("/dev/identity-sync", ["failNext": 1])
            expectEqual(told.text, #"{"failNext":1}"#)
            let failed = try await api.complete("u1", "Idempotency-Key: k")
            expectEqual(failed.status, 500)
            expectEqual(failed.string("type"), "/problems/identity-sync-failed")
            try await expectEqual(api.status("u1"), "IN_PROGRESS")
            let events = try await api.events("tenant-\(id)")
            expectEqual(events.last?.type.name, "IdentitySyncFailed")
            try await expectEqual(api.save("u1", 3, ["a": 1], version: 0).status, 200)
            let retried = try await api.complete("u1", "Idempotency-Key: k")
            expectTrue(retried.status == 200 && retried.names == ["success", "tenantId"])
            try await expectEqual(api.status("u1"), "COMPLETED")
            try await expectEqual(
                api.versions("tenant-\(id)"), Array(1...8), "accounts and year are not made twice")
        }
    }

    @Test func `completing before initializing is 409`() async throws {
        try await TestAPI.run { api in
            let answer = try await api.complete("u1")
            expectEqual(answer.refusal, "409 onboarding.not_initialized")
            try await expectEqual(api.eventCount, 0)
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
            expectEqual(other.refusal, "404 onboarding.tenant_not_found")
            expectEqual(none.refusal, other.refusal)
            try await expectEqual(api.eventCount, count)
            let own = try await api.post("/onboarding/complete", body, api.person("u1"))
            expectEqual(own.status, 200)
        }
    }

    // MARK: A4

    @Test func `revalidating needs the internal key`() async throws {
        try await TestAPI.run { api in
            let path = "/api/revalidate-onboarding"
            let body: JSONValue = ["userId": "u1"]
            let none = try await api.post(path, body)
            expectEqual(none.refusal, "401 auth.missing_credential")
            expectNotNil(none.fields["WWW-Authenticate"])
            for key in ["wrong", "dev-secre", "dev-secret2", ""] {
                let wrong = try await api.post(path, body, "X-Internal-Key: \(key)")
                expectEqual(wrong.refusal, "403 auth.invalid_internal_key", "\(key)")
            }
            let good = try await api.post(path, body, "X-Internal-Key: dev-secret")
            expectEqual(good.text, #"{"revalidated":true}"#)
            let empty = try await api.post(path, [:], "X-Internal-Key: dev-secret")
            expectTrue(empty.refusal == "400 request.invalid_body" && empty.pointers == ["/userId"])
            try await expectEqual(api.eventCount, 0)
        }
    }

    @Test func `a server without an internal key lets nobody in by an empty one`() async throws {
        try await TestAPI.run {
            $0.internalKey = ""
        } _: { api in
            let answer = try await api.post(
                "/api/revalidate-onboarding", ["userId": "u1"], "X-Internal-Key: ")
            expectEqual(answer.status, 403)
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
            expectEqual(closed.text, "{\"closedCount\":1,\"tenantIds\":[\"\(old)\"]}")
            let replay = try await api.ask(path + jobs + "\nIdempotency-Key: k")
            expectEqual(replay.text, closed.text)
            expectEqual(replay.fields["Idempotent-Replayed"], "true")
            let again = try await api.ask(path + jobs)
            expectEqual(again.text, #"{"closedCount":0,"tenantIds":[]}"#)
            try await expectEqual(api.types("tenant-\(young)").last, "CompanyInitialized")
            try await expectEqual(api.resume("u1")["stepData"], ["a": 1])
            try await expectEqual(api.complete("u1").refusal, "409 onboarding.tenant_closed")

            let reopen = "/v1/admin/tenants/\(old)/reopen"
            let body: JSONValue = ["reason": "asked for it"]
            try await expectEqual(api.post(reopen, body, api.person("u1")).status, 403)
            let admin = api.person("root", email: "root@example.com", role: "admin")
            let opened = try await api.post(reopen, body, admin)
            expectEqual(opened.json, ["tenantId": .string(old), "status": "ACTIVE"])
            let event = try required(try await api.events("tenant-\(old)").last)
            expectEqual(event.type.name, "TenantReopened")
            expectEqual(event.actor, EventActor(kind: .admin, id: "root"))
            expectEqual(String(decoding: event.data, as: UTF8.self), #"{"reason":"asked for it"}"#)
            try await expectEqual(api.complete("u1").status, 200)
            let none = try await api.ask(
                "POST /v1/admin/tenants/none/reopen\n" + (try await api.key(.admin)))
            expectEqual(none.refusal, "404 onboarding.tenant_not_found")
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
                expectFalse(answer.text.contains("s3cret"), "\(answer.text)")
                expectFalse(answer.text.contains(id), "\(answer.text)")
                expectFalse(answer.text.contains("Analytical"), "\(answer.text)")
            }
            expectEqual(answers[3].status, 404)
            let body: JSONValue = ["userId": "u1", "step": 0, "data": ["mine": 1], "version": 0]
            _ = try await api.post("/system/onboarding/save-step", body, eve)
            try await expectEqual(api.versions("wizard-u1"), [1])
            try await expectEqual(api.versions("wizard-u2"), [1])
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
            expectEqual(
                log["events"].arrayValue?.compactMap { $0["type"]?.stringValue },
                [
                    "StepSaved", "WorkspaceCreated", "CompanyInitialized", "OnboardingCompleted",
                    "ChartOfAccountsCreated", "FiscalYearOpened", "IdentitySyncFailed", "StepSaved",
                    "OnboardingCompleted", "IdentitySynced",
                ])
        }
    }
}
