import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// Two hundred at once on one subject: one winner each, no lost update, no gap.
struct WizardRaceTests {
    private func atOnce(
        _ count: Int = 200, _ body: @escaping @Sendable (Int) async throws -> Answer
    ) async throws -> [Answer] {
        try await withThrowingTaskGroup(of: Answer.self) { group in
            for number in 0..<count { group.addTask { try await body(number) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func `of two hundred that initialize, one makes the tenant`() async throws {
        try await TestAPI.run { api in
            let answers = try await atOnce { _ in
                try await api.post("/onboarding/initialize", TestAPI.company, api.person("u1"))
            }
            expectEqual(answers.count { $0.status == 201 }, 1)
            expectEqual(answers.count { $0.status == 200 }, 199)
            let ids = Set(answers.map { $0.string("tenantId") })
            expectEqual(ids.count, 1)
            try await expectEqual(api.versions("tenant-\(ids.first ?? "")"), [1, 2])
            try await expectEqual(api.eventCount, 2)
        }
    }

    @Test func `of two hundred saves of one version, one wins and nothing is lost`() async throws {
        try await TestAPI.run { api in
            let answers = try await atOnce { number in
                try await api.save(
                    "u1", 0, ["n": .number(JSONNumber(number))], version: 0)
            }
            let winners = answers.filter { $0.status == 200 }
            expectEqual(winners.count, 1)
            expectEqual(answers.count { $0.status == 409 }, 9)
            expectEqual(answers.count { $0.status == 429 }, 190)
            try await expectEqual(api.versions("wizard-u1"), [1])
            expectTrue(answers.filter { $0.status == 409 }.allSatisfy { $0["currentVersion"] == 1 })
        }
    }

    @Test func `savers who take turns on versions lose no update`() async throws {
        try await TestAPI.run { api in
            // Each tab saves a field of its own, and on a conflict goes on from what it was told.
            let answers = try await atOnce(5) { number in
                var version = 0
                while true {
                    let answer = try await api.save(
                        "u1", 0, ["tab\(number)": true], version: version)
                    if answer.status == 200 { return answer }
                    if answer.status == 429 { api.advance(60) }
                    version = answer["currentVersion"].intValue ?? version
                }
            }
            expectTrue(answers.allSatisfy { $0.status == 200 })
            try await expectEqual(api.versions("wizard-u1"), [1, 2, 3, 4, 5])
            try await expectEqual(api.resume("u1")["stepData"].objectValue?.count, 5)
        }
    }

    @Test func `of two hundred that complete, one does, and the provider is told once`()
        async throws
    {
        try await TestAPI.run { api in
            let id = try await api.initialize("u1")
            let answers = try await atOnce { _ in try await api.complete("u1") }
            expectTrue(answers.allSatisfy { $0.status == 200 })
            expectEqual(answers.count { $0.json["message"] == nil }, 1)
            try await expectEqual(api.versions("tenant-\(id)"), Array(1...6))
            try expectEqual(required(api.server.core.dev).identity.callCount, 1)
        }
    }

    @Test func `two hundred that complete while the provider fails all learn of it or succeed`()
        async throws
    {
        try await TestAPI.run { api in
            let id = try await api.initialize("u1")
            _ = try await api.post("/dev/identity-sync", ["failNext": 1])
            let answers = try await atOnce { _ in try await api.complete("u1") }
            expectTrue(answers.allSatisfy { $0.status == 500 || $0.status == 200 })
            expectTrue(answers.contains { $0.status == 500 })
            let last = try await api.complete("u1")
            expectEqual(last.status, 200)
            try await expectEqual(api.status("u1"), "COMPLETED")
            let types = try await api.types("tenant-\(id)")
            expectEqual(types.count { $0 == "ChartOfAccountsCreated" }, 1)
            expectEqual(types.last, "IdentitySynced")
            let count = Int64(types.count)
            try await expectEqual(api.versions("tenant-\(id)"), Array(1...count))
        }
    }

    @Test func `cleaning up, completing and reopening at once leave a sound history`()
        async throws
    {
        try await TestAPI.run { api in
            let id = try await api.initialize("u1")
            api.advance(8 * 86_400)
            let jobs = try await api.key(.jobs)
            let admin = try await api.key(.admin)
            let answers = try await atOnce(60) { number in
                switch number % 3 {
                case 0: try await api.complete("u1")
                case 1: try await api.ask("POST /jobs/cleanup-abandoned-tenants\n" + jobs)
                default: try await api.ask("POST /v1/admin/tenants/\(id)/reopen\n" + admin)
                }
            }
            expectTrue(answers.allSatisfy { $0.status == 200 || $0.status == 409 })
            let versions = try await api.versions("tenant-\(id)")
            expectEqual(versions, Array(1...Int64(versions.count)))
            let report = try LedgerVerification.run(api.ledger.directory)
            expectEqual(report.eventCount, api.ledger.bell.head.rawValue)
        }
    }
}
