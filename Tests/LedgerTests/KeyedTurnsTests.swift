import Synchronization
import Testing

@testable import OnboardingLedger

/// Requests with one idempotency key come one after the other (contract section 0).
struct KeyedTurnsTests {
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
        await turns.run("b") { order.add("other") }
        opened.yield(())
        _ = await (first, second)
        #expect(order.names.withLock { $0 } == ["other", "first", "second"])
        #expect(!turns.isTaken("a"))
    }

    @Test func `a turn is given back by who throws`() async throws {
        let turns = KeyedTurns<String>()
        await #expect(throws: CancellationError.self) {
            try await turns.run("a") { throw CancellationError() }
        }
        #expect(!turns.isTaken("a"))
    }
}
