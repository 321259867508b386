import EventLog
import Onboarding
import TestSupport
import Testing
import Time

@testable import OnboardingLedger

/// What the ledger does by itself waits while an export is taken in (contract L15).
@Suite("Restore under way", .timeLimit(.minutes(5))) struct RestoreMarkTests {
    /// A ledger that took in the first lines of an export, whose sign-ups are overdue by now.
    private struct Begun {
        let target: TestWizards
        let jobs: Jobs
        let lines: [[UInt8]]
        let taken: Int

        func takeRest() async throws {
            _ = try await target.ledger.restore(Array(lines[taken...]), firstLine: taken + 1)
        }

        func due() async throws -> [Job] {
            try await jobs.runDue(TestWizards.facts).map(\.job)
        }

        var head: GlobalPosition { target.ledger.bell.head }
    }

    private func begin() async throws -> Begun {
        let source = try TestLedger()
        try await source.playPast()
        let lines = try source.exportedLines()
        let target = try TestWizards()
        target.home.clock.advance(seconds: 3 * 86_400)
        let taken = lines.count - 5
        _ = try await target.ledger.restore(Array(lines.prefix(taken)), firstLine: 1)
        return Begun(
            target: target, jobs: Jobs(target.wizards, target.effects), lines: lines, taken: taken)
    }

    @Test func `jobs wait between two batches and go on after the last`() async throws {
        let begun = try await begin()
        try await expectEqual(begun.due(), [])
        try await begun.takeRest()
        try await expectEqual(begun.due(), [])
        expectEqual(begun.head.rawValue, Int64(begun.lines.count))
        try await begun.target.ledger.finishRestore()
        try await expectEqual(begun.due(), Job.allCases)
        let last = try await begun.target.ledger.read {
            try $0.log.event(at: $0.log.head().position)
        }
        expectEqual(last?.type.name, "SignUpExpired", "there was something to do")
        try await begun.target.home.verify()
    }

    @Test func `a job that had looked before is refused, and so is one that is asked for`()
        async throws
    {
        let begun = try await begin()
        let failure = await #expect(throws: LogFailure.self) {
            _ = try await begun.jobs.run(.expireSessions, TestWizards.facts)
        }
        expectEqual(failure?.code, .overloaded)
        expectEqual(begun.head.rawValue, Int64(begun.taken))
        try await begun.takeRest()
    }

    @Test func `it outlives the process, and is over after a day`() async throws {
        var begun = try await begin()
        let again = TestWizards(try begun.target.home.reopen())
        begun = Begun(
            target: again, jobs: Jobs(again.wizards, again.effects), lines: begun.lines,
            taken: begun.taken)
        try await expectEqual(begun.due(), [])
        again.home.clock.advance(seconds: 86_400)
        try await expectEqual(begun.due(), Job.allCases)
    }

    @Test func `what is recorded meanwhile ends it, and the rest is refused with where and why`()
        async throws
    {
        let begun = try await begin()
        try await begun.target.home.append("Mine", to: .loan(99))
        try await expectEqual(begun.due(), Job.allCases)
        let position = begun.taken + 1
        for (lines, first) in [
            (Array(begun.lines[begun.taken...]), position), (begun.lines, 1),
        ] {
            let error = await #expect(throws: RestoreLineError.self) {
                _ = try await begun.target.ledger.restore(lines, firstLine: first)
            }
            expectEqual(error?.line, position)
            expectEqual(
                error?.explanation.hasPrefix(
                    "position \(position): the ledger has another event there (Mine)"), true)
        }
        try await begun.target.home.verify()
    }

    @Test func `refusals are only counted meanwhile`() async throws {
        let begun = try await begin()
        let ledger = begun.target.ledger
        ledger.note(
            Refusal(
                subject: .loan(1), flow: "loan", command: "sign", code: "loan.too_soon",
                step: "offer", actor: EventActor(kind: .user, id: "ada"), facts: TestWizards.facts))
        try await ledger.perform { _ in }
        expectEqual(begun.head.rawValue, Int64(begun.taken))
        await until { ledger.refusalCounts.dropped == 1 }
    }

    @Test func `effects wait until it is over`() async throws {
        let home = try TestSignUps()
        let token = try await home.start("ada@example.com").value.sessionToken
        home.mailbox.failNext(1)
        _ = try await home.signUps.sendCode(home.request(token))
        let lines = try home.home.exportedLines()
        _ = try await home.ledger.restore(lines, firstLine: 1)
        let later = home.ledger.clock.now().adding(seconds: 60)
        try await expectEqual(home.effects.runDueEffects(now: later), 0)
        try await home.ledger.finishRestore()
        try await expectEqual(home.effects.runDueEffects(now: later), 1)
    }

    /// Both are in one commit: the second finds what the first has just appended.
    @Test func `two that take in the same export at once take each event once`() async throws {
        let (source, target) = (try TestLedger(), try TestLedger())
        try await source.playPast()
        let lines = try source.exportedLines()
        let half = Array(lines.prefix(lines.count / 2))
        let erased = target.ledger.erasedLines
        let takings = [half, half, lines].map { lines in
            { @Sendable (transaction: CommandTransaction) throws -> ImportCounts in
                try Ledger.restore(lines, 1, erased, transaction)
            }
        }
        let counts = try await target.batch(takings).map { try $0.get() }
        expectEqual(counts.map(\.appended), [half.count, 0, lines.count - half.count])
        expectEqual(counts.map(\.skipped), [0, half.count, half.count])
        try await expectEqual(target.verify(), source.verify())
    }
}
