import Digest
import EventLog
import Onboarding
import Synchronization
import TestSupport
import Testing
import Time

@testable import OnboardingLedger

/// A checkout that a session leaves open is expired at the provider (contracts K1, K10, L19).
@Suite("Checkout expiry", .timeLimit(.minutes(5))) struct CheckoutExpiryTests {
    private static let email = "ada@example.com"

    /// A session whose checkout `cs_1` is open; its events are six.
    private func paying(_ provider: ExpiringCheckouts) async throws -> (TestSignUps, String) {
        let home = TestSignUps(try TestLedger(), checkouts: provider)
        let token = try await home.readySession(Self.email, plan: "professional")
        try await openCheckout(home, token)
        return (home, token)
    }

    private func openCheckout(_ home: TestSignUps, _ token: String) async throws {
        _ = try await home.signUps.startPayment(
            successURL: "https://app.example/a", cancelURL: "https://app.example/b",
            home.request(token))
    }

    private func change(_ home: TestSignUps, _ token: String, to plan: String) async throws {
        _ = try await home.start(Self.email, plan: plan, token: token)
    }

    private func later(_ home: TestSignUps, _ seconds: Int64 = 5) async throws {
        home.home.clock.advance(seconds: seconds)
        try await home.effects.runDueEffects(now: home.ledger.clock.now())
    }

    /// The outcomes beside the session: type and payload.
    private func outcomes(_ home: TestSignUps, _ token: String) async throws -> [String] {
        let beside = CommandTransaction.outcomeStream(of: try home.stream(token))
        return try await home.ledger.events(of: beside, limit: 100).map { event in
            "\(event.type.name) \(String(decoding: event.data, as: UTF8.self))"
        }
    }

    /// The outcome of the one that was attempted once.
    private static func abandoned(_ reason: String) -> String {
        #"EffectAbandoned {"kind":"checkout.expire","cause":7,"attempts":1,"reason":"\#(reason)"}"#
    }

    private func state(_ home: TestSignUps, _ token: String) async throws -> SignUpState {
        let stream = try home.stream(token)
        return try await home.ledger.perform { try SignUps.state(of: stream, $0) }
    }

    /// Delivers what became of a checkout.
    private func report(
        _ home: TestSignUps, _ token: String, _ id: String, _ end: String
    ) async throws {
        let body = Array(
            """
            {"id":"evt_\(id)_\(end)","type":"checkout.session.\(end)","created":\
            \(home.ledger.clock.now().milliseconds / 1000),"data":{"object":{"id":"\(id)",\
            "payment_status":"paid","metadata":{"onboarding_session_id":\
            "\(try home.stream(token).id)","plan_id":"plan_professional"}}}}
            """.utf8)
        try await home.stripe.take(
            try StripeDelivery(parsing: body), body: body, TestSignUps.facts)
    }

    // MARK: Called for

    @Test(arguments: ["individual", "starter"])
    func `a change of plan has the old plan's checkout expired before the answer, once`(
        plan: String
    ) async throws {
        let provider = ExpiringCheckouts()
        let (home, token) = try await paying(provider)
        try await change(home, token, to: plan)
        expectEqual(provider.asked, ["cs_1"])
        let events = try await home.ledger.events(of: home.stream(token), limit: 100)
        expectEqual(events[6].type.name, "PlanChanged")
        try await expectEqual(
            outcomes(home, token),
            [#"EffectSucceeded {"kind":"checkout.expire","cause":7,"attempt":1}"#])
        let outcome = try required(
            try await home.ledger.events(matching: EventFilter(), limit: 100).last)
        expectEqual(outcome.causationID, events[6].id.text)
        expectEqual(outcome.correlationID, events[6].correlationID)
        try await change(home, token, to: plan)
        try await later(home)
        expectEqual(provider.asked, ["cs_1"])
        try await expectEqual(home.effects.queuedCount(), 0)
        try await home.home.verify()
    }

    @Test func `a session that is given up has its checkout expired, also when that is repeated`()
        async throws
    {
        let provider = ExpiringCheckouts()
        let (home, token) = try await paying(provider)
        let key = IdempotencyKey(scope: "test", key: "1", fingerprint: SHA256.hash([]))
        try await expectFalse(home.signUps.cancel(home.request(token, key: key)).isReplay)
        try await expectTrue(home.signUps.cancel(home.request(token, key: key)).isReplay)
        expectEqual(provider.asked, ["cs_1"])
        try await expectEqual(
            outcomes(home, token),
            [#"EffectSucceeded {"kind":"checkout.expire","cause":7,"attempt":1}"#])
        try await report(home, token, "cs_1", "expired")
        let types = try await home.ledger.events(of: home.stream(token), limit: 100).suffix(2)
            .map(\.type.name)
        expectEqual(types, ["SignUpCancelled", "CheckoutExpired"])
        try await home.home.verify()
    }

    /// Before a cancellation called for anything, `true` was kept.
    @Test func `what an older version kept of a cancellation is answered`() async throws {
        let (home, token) = try await paying(ExpiringCheckouts())
        let key = IdempotencyKey(scope: "test", key: "old", fingerprint: SHA256.hash([]))
        _ = try await home.ledger.performOnce(key) { _ in true }
        let once = try await home.signUps.cancel(home.request(token, key: key))
        expectTrue(once.isReplay && once.value)
    }

    @Test func `a payment at an earlier checkout has the open one expired`() async throws {
        let provider = ExpiringCheckouts()
        let (home, token) = try await paying(provider)
        provider.failNext(.max)
        try await change(home, token, to: "individual")
        try await change(home, token, to: "professional")
        home.home.clock.advance(seconds: 60)
        try await openCheckout(home, token)
        try await report(home, token, "cs_1", "completed")
        try await expectEqual(state(home, token).stage, .readyToCommit)
        provider.failNext(0)
        try await later(home, 3600 - 60)
        expectEqual(provider.asked.last, "cs_2", "nobody pays a second time")
        try await expectEqual(home.effects.queuedCount(), 0)
        try await home.home.verify()
    }

    @Test func `an erasure has the checkout of its sign-up expired`() async throws {
        let provider = ExpiringCheckouts()
        let (home, token) = try await paying(provider)
        _ = try await home.ledger.erase(
            ErasureRequest(
                subject: Self.email, reason: "She asked for it.",
                actor: EventActor(kind: .admin, id: "root"), requestID: "request-9"))
        try await home.home.verify()
        try await later(home, 0)
        expectEqual(provider.asked, ["cs_1"])
        let said = try await outcomes(home, token)
        expectEqual(said.map { $0.prefix { $0 != " " } }, ["EffectSucceeded"])
        try await expectEqual(home.effects.queuedCount(), 0)
        try await home.home.verify()
    }

    @Test func `nothing is called for where no checkout is left open`() async throws {
        let provider = ExpiringCheckouts()
        let home = TestSignUps(try TestLedger(), checkouts: provider)
        let token = try await home.readySession(Self.email, plan: "professional")
        try await change(home, token, to: "individual")
        try await change(home, token, to: "professional")
        try await openCheckout(home, token)
        try await report(home, token, "cs_1", "completed")
        try await change(home, token, to: "individual")
        home.home.clock.advance(seconds: 60)
        try await openCheckout(home, token)
        home.home.clock.advance(seconds: ExpiringCheckouts.lifetimeSeconds)
        try await change(home, token, to: "family")
        _ = try await home.signUps.cancel(home.request(token))
        try await later(home)
        expectEqual(provider.asked, [])
        try await expectEqual(outcomes(home, token), [])
    }

    @Test func `who does not hold the session's token has no checkout expired`() async throws {
        let provider = ExpiringCheckouts()
        let (home, token) = try await paying(provider)
        let stranger = try await home.start(Self.email, plan: "starter").value.sessionToken
        await #expect(throws: SignUpRejection.invalidStage(.identityPending)) {
            try await home.signUps.cancel(home.request(stranger))
        }
        expectEqual(provider.asked, [])
        try await expectEqual(state(home, token).checkout?.id, "cs_1")
    }

    // MARK: A provider that is down

    @Test(arguments: ["plan", "cancel"])
    func `a provider that is down is asked again, also after a restart, until it has done it`(
        cause: String
    ) async throws {
        let provider = ExpiringCheckouts()
        let (first, token) = try await paying(provider)
        provider.failNext(2)
        if cause == "plan" {
            try await change(first, token, to: "individual")
        } else {
            _ = try await first.signUps.cancel(first.request(token))
        }
        try await first.home.verify()
        let home = TestSignUps(try first.home.reopen(), checkouts: provider)
        try await expectEqual(home.effects.queuedCount(), 1)
        try await later(home, 4)
        expectEqual(provider.asked.count, 1, "five seconds are not over")
        try await later(home, 1)
        try await later(home, 10)
        expectEqual(provider.asked, ["cs_1", "cs_1", "cs_1"])
        let said = try await outcomes(home, token)
        expectEqual(
            said.map { $0.prefix { $0 != " " } },
            [
                "EffectFailed", "EffectFailed", "EffectSucceeded",
            ])
        expectTrue(said[0].contains(#""attempt":1,"reason":"unavailable","nextAttemptAt""#))
        expectEqual(said[2], #"EffectSucceeded {"kind":"checkout.expire","cause":7,"attempt":3}"#)
        let again = TestSignUps(try home.home.reopen(), checkouts: provider)
        try await later(again, 86_400)
        expectEqual(provider.asked.count, 3)
        try await again.home.verify()
    }

    @Test func `a provider that does not answer holds up no mail`() async throws {
        let provider = ExpiringCheckouts()
        let home = TestSignUps(try TestLedger(), checkouts: provider)
        provider.failNext(3)
        for name in ["a", "b", "c"] {
            let token = try await home.readySession("\(name)@example.com", plan: "professional")
            try await openCheckout(home, token)
            _ = try await home.signUps.cancel(home.request(token))
        }
        let token = try await home.start(Self.email, plan: "starter").value.sessionToken
        home.mailbox.failNext(1)
        _ = try await home.signUps.sendCode(home.request(token))
        expectNil(home.mailbox.code(Self.email))
        provider.hang()
        home.home.clock.advance(seconds: 5)
        let now = home.ledger.clock.now()
        async let round = home.effects.runDueEffects(now: now)
        await until { home.mailbox.code(Self.email) != nil }
        provider.answer()
        try await expectEqual(round, 4)
        try await expectEqual(home.effects.queuedCount(), 0)
    }

    @Test func `a checkout that runs out by itself is not asked about any more`() async throws {
        let provider = ExpiringCheckouts()
        let (home, token) = try await paying(provider)
        provider.failNext(.max)
        try await change(home, token, to: "individual")
        let count = provider.asked.count
        try await later(home, ExpiringCheckouts.lifetimeSeconds)
        expectTrue(count == 1 && provider.asked.count == 1)
        try await expectEqual(outcomes(home, token).last, Self.abandoned("expired"))
        try await expectEqual(home.effects.queuedCount(), 0)
    }

    // MARK: What happens meanwhile

    @Test func `what the provider says is over is the end of it`() async throws {
        let provider = ExpiringCheckouts()
        let (home, token) = try await paying(provider)
        provider.end("cs_1")
        try await change(home, token, to: "individual")
        try await expectEqual(outcomes(home, token), [Self.abandoned("already_over")])
        let told = LedgerExamination(home.home.directory, clock: home.home.clock).run()
            .first { $0.subject == "effects" }
        expectEqual(told?.standing, .ok, "nobody lacks it")
        try await later(home, 3600)
        expectEqual(provider.asked, ["cs_1"])
        try await home.home.verify()
    }

    @Test func `a payment that comes first is set aside, and nobody is asked after it`()
        async throws
    {
        let provider = ExpiringCheckouts()
        let (home, token) = try await paying(provider)
        provider.failNext(1)
        try await change(home, token, to: "individual")
        try await report(home, token, "cs_1", "completed")
        try await later(home)
        expectEqual(provider.asked, ["cs_1"])
        try await expectEqual(outcomes(home, token).last, Self.abandoned("paid"))
        try await expectEqual(
            state(home, token).strandedPayments.map(\.checkoutSessionID), ["cs_1"])
        try await change(home, token, to: "professional")
        try await expectEqual(state(home, token).stage, .readyToCommit)
    }

    @Test
    func
        `a plan that is changed back gets another checkout, which the old one's end leaves alone`()
        async throws
    {
        let provider = ExpiringCheckouts()
        let (home, token) = try await paying(provider)
        provider.failNext(1)
        try await change(home, token, to: "individual")
        try await change(home, token, to: "professional")
        home.home.clock.advance(seconds: 60)
        try await openCheckout(home, token)
        try await later(home)
        expectEqual(provider.asked, ["cs_1", "cs_1"])
        let version = try await home.ledger.version(of: home.stream(token))
        try await report(home, token, "cs_1", "expired")
        try await expectEqual(home.ledger.version(of: home.stream(token)), version)
        try await expectEqual(state(home, token).checkout?.id, "cs_2")
        // Each change has its own checkout's end.
        try await change(home, token, to: "starter")
        expectEqual(provider.asked, ["cs_1", "cs_1", "cs_2"])
        try await home.home.verify()
    }

    // MARK: Never by folding

    @Test func `a rebuild, a restart and an import ask no provider`() async throws {
        let provider = ExpiringCheckouts()
        let (home, token) = try await paying(provider)
        try await change(home, token, to: "individual")
        home.home.clock.advance(seconds: 60)
        try await openCheckout(home, token)
        provider.failNext(1)
        _ = try await home.signUps.cancel(home.request(token))
        let asked = ["cs_1", "cs_2"]
        expectEqual(provider.asked, asked)
        _ = try await home.ledger.rebuild()
        expectEqual(provider.asked, asked)

        var bytes: [UInt8] = []
        _ = try LedgerExport.run(home.home.directory, from: 1, through: nil) { bytes += $0 }
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
        let other = TestSignUps(try TestLedger(), checkouts: provider)
        try await expectEqual(other.ledger.restore(lines, firstLine: 1).appended, lines.count)
        try await other.ledger.finishRestore()
        try await expectEqual(other.effects.queuedCount(), 0)
        try await later(other, 600)
        expectEqual(provider.asked, asked)

        let again = TestSignUps(try home.home.reopen(), checkouts: provider)
        try await later(again)
        try await later(again, 86_400)
        expectEqual(
            provider.asked, asked + ["cs_2"], "what waits is done once, by whom it waits with")
    }
}

/// Opens checkouts one after the other and expires those that are open.
private final class ExpiringCheckouts: CheckoutProvider {
    static let lifetimeSeconds: Int64 = 3600

    private struct State {
        var openedCount = 0
        var over: Set<String> = []
        var asked: [String] = []
        var failuresLeft = 0
        var isHanging = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// The checkouts that it was asked to expire, also in vain.
    var asked: [String] { state.withLock { $0.asked } }

    func failNext(_ count: Int) { state.withLock { $0.failuresLeft = count } }

    /// Answers nobody until it is told to.
    func hang() { state.withLock { $0.isHanging = true } }

    func answer() {
        let waiting = state.withLock { state in
            state.isHanging = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for one in waiting { one.resume() }
    }

    private func beFree() async {
        await withCheckedContinuation { (one: CheckedContinuation<Void, Never>) in
            let isFree = state.withLock { state in
                if state.isHanging { state.waiting.append(one) }
                return !state.isHanging
            }
            if isFree { one.resume() }
        }
    }

    /// Ends a checkout of which nothing was reported yet.
    func end(_ id: String) { state.withLock { _ = $0.over.insert(id) } }

    func openCheckout(_ order: CheckoutOrder, now: Timestamp) async throws(ProviderFailure)
        -> OpenedCheckout
    {
        let count = state.withLock { state in
            state.openedCount += 1
            return state.openedCount
        }
        return OpenedCheckout(
            id: "cs_\(count)", url: "https://pay.example/\(count)",
            expiresAt: now.adding(seconds: Self.lifetimeSeconds))
    }

    func checkout(_ id: String) async throws(ProviderFailure) -> StripeCheckout? { nil }

    func expireCheckout(_ id: String) async throws(ProviderFailure) -> Bool {
        await beFree()
        let isExpired: Bool? = state.withLock { state in
            state.asked.append(id)
            guard state.failuresLeft == 0 else {
                state.failuresLeft -= 1
                return nil
            }
            return state.over.insert(id).inserted
        }
        guard let isExpired else { throw ProviderFailure(.unavailable, "down") }
        return isExpired
    }
}
