import HTTPServer
import JSON
import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// The identity provider behind A7, played by a server of our own, or absent.
struct IdentitySyncTests {
    private func run(
        _ answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse,
        _ body: (TestAPI, FakeProvider) async throws -> Void
    ) async throws {
        let provider = try FakeProvider("/users", answer)
        try await TestAPI.run {
            $0.identitySyncURL = provider.base + "/users"
            $0.identitySyncSecret = "s3cret"
        } _: { api in
            try await body(api, provider)
        }
        await provider.stop()
    }

    @Test func `a provider is told of user and tenant, with its key and the secret`()
        async throws
    {
        try await run { _ in
            HTTPResponse(status: 204)
        } _: { api, provider in
            let id = try await api.initialize("u1")
            try await expectEqual(api.complete("u1").status, 200)
            let request = try required(provider.last)
            expectEqual(request.fields["Authorization"], "Bearer s3cret")
            expectEqual(request.fields["Idempotency-Key"], "onboarding_completed_\(id)")
            expectEqual(request.fields["Content-Type"], "application/json")
            expectEqual(
                String(decoding: request.body, as: UTF8.self),
                """
                {"userId":"u1","metadata":{"onboardingCompleted":true,"tenantId":"\(id)"}}
                """)
            _ = try await api.complete("u1")
            expectEqual(provider.count, 1)
        }
    }

    /// The one that completed is the first, whoever of them hears of the provider's answer first.
    @Test func `requests with one key at the same time have one answer, the first one's`()
        async throws
    {
        try await run { _ in
            HTTPResponse(status: 204)
        } _: { api, provider in
            for user in (0..<10).map({ "u\($0)" }) {
                _ = try await api.initialize(user)
                let answers = try await withThrowingTaskGroup { group in
                    for _ in 0..<5 {
                        group.addTask { try await api.complete(user, "Idempotency-Key: k") }
                    }
                    return try await group.reduce(into: [Answer]()) { $0.append($1) }
                }
                expectTrue(answers.allSatisfy { $0.status == 200 && $0["message"] == .null })
                let replayed = answers.count { $0.fields["Idempotent-Replayed"] == "true" }
                expectEqual(replayed, 4)
            }
            expectEqual(provider.count, 10)
        }
    }

    @Test(arguments: [(400, true), (404, true), (429, false), (503, false), (302, false)])
    func `only what would be answered the same again is a refusal`(status: Int, isRefusal: Bool)
        async throws
    {
        let provider = try FakeProvider("/users") { _ in HTTPResponse(status: status) }
        let sync = HTTPIdentitySync(url: provider.base + "/users", secret: nil)
        let failure = await #expect(throws: ProviderFailure.self) {
            try await sync.tell(IdentityNotice(userID: "u1", tenantID: "t1"))
        }
        expectEqual(failure?.code, (isRefusal ? .refused : .unavailable))
        await provider.stop()
    }

    @Test(arguments: [302, 401, 500])
    func `a provider that does not take the news undoes the completion`(status: Int) async throws {
        try await run { _ in
            HTTPResponse(status: status, fields: ["Location": "http://127.0.0.1:1/"])
        } _: { api, _ in
            let id = try await api.initialize("u1")
            let failed = try await api.complete("u1")
            expectEqual(failed.refusal, "500 onboarding.identity_sync_failed")
            expectFalse(failed.text.contains("s3cret"))
            let event = try required(try await api.events("tenant-\(id)").last)
            expectEqual(
                String(decoding: event.data, as: UTF8.self),
                "{\"reason\":\"It answered \(status).\"}")
            try await expectEqual(api.status("u1"), "IN_PROGRESS")
        }
    }

    @Test func `a provider that is not there undoes the completion`() async throws {
        try await TestAPI.run {
            // Nobody listens on the port of multiplexers.
            $0.identitySyncURL = "http://127.0.0.1:1/users"
        } _: { api in
            _ = try await api.initialize("u1")
            try await expectEqual(api.complete("u1").status, 500)
            try await expectEqual(api.status("u1"), "IN_PROGRESS")
        }
    }

    @Test func `without a provider people complete, and the log says that nobody was told`()
        async throws
    {
        try await TestAPI.run {
            $0.isDev = false
        } _: { api in
            _ = try await api.initialize("u1")
            try await expectEqual(api.complete("u1").status, 200)
            expectTrue(
                api.lines.all.contains { $0.what == "no identity provider to tell of a completion" }
            )
        }
    }
}
