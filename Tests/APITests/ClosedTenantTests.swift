import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// A5, A6, M3: what becomes of a tenant whose wizard was left unfinished.
struct ClosedTenantTests {
    /// Lets eight days pass and cleans up; the ids of the tenants that were closed.
    private func cleanUp(_ api: TestAPI) async throws -> [JSONValue] {
        api.advance(8 * 86_400)
        let answer = try await api.ask(
            "POST /jobs/cleanup-abandoned-tenants\n\(try await api.key(.jobs))")
        return answer["tenantIds"].arrayValue ?? []
    }

    private func reopen(_ api: TestAPI, _ id: String) async throws {
        let answer = try await api.ask(
            "POST /v1/admin/tenants/\(id)/reopen\n\(try await api.key(.admin))")
        expectEqual(answer.status, 200)
    }

    @Test func `a closed tenant says so and takes nothing until an admin reopens it`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.save("u1", 1, ["a": 1], version: 0)
            let id = try await api.initialize("u1")
            try await expectEqual(cleanUp(api), [.string(id)])
            let count = try await api.eventCount
            let answers = [
                try await api.save("u1", 1, ["a": 2], version: 1),
                try await api.post("/onboarding/initialize", TestAPI.company, api.person("u1")),
                try await api.complete("u1"),
            ]
            for answer in answers {
                expectEqual(answer.refusal, "409 onboarding.tenant_closed")
                expectTrue(answer.string("detail").contains("/v1/admin/tenants/{tenantId}/reopen"))
            }
            try await expectEqual(api.eventCount, count)
            try await expectEqual(api.resume("u1")["stepData"], ["a": 1])
            try await reopen(api, id)
            try await expectEqual(api.save("u1", 1, ["a": 2], version: 1).status, 200)
            let again = try await api.post(
                "/onboarding/initialize", TestAPI.company, api.person("u1"))
            expectTrue(again.status == 200 && again["tenantId"] == .string(id))
            try await expectEqual(api.complete("u1").status, 200)
        }
    }

    @Test func `a merchant is approved into the tenant of an abandoned wizard, which opens again`()
        async throws
    {
        try await TestAPI.run { api in
            _ = try await api.get("/api/v1/auth/me", api.merchant("john"))
            let made = try await api.post(
                "/onboarding/initialize", TestAPI.company, api.merchant("john"))
            let id = made.string("tenantId")
            try await expectEqual(cleanUp(api), [.string(id)], "a merchant who waits is not in yet")
            let (john, tenant) = try await api.approved("john")
            expectEqual(tenant, id)
            let types = try await api.types("tenant-\(id)")
            expectEqual(types.suffix(2), ["TenantClosed", "TenantReopened"])
            let shop = try await api.ask(
                """
                PATCH /api/v1/client/tenants/\(id)/onboarding
                Content-Type: application/json
                \(john)

                {"posProviderPreference": "square"}
                """)
            expectTrue(shop.status == 200 && shop["onboardingComplete"] == true)
            // Approving again opens nothing twice, and the workspace stays.
            let count = try await api.eventCount
            try await expectEqual(api.decide("approve", "john").status, 200)
            try await expectEqual(cleanUp(api), [])
            try await expectEqual(api.eventCount, count)
        }
    }

    @Test func `a workspace that somebody works in is not closed with an unfinished wizard`()
        async throws
    {
        try await TestAPI.run { api in
            let (john, shop) = try await api.approved("john")
            let user = try await api.completed("ada@example.com")
            let ada = "Authorization: Bearer \(user.string("token"))"
            for (person, tenant) in [(john, shop), (ada, user["user"]["tenantId"]?.stringValue)] {
                let begun = try await api.post("/onboarding/initialize", TestAPI.company, person)
                expectEqual(begun["tenantId"].stringValue, tenant)
            }
            let abandoned = try await api.initialize("u1")
            // Who is no merchant works in no shop.
            _ = try await api.get("/api/v1/auth/me", api.person("u1"))
            let shopless = try await api.ask(
                """
                PATCH /api/v1/client/tenants/\(abandoned)/onboarding
                Content-Type: application/json
                \(api.person("u1"))

                {"country": "FR"}
                """)
            expectEqual(shopless.status, 200)
            try await expectEqual(cleanUp(api), [.string(abandoned)])
            for id in [shop, user["user"]["tenantId"]?.stringValue ?? ""] {
                let tenant = try await api.get("/v1/tenants/\(id)", api.key(.auditRead))
                expectEqual(tenant["status"], "ACTIVE")
            }
        }
    }
}
