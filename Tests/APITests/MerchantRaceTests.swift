import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// M3, M4: many at once on one subject; one wins, and no history has a gap.
struct MerchantRaceTests {
    /// Runs `body` two hundred times at once and gathers what came.
    private func twoHundred(_ body: @escaping @Sendable (Int) async throws -> Answer) async
        -> [Answer]
    {
        await withTaskGroup(of: Answer?.self) { group in
            for index in 0..<200 { group.addTask { try? await body(index) } }
            return await group.reduce(into: []) { if let answer = $1 { $0.append(answer) } }
        }
    }

    private func expectGapless(_ stream: String, _ api: TestAPI, _ count: Int64) async throws {
        let versions = try await api.versions(stream)
        expectEqual(versions, Array(1...count))
    }

    @Test func `two hundred approvals at once are one`() async throws {
        try await TestAPI.run { api in
            _ = try await api.get("/api/v1/auth/me", api.merchant("john"))
            let answers = await twoHundred { _ in try await api.decide("approve", "john") }
            expectTrue(answers.count == 200 && answers.allSatisfy { $0.status == 200 })
            expectEqual(answers.count { $0["workspace"]["created"] == true }, 1)
            expectEqual(Set(answers.map { $0["workspace"]["tenantId"] }).count, 1)
            try await expectGapless("profile-john", api, 3)
            let tenant = answers[0]["workspace"]["tenantId"]?.stringValue ?? ""
            try await expectGapless("tenant-\(tenant)", api, 1)
        }
    }

    @Test func `two hundred bootstraps and approvals at once make one workspace`() async throws {
        try await TestAPI.run { api in
            let john = api.merchant("john")
            _ = try await api.get("/api/v1/auth/me", john)
            let answers = await twoHundred { index in
                index.isMultiple(of: 2)
                    ? try await api.decide("approve", "john") : try await api.bootstrap(john)
            }
            let made = answers.filter { $0.status == 200 }
            expectTrue(answers.count == 200 && made.count >= 100)
            expectTrue(answers.allSatisfy { $0.status == 200 || $0.status == 403 })
            let flags = made.map { $0.json["workspace"]?["created"] ?? $0["created"] }
            expectEqual(flags.count { $0 == true }, 1)
            let tenants = try await api.ledger.subjects(.tenant, SubjectQuery())
            expectEqual(tenants.rows.count, 1)
            try await expectEqual(api.bootstrap(john)["created"], false)
        }
    }

    @Test func `two hundred changes at once on one version: one wins`() async throws {
        try await TestAPI.run { api in
            let (john, tenant) = try await api.approved("john")
            let path = "/api/v1/client/tenants/\(tenant)/onboarding"
            let answers = await twoHundred { index in
                try await api.patch(
                    path, ["businessName": .string("Shop \(index)")], john, "If-Match: \"1\"")
            }
            expectEqual(answers.count { $0.status == 200 }, 1)
            expectEqual(answers.count { $0.status == 412 }, 199)
            try await expectGapless("tenant-\(tenant)", api, 2)
        }
    }

    @Test func `two hundred changes at once without a version are all kept`() async throws {
        try await TestAPI.run { api in
            let (john, tenant) = try await api.approved("john")
            let path = "/api/v1/client/tenants/\(tenant)/onboarding"
            let answers = await twoHundred { index in
                try await api.patch(path, ["businessName": .string("Shop \(index)")], john)
            }
            expectTrue(answers.count == 200 && answers.allSatisfy { $0.status == 200 })
            expectEqual(Set(answers.map { $0.fields["ETag"] }).count, 200)
            try await expectGapless("tenant-\(tenant)", api, 201)
        }
    }

    @Test func `two hundred with one idempotency key are one`() async throws {
        try await TestAPI.run { api in
            _ = try await api.get("/api/v1/auth/me", api.merchant("john"))
            let answers = await twoHundred { _ in
                try await api.decide("approve", "john", [:], "Idempotency-Key: k1")
            }
            expectEqual(Set(answers.map(\.text)).count, 1)
            expectEqual(answers.count { $0.fields["Idempotent-Replayed"] == nil }, 1)
        }
    }
}
