import EventLog
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import OnboardingLedger

/// However many race the same expectation, one wins each time (contract L3).
@Suite("Expected version race", .timeLimit(.minutes(5))) struct ExpectedVersionRaceTests {
    private func winners(
        _ home: TestLedger, stream: StreamID, expected: ExpectedVersion, racers: Int
    ) async -> Int {
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<racers {
                group.addTask {
                    do {
                        try await home.append("Won", to: stream, expected: expected)
                        return true
                    } catch AppendRejection.versionConflict { return false } catch {
                        Issue.record(error)
                        return false
                    }
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
    }

    @Test func `of two hundred tasks one wins each version`() async throws {
        let home = try TestLedger()
        await expectEqual(winners(home, stream: .loan(1), expected: .none, racers: 200), 1)
        for version: Int64 in 1...12 {
            let expected = ExpectedVersion.exactly(StreamVersion(rawValue: version))
            await expectEqual(winners(home, stream: .loan(1), expected: expected, racers: 200), 1)
        }
        try await expectEqual(home.verify().eventCount, 13)
    }

    @Test func `of two hundred threads one wins each version`() async throws {
        let home = try TestLedger()
        for version: Int64 in 0..<5 {
            let (start, done) = (DispatchSemaphore(value: 0), DispatchGroup())
            let won = Counter()
            for _ in 0..<200 {
                done.enter()
                let thread = Thread {
                    start.wait()
                    Task {
                        let expected = ExpectedVersion.exactly(StreamVersion(rawValue: version))
                        if (try? await home.append("Won", to: .loan(1), expected: expected)) != nil
                        {
                            won.add()
                        }
                        done.leave()
                    }
                }
                thread.stackSize = 1 << 18
                thread.start()
            }
            for _ in 0..<200 { start.signal() }
            await withCheckedContinuation { continuation in
                done.notify(queue: .global()) { continuation.resume() }
            }
            expectEqual(won.count, 1)
        }
        try await expectEqual(home.verify().eventCount, 5)
    }

    @Test func `of those who race for a claim one wins`() async throws {
        let home = try TestSignUps()
        let won = await withTaskGroup(of: Bool.self) { group in
            for racer in 0..<200 {
                group.addTask {
                    let event = NewEvent(
                        type: EventType("Claimed"), data: Array("{}".utf8),
                        claims: [.take(Claim(space: "space", value: "s"))])
                    return
                        (try? await home.ledger.perform { transaction in
                            try transaction.append(
                                [StreamAppend(to: .loan(racer), expected: .none, events: [event])],
                                metadata: .test)
                        }) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        expectEqual(won, 1)
    }

    @Test func `of raced completions one makes the user`() async throws {
        let home = try TestSignUps()
        let token = try await home.readySession("ada@example.com")
        let won = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    (try? await home.signUps.complete(home.request(token))) != nil
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        expectEqual(won, 1)
        let reports = try await home.home.verify().views
        expectEqual(reports.map(\.rowCount), [1, 1, 1])
    }
}

/// Counts from many threads.
final class Counter: Sendable {
    private let value = Mutex(0)

    var count: Int { value.withLock { $0 } }

    func add() { value.withLock { $0 += 1 } }
}
