import Digest
import EventLog
import Foundation
import Onboarding
import Synchronization
import TestSupport
import Testing
import Time

@testable import OnboardingLedger

/// A checkout's request, the provider's answer and what is recorded of it (contract K6, L19).
@Suite("Checkout opening", .timeLimit(.minutes(5))) struct CheckoutOpeningTests {
    private static let email = "ada@example.com"

    private func pay(_ home: TestSignUps, _ token: String) async throws -> String {
        try await pay(home, token, nil).value
    }

    private func pay(
        _ home: TestSignUps, _ token: String, _ key: IdempotencyKey?
    ) async throws -> Once<String> {
        try await home.signUps.startPayment(
            successURL: "https://app.example/a", cancelURL: "https://app.example/b",
            home.request(token, key: key))
    }

    private func types(_ home: TestSignUps, _ token: String) async throws -> [String] {
        try await home.ledger.events(of: home.stream(token), limit: 100).map(\.type.name)
            .filter { $0.hasPrefix("Checkout") }
    }

    @Test func `several who ask at once share one request and one call`() async throws {
        let provider = HeldCheckouts()
        let home = TestSignUps(try TestLedger(), checkouts: provider)
        let token = try await home.readySession(Self.email, plan: "professional")
        let asked = (0..<20).map { _ in Task { try await pay(home, token) } }
        await until { provider.keys.count == 1 }
        // All others have asked the writer before the provider answers.
        await until { home.ledger.queuedCommandCount == 0 }
        provider.release()
        var urls: Set<String> = []
        for task in asked {
            switch await task.result {
            case .success(let url): urls.insert(url)
            case .failure(let error):
                // Who came after the answer is one request too early.
                expectEqual((error as? SignUpRejection)?.retryAfterSeconds, 30)
            }
        }
        expectTrue(urls.count == 1 && provider.keys.count == 1)
        try await expectEqual(types(home, token), ["CheckoutRequested", "CheckoutStarted"])
    }

    @Test func `each key of those who share a call keeps the answer`() async throws {
        let provider = HeldCheckouts()
        let home = TestSignUps(try TestLedger(), checkouts: provider)
        let token = try await home.readySession(Self.email, plan: "professional")
        let keys = (0..<5).map { number in
            IdempotencyKey(scope: "test", key: "\(number)", fingerprint: SHA256.hash([]))
        }
        let asked = keys.map { key in Task { try await pay(home, token, key) } }
        await until { provider.keys.count == 1 }
        await until { home.ledger.queuedCommandCount == 0 }
        provider.release()
        var answered = 0
        for (key, task) in zip(keys, asked) {
            // Who came before the first one's request was recorded may be told to wait.
            guard let first = try? await task.value else { continue }
            answered += 1
            expectFalse(first.isReplay)
            let again = try await pay(home, token, key)
            expectTrue(again.isReplay && again.value == first.value)
        }
        expectTrue(answered > 0)
        try await expectEqual(types(home, token), ["CheckoutRequested", "CheckoutStarted"])
    }

    @Test func `a plan that is not sold any more costs no attempt (K6)`() async throws {
        let home = try TestSignUps()
        let token = try await home.readySession(Self.email, plan: "professional")
        let left = PlanCatalogue(PlanCatalogue.dev.plans.filter { $0.descriptor == "individual" })
        let later = TestSignUps(home.home, plans: left)
        await #expect(throws: SignUpRejection.planNotFound) { _ = try await pay(later, token) }
        try await expectEqual(types(home, token), [])
        _ = try await later.start(Self.email, plan: "individual", token: token)
        try await expectTrue(pay(later, token).hasPrefix("https://pay.example/"))
    }

    /// Before the provider's answer was kept, the plan was.
    @Test func `what an older version kept under a key is no answer`() async throws {
        struct Kept: Codable { var planID = "plan_professional" }
        let provider = HeldCheckouts()
        provider.release()
        let home = TestSignUps(try TestLedger(), checkouts: provider)
        let token = try await home.readySession(Self.email, plan: "professional")
        let key = IdempotencyKey(scope: "test", key: "old", fingerprint: SHA256.hash([]))
        _ = try await home.ledger.performOnce(key) { _ in Kept() }
        let url = try await pay(home, token, key).value
        expectFalse(url.isEmpty)
        home.home.clock.advance(seconds: 30)
        try await expectEqual(pay(home, token, key).value, url)
    }

    @Test func `a request that a stop cut short is made again under the provider's same key`()
        async throws
    {
        let provider = HeldCheckouts()
        let cut = TestSignUps(try TestLedger(), checkouts: provider)
        let token = try await cut.readySession(Self.email, plan: "professional")
        let lost = Task { try await pay(cut, token) }
        await until { provider.keys.count == 1 }
        // As a power cut leaves it: the request is on disk, the answer is not.
        let home = TestSignUps(
            try TestLedger(try cut.home.home.copy(), clock: cut.home.clock), checkouts: provider)
        try await expectEqual(types(home, token), ["CheckoutRequested"])
        provider.release()
        _ = try await lost.value
        try await expectTrue(pay(home, token).hasPrefix("https://pay.example/"))
        expectTrue(Set(provider.keys).count == 1 && provider.keys.count == 2)
        try await expectEqual(
            types(home, token), ["CheckoutRequested", "CheckoutStarted"], "it counts as one")
        await #expect(throws: SignUpRejection.paymentRateLimited(retryAfterSeconds: 30)) {
            _ = try await pay(home, token)
        }
        try await home.home.verify()
    }
}

/// Opens a checkout once it is released; keeps the keys that it was asked with.
private final class HeldCheckouts: CheckoutProvider {
    private let asked = Mutex<[String]>([])
    private let released = Flag()

    var keys: [String] { asked.withLock { $0 } }

    func release() { released.raise() }

    func openCheckout(_ order: CheckoutOrder, now: Timestamp) async throws(ProviderFailure)
        -> OpenedCheckout
    {
        asked.withLock { $0.append(order.idempotencyKey) }
        await until { released.isRaised }
        return OpenedCheckout(
            id: "cs_1", url: "https://pay.example/1", expiresAt: now.adding(seconds: 3600))
    }

    func checkout(_ id: String) async throws(ProviderFailure) -> StripeCheckout? { nil }

    func expireCheckout(_ id: String) async throws(ProviderFailure) -> Bool { true }
}
