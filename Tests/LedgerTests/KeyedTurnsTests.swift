import EventLog
import Synchronization
import TestSupport
import Testing

@testable import OnboardingLedger

/// Requests with one idempotency key come one after the other (contract section 0).
@Suite("Keyed turns", .timeLimit(.minutes(2))) struct KeyedTurnsTests {
    private final class Order: Sendable {
        let names = Mutex<[String]>([])

        func add(_ name: String) { names.withLock { $0.append(name) } }
    }

    @Test func `who has the same key waits, who has another does not`() async throws {
        let turns = KeyedTurns<String>()
        let order = Order()
        let (release, opened) = AsyncStream<Void>.makeStream()
        async let first: Void = turns.run("a") {
            for await _ in release { break }
            order.add("first")
        }
        // Only the one that holds the turn waits for nobody.
        await until { turns.isTaken("a") }
        async let second: Void = turns.run("a") { order.add("second") }
        await until { turns.waitingCount("a") == 1 }
        try await turns.run("b") { order.add("other") }
        opened.yield(())
        _ = try await (first, second)
        expectEqual(order.names.withLock { $0 }, ["other", "first", "second"])
        expectFalse(turns.isTaken("a"))
    }

    @Test func `who is cancelled while waiting does not run, and nobody waits for them`()
        async throws
    {
        let turns = KeyedTurns<String>()
        let order = Order()
        let (release, opened) = AsyncStream<Void>.makeStream()
        let first = Task {
            try await turns.run("a") {
                for await _ in release { break }
                order.add("first")
            }
        }
        await until { turns.isTaken("a") }
        let second = Task { try await turns.run("a") { order.add("second") } }
        await until { turns.waitingCount("a") == 1 }
        let third = Task { try await turns.run("a") { order.add("third") } }
        await until { turns.waitingCount("a") == 2 }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        expectEqual(turns.waitingCount("a"), 1)
        opened.yield(())
        try await first.value
        try await third.value
        expectEqual(order.names.withLock { $0 }, ["first", "third"])
    }

    @Test func `who gave up and need not wait runs all the same`() async throws {
        let turns = KeyedTurns<String>()
        let task = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return try await turns.run("a") { Task.isCancelled }
        }
        try await expectTrue(task.value)
    }

    @Test func `more than there is room for do not wait for one`() async throws {
        let turns = KeyedTurns<String>()
        let (release, opened) = AsyncStream<Void>.makeStream()
        let first = Task { try await turns.run("a") { for await _ in release { break } } }
        await until { turns.isTaken("a") }
        let others = (0..<256).map { _ in Task { try await turns.run("a") {} } }
        await until { turns.waitingCount("a") == 256 }
        let failure = await #expect(throws: LogFailure.self) { try await turns.run("a") {} }
        expectEqual(failure?.code, .overloaded)
        opened.yield(())
        try await first.value
        for other in others { try await other.value }
        expectFalse(turns.isTaken("a"))
    }

    @Test func `a turn is given back by who throws`() async throws {
        let turns = KeyedTurns<String>()
        await #expect(throws: CancellationError.self) {
            try await turns.run("a") { throw CancellationError() }
        }
        expectFalse(turns.isTaken("a"))
    }
}
