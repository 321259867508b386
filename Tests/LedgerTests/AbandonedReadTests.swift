import Dispatch
import LogTestSupport
import TestSupport
import Testing

@testable import EventLog
@testable import OnboardingLedger

/// Long reads, and those who wait for them.
struct AbandonedReadTests {
    @Test func `a question that nobody waits for is not begun, and one that runs is given up`()
        async throws
    {
        let home = try TestLedger(try TestDirectory())
        let (ledger, gate, begun) = (home.ledger, DispatchSemaphore(value: 0), Flag())
        let threads = [Flag(), Flag()]
        let running = threads.map { isBusy in
            Task {
                try await ledger.readWhileWanted { reader in
                    isBusy.raise()
                    gate.wait()
                    try reader.log.checkInterest()
                }
            }
        }
        for isBusy in threads { await until { isBusy.isRaised } }
        let waiting = Task { try await ledger.readWhileWanted { _ in begun.raise() } }
        for task in running + [waiting] { task.cancel() }
        for _ in threads { gate.signal() }
        for task in running + [waiting] {
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        expectFalse(begun.isRaised)
    }

    @Test func `a walk of the audit is given up between two blocks`() async throws {
        let home = try TestLedger(try TestDirectory())
        _ = try await home.ledger.declareFlow(
            Array(#"{"flow":"loan","stages":[{"name":"a","on":["A"]}]}"#.utf8), TestSignUps.facts)
        var filter = EventFilter()
        filter.occurredSince = .earliest
        let askedCount = try await home.ledger.readAtLength { [filter] reader in
            var count = 0
            reader.log.checkInterest = { count += 1 }
            defer { reader.log.checkInterest = {} }
            _ = try reader.audit.events(matching: filter, limit: 10)
            return count
        }
        expectEqual(askedCount, 1, "before its only block")
    }

    @Test func `a stream's states, blame and differences are given up between two events`()
        async throws
    {
        let home = try TestLedger(try TestDirectory())
        for _ in 1...5 { try await home.append("A_SUBMITTED", to: .loan(1)) }
        let reads: [@Sendable (LedgerReader) throws -> Void] = [
            { _ = try $0.history.state(of: .loan(1), at: .latest) },
            { _ = try $0.history.blame(of: .loan(1)) },
            { _ = try $0.history.history(of: "events", in: .loan(1)) },
        ]
        for read in reads {
            let askedCount = try await home.ledger.readThroughout { reader in
                var count = 0
                reader.log.checkInterest = { count += 1 }
                defer { reader.log.checkInterest = {} }
                try read(reader)
                return count
            }
            expectEqual(askedCount, 5)
        }
    }

    @Test func `what must be done is done, whoever waits for it`() async throws {
        let home = try TestLedger(try TestDirectory())
        let (ledger, gate, isBusy) = (home.ledger, DispatchSemaphore(value: 0), Flag())
        let task = Task {
            try await ledger.readThroughout { reader in
                isBusy.raise()
                gate.wait()
                try reader.log.checkInterest()
                return true
            }
        }
        await until { isBusy.isRaised }
        task.cancel()
        gate.signal()
        try await expectTrue(task.value)
    }
}
