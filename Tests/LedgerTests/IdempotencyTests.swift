import Digest
import EventLog
import Onboarding
import TestSupport
import Testing
import Time

@testable import OnboardingLedger

/// A request under an idempotency key happens once (contract section 0).
@Suite("Idempotency", .timeLimit(.minutes(5))) struct IdempotencyTests {
    private func key(_ name: String, body: String = "body", scope: String = "start")
        -> IdempotencyKey
    {
        IdempotencyKey(scope: scope, key: name, fingerprint: SHA256.hash(Array(body.utf8)))
    }

    private func count(_ key: IdempotencyKey?, _ home: TestLedger) async throws -> Once<Int64> {
        try await home.ledger.performOnce(key) { transaction in
            try transaction.append(
                [StreamAppend(to: .loan(1), expected: .any, events: [.declared("Counted")])],
                metadata: .test)
            return try transaction.version(of: .loan(1)).rawValue
        }
    }

    @Test func `the same key and body answers the first outcome and appends nothing`() async throws
    {
        let home = try TestLedger()
        let first = try await count(key("k"), home)
        let second = try await count(key("k"), home)
        expectTrue(first.value == 1 && !first.isReplay)
        expectTrue(second.value == 1 && second.isReplay)
        expectEqual(home.ledger.bell.head, 1)
    }

    @Test func `the same key with another body is a conflict and appends nothing`() async throws {
        let home = try TestLedger()
        _ = try await count(key("k"), home)
        await #expect(throws: IdempotencyConflict.self) {
            _ = try await count(key("k", body: "other"), home)
        }
        expectEqual(home.ledger.bell.head, 1)
    }

    @Test func `the same key of somebody else is another key`() async throws {
        let home = try TestLedger()
        _ = try await count(key("k"), home)
        try await expectEqual(count(key("k", scope: "other"), home).value, 2)
    }

    @Test func `without a key everything happens each time`() async throws {
        let home = try TestLedger()
        _ = try await count(nil, home)
        try await expectEqual(count(nil, home).value, 2)
    }

    @Test func `an outcome is kept for a day`() async throws {
        let home = try TestLedger()
        _ = try await count(key("k"), home)
        home.clock.advance(seconds: 86_399)
        try await expectTrue(count(key("k"), home).isReplay)
        home.clock.advance(seconds: 1)
        try await expectEqual(count(key("k"), home).value, 2)
    }

    @Test func `an outcome outlives a restart and a crash`() async throws {
        let home = try TestLedger()
        _ = try await count(key("k"), home)
        let crashed = try TestLedger(try home.home.copy(), clock: home.clock)
        try await expectTrue(count(key("k"), crashed).isReplay)
        try await expectTrue(count(key("k"), try home.reopen()).isReplay)
    }

    @Test func `a command that fails keeps nothing, so that it can be tried again`() async throws {
        let home = try TestLedger()
        await #expect(throws: Stop.self) {
            _ = try await home.ledger.performOnce(key("k")) { _ -> Int in throw Stop() }
        }
        try await expectEqual(count(key("k"), home).value, 1)
    }

    @Test func `a kept refusal is answered again`() async throws {
        let home = try TestLedger()
        let refusal = KeptRefusal(status: 409, body: "{}")
        try await home.ledger.keepRefusal(refusal, under: key("k"))
        await #expect(throws: refusal) { _ = try await count(key("k"), home) }
        await #expect(throws: IdempotencyConflict.self) {
            _ = try await count(key("k", body: "other"), home)
        }
        expectEqual(home.ledger.bell.head, 0)
    }

    @Test func `a refusal does not replace an outcome`() async throws {
        let home = try TestLedger()
        _ = try await count(key("k"), home)
        try await home.ledger.keepRefusal(KeptRefusal(status: 500, body: ""), under: key("k"))
        try await expectEqual(count(key("k"), home).value, 1)
    }

    @Test func `of those who race under one key one acts and all get its answer`() async throws {
        let home = try TestLedger()
        let outcomes = try await withThrowingTaskGroup(of: Once<Int64>.self) { group in
            for _ in 0..<100 { group.addTask { try await count(key("k"), home) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        expectTrue(outcomes.allSatisfy { $0.value == 1 })
        expectEqual(outcomes.count { !$0.isReplay }, 1)
        expectEqual(home.ledger.bell.head, 1)
    }

    @Test func `a completion that is asked for again gives fresh tokens for the same user`()
        async throws
    {
        let home = try TestSignUps()
        let token = try await home.readySession("ada@example.com")
        let request = home.request(token, key: key("complete"))
        let first = try await home.signUps.complete(request)
        let head = home.ledger.bell.head
        let again = try await home.signUps.complete(request)
        expectTrue(again.isReplay && again.value.user == first.value.user)
        expectTrue(again.value.refreshToken != first.value.refreshToken)
        expectEqual(home.ledger.bell.head, head)
    }

    @Test func `a repeated start does not hand over a session that was verified since`()
        async throws
    {
        let home = try TestSignUps()
        let start = key("start")
        let first = try await home.start("ada@example.com", key: start)
        try await expectEqual(home.start("ada@example.com", key: start).value, first.value)
        let token = first.value.sessionToken
        _ = try await home.signUps.signInWithGoogle(code: "ada@example.com", home.request(token))
        let again = try await home.start("ada@example.com", key: start)
        expectTrue(again.isReplay && again.value.stage == "identity_pending")
        expectTrue(again.value.sessionToken != token)
        await #expect(throws: SignUpRejection.invalidStage(.identityPending)) {
            _ = try await home.signUps.stageBusiness(
                TestSignUps.business, home.request(again.value.sessionToken))
        }
    }

    @Test func `who ends the session while Google is asked is told that, before anything else`()
        async throws
    {
        let home = try TestSignUps()
        let token = try await home.start("ada@example.com").value.sessionToken
        home.google.meanwhile.withLock {
            $0 = {
                _ = try await home.signUps.cancel(home.request(token))
                _ = try await home.start("ada@example.com")
            }
        }
        await #expect(throws: SignUpRejection.sessionNotFound) {
            _ = try await home.signUps.signInWithGoogle(
                code: "ada@example.com", home.request(token, key: self.key("google")))
        }
    }
}
