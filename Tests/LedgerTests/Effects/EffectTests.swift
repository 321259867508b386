import EventLog
import Foundation
import Onboarding
import Synchronization
import TestSupport
import Testing
import Time

@testable import OnboardingLedger

/// The effects journal (contract L19).
@Suite("Effects", .timeLimit(.minutes(5))) struct EffectTests {
    private static let email = "ada@example.com"

    /// The outcomes that are recorded beside a stream: type, and attempt or attempts.
    private func outcomes(_ home: TestSignUps, of stream: StreamID) async throws -> [String] {
        let beside = CommandTransaction.outcomeStream(of: stream)
        return try await home.ledger.events(of: beside, limit: 100).map { event in
            "\(event.type.name) \(String(decoding: event.data, as: UTF8.self))"
        }
    }

    private func began() async throws -> (TestSignUps, token: String) {
        let home = try TestSignUps()
        return (home, try await home.start(Self.email).value.sessionToken)
    }

    private func sendCode(_ home: TestSignUps, _ token: String) async throws {
        _ = try await home.signUps.sendCode(home.request(token))
    }

    // MARK: Once, and recorded

    @Test
    func `a code is mailed before the answer, and its outcome is an event beside the session`()
        async throws
    {
        let (home, token) = try await began()
        try await sendCode(home, token)
        let stream = try home.stream(token)
        expectTrue(home.mailbox.callCount == 1 && home.mailbox.code(Self.email) != nil)
        try await expectEqual(
            outcomes(home, of: stream),
            [#"EffectSucceeded {"kind":"mail.otp","cause":2,"attempt":1}"#])
        try await expectEqual(
            home.ledger.version(of: stream), 2, "the session's own history is its own")
        try await expectEqual(home.effects.queuedCount(), 0)
        let events = try await home.ledger.events(matching: EventFilter(), limit: 10)
        expectEqual(events.map(\.causationID)[2], events[1].id.text)
        expectEqual(events.map(\.correlationID)[2], events[1].correlationID)
        let rows = try await home.ledger.subjects(.session, SubjectQuery()).rows
        expectEqual(rows.map(\.name), [stream.name], "an outcome's stream is no subject")
        try await home.home.verify()
    }

    @Test func `a welcome counts to its tenant and says nothing personal`() async throws {
        let home = try TestSignUps()
        let token = try await home.readySession(Self.email)
        let user = try await home.signUps.complete(home.request(token)).value.user
        expectEqual(home.mailbox.mails.map(\.kind), [.welcome])
        expectEqual(home.mailbox.mails.first?.text.contains("Ada"), true)
        var filter = EventFilter()
        filter.tenantID = user.tenantID
        let events = try await home.ledger.events(matching: filter, limit: 10)
        let outcome = try required(events.last)
        expectEqual(outcome.type.name, "EffectSucceeded")
        expectEqual(outcome.stream.name, "effects-profile-\(user.id)")
        expectTrue(outcome.personal == nil && outcome.origin == nil)
        expectFalse(Data(outcome.data).contains(Self.email))
    }

    @Test func `a command that is refused calls for nothing`() async throws {
        let (home, token) = try await began()
        try await sendCode(home, token)
        await #expect(throws: SignUpRejection.otpRateLimited(retryAfterSeconds: 120)) {
            try await sendCode(home, token)
        }
        try await expectEqual(home.effects.queuedCount(), 0)
        expectEqual(home.mailbox.callCount, 1)
    }

    // MARK: Again

    @Test func `what fails is tried again after growing pauses, until it succeeds`() async throws {
        let (home, token) = try await began()
        home.mailbox.failNext(3)
        try await sendCode(home, token)
        let clock = home.home.clock
        var (pauses, seconds) = ([Int64](), Int64(0))
        while home.mailbox.mails.isEmpty {
            let count = home.mailbox.callCount
            clock.advance(seconds: 1)
            seconds += 1
            try await home.effects.runDueEffects(now: clock.now())
            if home.mailbox.callCount > count {
                pauses.append(seconds)
                seconds = 0
            }
        }
        expectEqual(pauses, [5, 10, 20])
        let types = try await outcomes(home, of: home.stream(token)).map { $0.prefix { $0 != " " } }
        expectEqual(types, ["EffectFailed", "EffectFailed", "EffectFailed", "EffectSucceeded"])
        let first = try await outcomes(home, of: home.stream(token)).first
        expectEqual(
            first?.contains(#""reason":"exit_75","nextAttemptAt":"2026-03-01T12:00:05"#), true)
        try await home.verify(token, code: home.code(Self.email))
    }

    /// X3 says why somebody waits.
    @Test func `a code whose mail could not be sent is not called sent`() async throws {
        let (home, token) = try await began()
        func why() async throws -> [String] {
            try await home.ledger.requirements(of: .signUp(token: token), in: "signup")
                .requirements.pendingVerification.map(\.why)
        }
        home.mailbox.failNext(1)
        try await sendCode(home, token)
        try await expectEqual(why(), ["The mail with the code could not be sent yet."])
        home.home.clock.advance(seconds: 5)
        try await home.effects.runDueEffects(now: home.home.clock.now())
        try await expectEqual(why(), ["A code was sent to the email: enter it."])
        home.home.clock.advance(seconds: 120)
        home.mailbox.failNext(1)
        try await sendCode(home, token)
        try await expectEqual(why(), ["The mail with the code could not be sent yet."])
        // The mail of the code before is given up, after a newer one has left.
        home.home.clock.advance(seconds: 120)
        try await sendCode(home, token)
        try await home.effects.runDueEffects(now: home.home.clock.now())
        let last = try await outcomes(home, of: home.stream(token)).last
        expectEqual(last?.hasPrefix("EffectAbandoned"), true)
        try await expectEqual(why(), ["A code was sent to the email: enter it."])
    }

    @Test func `after three days and 35 attempts a mail is abandoned`() async throws {
        let home = try TestSignUps()
        home.mailbox.failNext(.max)
        let token = try await home.readySession(Self.email)
        let user = try await home.signUps.complete(home.request(token)).value.user
        for _ in 0..<40 {
            home.home.clock.advance(seconds: 3 * 3600)
            try await home.effects.runDueEffects(now: home.ledger.clock.now())
        }
        expectEqual(home.mailbox.callCount, 35)
        try await expectEqual(home.effects.queuedCount(), 0)
        let stream = StreamID(category: "profile", id: user.id)
        let outcomes = try await outcomes(home, of: stream)
        expectEqual(outcomes.count, 35)
        expectEqual(outcomes.last?.contains(#""attempts":35,"reason":"exit_75""#), true)
        expectEqual(outcomes.last?.hasPrefix("EffectAbandoned"), true)
        let told = LedgerExamination(home.home.directory, clock: home.home.clock).run()
            .first { $0.subject == "effects" }
        expectEqual(told?.text.hasPrefix("1 effects, such as mails, were given up"), true)
        expectEqual(told?.remedy, "onboard log --type EffectAbandoned")
        try await home.home.verify()
    }

    @Test func `the pauses double up to three hours, of a checkout's expiry up to one`() {
        func pauses(_ kind: EffectKind, _ attempts: ClosedRange<Int>) -> [Int64?] {
            attempts.map { attempt in
                RetryPolicy.nextAttempt(of: kind, after: attempt, now: noon)
                    .map { ($0 - noon) / 1000 }
            }
        }
        let doubling: [Int64?] = [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560]
        expectEqual(pauses(.otpMail, 1...13), doubling + [5120, 10_240, 10_800])
        expectEqual(pauses(.otpMail, 34...36), [10_800, nil, nil])
        let days = pauses(.welcomeMail, 1...34).reduce(0) { $0 + ($1 ?? 0) }
        expectEqual(days, 5 * 4095 + 22 * 10_800)
        expectEqual(pauses(.checkoutExpiry, 1...11), doubling + [3600])
        expectTrue(
            pauses(.checkoutExpiry, 12...40).allSatisfy { $0 == 3600 }, "as long as it matters")
    }

    @Test func `many who attempt the same effect at once make one attempt`() async throws {
        let (home, token) = try await began()
        home.mailbox.failNext(1)
        try await sendCode(home, token)
        home.home.clock.advance(seconds: 5)
        let now = home.ledger.clock.now()
        try await withThrowingTaskGroup { group in
            for _ in 0..<20 {
                group.addTask { _ = try await home.effects.runDueEffects(now: now) }
            }
            try await group.waitForAll()
        }
        expectEqual(home.mailbox.callCount, 2)
    }

    // MARK: Not any more

    @Test(arguments: ["superseded", "expired", "session_over", "used"])
    func `a code that is no longer current is not mailed`(_ reason: String) async throws {
        let (home, token) = try await began()
        home.mailbox.failNext(1)
        try await sendCode(home, token)
        let request = home.request(token)
        switch reason {
        case "superseded":
            home.home.clock.advance(seconds: 120)
            try await sendCode(home, token)
        case "expired": home.home.clock.advance(seconds: 900)
        case "session_over": _ = try await home.signUps.cancel(request)
        default: _ = try await home.signUps.signInWithGoogle(code: Self.email, request)
        }
        home.home.clock.advance(seconds: 5)
        let (callCount, mails) = (home.mailbox.callCount, home.mailbox.mails)
        try await home.effects.runDueEffects(now: home.ledger.clock.now())
        expectTrue(home.mailbox.callCount == callCount && home.mailbox.mails == mails)
        let word = reason == "used" ? "superseded" : reason
        let last = try await outcomes(home, of: home.stream(token)).last
        expectEqual(
            last, #"EffectAbandoned {"kind":"mail.otp","cause":2,"attempts":1,"reason":"\#(word)"}"#
        )
    }

    // MARK: Never by folding

    @Test func `a rebuild, a restart and an import attempt nothing`() async throws {
        let home = try TestSignUps()
        let token = try await home.start(Self.email).value.sessionToken
        try await sendCode(home, token)
        try await home.verify(token, code: home.code(Self.email))
        _ = try await home.signUps.stageBusiness(TestSignUps.business, home.request(token))
        _ = try await home.signUps.complete(home.request(token))
        expectEqual(home.mailbox.callCount, 2)

        _ = try await home.ledger.rebuild()
        try await home.effects.runDueEffects(now: home.ledger.clock.now())
        expectEqual(home.mailbox.callCount, 2)

        var bytes: [UInt8] = []
        _ = try LedgerExport.run(home.home.directory, from: 1, through: nil) { bytes += $0 }
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map(Array.init)
        let other = try TestSignUps()
        try await expectEqual(other.ledger.restore(lines, firstLine: 1).appended, lines.count)
        try await expectEqual(other.effects.queuedCount(), 0)
        try await other.ledger.finishRestore()
        try await other.effects.runDueEffects(now: other.ledger.clock.now().adding(seconds: 86_400))
        expectEqual(other.mailbox.callCount, 0)

        let again = TestSignUps(try home.home.reopen())
        try await again.effects.runDueEffects(now: again.ledger.clock.now())
        expectEqual(again.mailbox.callCount, 0)
    }

    // MARK: A mailer that hangs

    @Test func `a mailer that hangs holds up no answer`() async throws {
        let mailer = HangingMailer()
        var limits = Effects.AnswerLimits()
        limits.codeMail = .milliseconds(20)
        let home = TestSignUps(try TestLedger(), mailer: mailer, answerLimits: limits)
        let token = try await home.start(Self.email).value.sessionToken
        try await sendCode(home, token)
        try await onThread { mailer.waitUntilBegun() }
        expectFalse(mailer.hasEnded)
        try await expectEqual(home.effects.queuedCount(), 1)
        mailer.release()
        let effects = home.effects
        try await onThread { effects.close() }
        expectTrue(mailer.hasEnded, "closing waits for what is under way")
        try await expectEqual(home.effects.queuedCount(), 0)
    }

    @Test func `after closing nothing begins, and what was called for waits for the next start`()
        async throws
    {
        let (home, token) = try await began()
        let effects = home.effects
        try await onThread { effects.close() }
        try await sendCode(home, token)
        expectEqual(home.mailbox.callCount, 0)
        try await expectEqual(home.effects.queuedCount(), 1)
        let again = TestSignUps(try home.home.reopen())
        try await again.effects.runDueEffects(now: again.ledger.clock.now())
        try await again.verify(token, code: again.code(Self.email))
    }
}

/// Holds every mail until it is released.
private final class HangingMailer: Mailer {
    private let begun = DispatchSemaphore(value: 0)
    private let gate = DispatchSemaphore(value: 0)
    private let ended = Mutex(false)

    var hasEnded: Bool { ended.withLock { $0 } }

    /// Blocks until the mail is being delivered.
    func waitUntilBegun() { begun.wait() }

    func release() { gate.signal() }

    func deliver(_ mail: Mail) throws(MailFailure) {
        begun.signal()
        gate.wait()
        ended.withLock { $0 = true }
    }
}
