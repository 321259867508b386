import EventLog
import Foundation
import LogTestSupport
import Onboarding
import TestSupport
import Testing

@testable import OnboardingLedger

/// Commands that share a commit stay apart: what one does wrong undoes nothing of another's.
@Suite("Command batch", .timeLimit(.minutes(5))) struct CommandBatchTests {
    private typealias Body = @Sendable (CommandTransaction) throws -> Int64

    /// Appends one event to a stream that is at `expected` and answers its new version.
    private func adding(to stream: StreamID, at expected: ExpectedVersion = .any) -> Body {
        { transaction in
            try transaction.append(
                [StreamAppend(to: stream, expected: expected, events: [.declared("Added")])],
                metadata: .test)
            return try transaction.version(of: stream).rawValue
        }
    }

    private func events(_ stream: StreamID, _ transaction: CommandTransaction) throws -> Int {
        guard case .declared(let state) = try transaction.state(of: stream) else { return -1 }
        return state.events
    }

    @Test func `a command sees what those before it in the batch did`() async throws {
        let home = try TestLedger()
        let results = await home.batch([
            adding(to: .loan(1), at: .none), adding(to: .loan(1), at: .exactly(1)),
            adding(to: .loan(2), at: .none), adding(to: .loan(1), at: .exactly(2)),
        ])
        try expectEqual(results.map { try $0.get() }, [1, 2, 1, 3])
        try await home.verify()
    }

    @Test func `a refused command undoes itself and nothing else, in memory too`() async throws {
        let home = try TestLedger()
        let failing: Body = { [self] transaction in
            _ = try adding(to: .loan(1))(transaction)
            _ = try adding(to: .loan(9))(transaction)
            try expectEqual(events(.loan(1), transaction), 2)
            throw Stop()
        }
        let looking: Body = { [self] transaction in
            try expectEqual(events(.loan(1), transaction), 1)
            try expectEqual(events(.loan(9), transaction), 0)
            try expectEqual(transaction.version(of: .loan(9)), 0)
            return try transaction.version(of: .loan(1)).rawValue
        }
        let results = await home.batch([
            adding(to: .loan(1)), failing, looking, adding(to: .loan(1), at: .exactly(1)),
        ])
        #expect(throws: Stop.self) { try results[1].get() }
        try expectEqual([0, 2, 3].map { try results[$0].get() }, [1, 1, 2])
        try await expectNil(home.row(.session, .loan(9)))
        try await expectEqual(home.row(.session, .loan(1))?.version, 2)
        try await home.verify()
    }

    @Test func `a conflict in the second stream takes the first one's events along`() async throws {
        let home = try TestLedger()
        let both: Body = { transaction in
            try transaction.append(
                [
                    StreamAppend(to: .loan(1), expected: .any, events: [.declared("A")]),
                    StreamAppend(to: .loan(2), expected: .exactly(4), events: [.declared("B")]),
                ], metadata: .test)
            return 0
        }
        let results = await home.batch([both, adding(to: .loan(1), at: .none)])
        #expect(
            throws: AppendRejection.versionConflict(
                stream: .loan(2), expected: .exactly(4), actual: 0)
        ) { try results[0].get() }
        try expectEqual(results[1].get(), 1)
        try await home.verify()
    }

    @Test func `a payload that cannot be folded is refused and leaves nothing`() async throws {
        let home = try TestLedger()
        let broken: Body = { transaction in
            var event = NewEvent.declared("Broken")
            event.data = Array(#"{"attributes":"#.utf8)
            try transaction.append(
                [StreamAppend(to: .loan(1), expected: .any, events: [.declared("A"), event])],
                metadata: .test)
            return 0
        }
        let results = await home.batch([adding(to: .loan(1)), broken, adding(to: .loan(1))])
        #expect(throws: (any Error).self) { try results[1].get() }
        try expectEqual(results[2].get(), 2)
        let report = try await home.verify()
        expectEqual(report.eventCount, 2)
    }

    @Test func `claims of a refused command are free for the next in the batch`() async throws {
        let home = try TestLedger()
        func taking(_ stream: StreamID, thenFails: Bool) -> Body {
            { transaction in
                var event = NewEvent.declared("Taken")
                event.claims = [.take(Claim(space: "key", value: "k"))]
                try transaction.append(
                    [StreamAppend(to: stream, expected: .any, events: [event])], metadata: .test)
                if thenFails { throw Stop() }
                return 0
            }
        }
        let results = await home.batch([
            taking(.loan(1), thenFails: true), taking(.loan(2), thenFails: false),
            taking(.loan(3), thenFails: false),
        ])
        try expectEqual(results[1].get(), 0)
        #expect(
            throws: AppendRejection.claimTaken(
                Claim(space: "key", value: "k"), holder: .loan(2))
        ) { try results[2].get() }
        try await home.verifyWithMadeUpKeys()
    }

    @Test func `a command that reads only shares the batch`() async throws {
        let home = try TestLedger()
        let looking: Body = { try $0.version(of: .loan(1)).rawValue }
        let results = await home.batch([looking, adding(to: .loan(1)), looking])
        try expectEqual(results.map { try $0.get() }, [0, 1, 1])
    }

    @Test func `an answered command is in the read models, every time`() async throws {
        let home = try TestLedger()
        for round in 0..<200 {
            try await home.append("Added", to: .loan(round % 7))
            let row = try required(try await home.row(.session, .loan(round % 7)))
            expectEqual(row.version, Int64(round / 7 + 1))
        }
    }

    // MARK: The clock

    @Test func `a clock that is set back changes no state behind the log's back`() async throws {
        let home = try TestLedger()
        try await home.append("Added", to: .loan(1))
        home.clock.advance(seconds: -3600)
        try await home.append("Added", to: .loan(1))
        try await home.append("Added", to: .loan(2))
        try await home.verify()
        let now = try await home.ledger.perform { $0.now }
        expectEqual(now, noon)
        home.clock.advance(seconds: 7200)
        try await expectEqual(home.ledger.perform { $0.now }, noon.adding(seconds: 3600))
    }

    @Test func `time passes also behind the log, from its last event on`() async throws {
        let home = try TestLedger()
        try await home.append("Added", to: .loan(1))
        home.clock.advance(seconds: -3600)
        func now() async throws -> Timestamp { try await home.ledger.perform { $0.now } }
        try await expectEqual(now(), noon)
        home.clock.pass(seconds: 160)
        try await expectEqual(now(), noon.adding(seconds: 140))
        try await home.append("Added", to: .loan(1))
        home.clock.pass(seconds: 80)
        try await expectEqual(now(), noon.adding(seconds: 210))
        home.clock.advance(seconds: 7200)
        try await expectEqual(now(), noon.adding(seconds: 3600))
        let events = try await home.ledger.events(of: .loan(1), limit: 9)
        expectEqual(events.map(\.recordedAt), [noon, noon.adding(seconds: 140)])
        try await home.verify()
    }

    @Test func `time passes too once the log is further ahead, as an import leaves it`() {
        let wall = TestClock()
        let clock = CommandClock(wall)
        let (day, week) = (noon.adding(seconds: 86_400), noon.adding(seconds: 7 * 86_400))
        expectEqual(clock.now(after: day), day)
        wall.pass(seconds: 160)
        expectEqual(clock.now, day.adding(seconds: 140))
        expectEqual(clock.now(after: week), week)
        wall.pass(seconds: 160)
        expectEqual(clock.now, week.adding(seconds: 140))
    }

    @Test func `a clock that is behind catches up also while events come`() async throws {
        let home = try TestLedger()
        try await home.append("Added", to: .loan(1))
        home.clock.advance(seconds: -3600)
        var (behind, minutes): (Int64, Int) = (3600, 0)
        while behind > 0, minutes < 600 {
            try await home.append("Added", to: .loan(1))
            home.clock.advance(seconds: 60)
            home.clock.pass(seconds: 60)
            behind = try await home.ledger.secondsBehind()
            minutes += 1
        }
        expectTrue(minutes < 8 * 60, "\(minutes) minutes")
    }

    @Test func `a code may be sent again in its time where the clock was ahead once`()
        async throws
    {
        let people = TestSignUps(try TestLedger())
        people.home.clock.advance(seconds: 400 * 86_400)
        let token = try await people.start("ada@example.com").value.sessionToken
        _ = try await people.signUps.sendCode(people.request(token))
        people.home.clock.advance(seconds: -400 * 86_400)
        await #expect(throws: SignUpRejection.self) {
            try await people.signUps.sendCode(people.request(token))
        }
        people.home.clock.pass(seconds: 140)
        _ = try await people.signUps.sendCode(people.request(token))
    }

    // MARK: The queue

    /// Keeps the writer's thread in a command until the gate is signalled.
    private func hold(_ ledger: Ledger, until gate: DispatchSemaphore) async
        -> Task<Void, any Error>
    {
        let isHeld = Flag()
        let holder = Task {
            try await ledger.perform { _ in
                isHeld.raise()
                gate.wait()
            }
        }
        await until { isHeld.isRaised }
        return holder
    }

    @Test func `a full queue answers overloaded at once and loses nothing it took`() async throws {
        let home = try TestLedger(try TestDirectory(), queuedMax: 8)
        let (ledger, body) = (home.ledger, adding(to: .loan(1)))
        let gate = DispatchSemaphore(value: 0)
        let holder = await hold(ledger, until: gate)
        var waiting: [Task<Int64, any Error>] = []
        for index in 0..<8 {
            waiting.append(Task { try await ledger.perform(body) })
            await until { ledger.queuedCommandCount == index + 1 }
        }
        for _ in 0..<3 {
            let failure = await #expect(throws: LogFailure.self) {
                try await ledger.perform(body)
            }
            expectTrue(failure?.code == .overloaded && failure?.isRetryable == true)
        }
        gate.signal()
        try await holder.value
        var versions: [Int64] = []
        for task in waiting { versions.append(try await task.value) }
        expectEqual(versions, Array(1...8))
        try await expectEqual(home.append("Added", to: .loan(1)).versions, [.loan(1): 9])
    }

    @Test func `closing finishes what was accepted and refuses the rest`() async throws {
        let home = try TestLedger()
        let (ledger, body) = (home.ledger, adding(to: .loan(1)))
        let gate = DispatchSemaphore(value: 0)
        let holder = await hold(ledger, until: gate)
        let accepted = (0..<50).map { _ in Task { try await ledger.perform(body) } }
        await until { ledger.queuedCommandCount == 50 }
        let closing = Task { try await onThread { ledger.close() } }
        // Readers end first: once they do, the closing has begun.
        while (try? await ledger.read { _ in true }) != nil { await Task.yield() }
        gate.signal()
        try await holder.value
        var versions: [Int64] = []
        for task in accepted { versions.append(try await task.value) }
        expectEqual(versions.sorted(), Array(1...50))
        try await closing.value
        let failure = await #expect(throws: LogFailure.self) { try await ledger.perform(body) }
        expectEqual(failure?.code, .closed)
        ledger.close()
        expectTrue(ledger.bell.isClosed)
        // In order: nothing is left in the write-ahead logs.
        for file in [home.directory.ledgerFile, home.directory.viewsFile] {
            try expectEqual(Files.size(file + "-wal"), 0)
        }
        try await expectEqual(home.reopen().verify().eventCount, 50)
    }
}
