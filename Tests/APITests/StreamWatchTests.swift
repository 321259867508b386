import OnboardingLedger
import TestSupport
import Testing

@testable import API

/// Who watches single streams is woken for those alone.
struct StreamWatchTests {
    private let watch = StreamWatch()

    private func stream(_ id: String) throws -> StreamID {
        try required(StreamID("session-\(id)"))
    }

    private func subscribe(_ id: String, after head: Int64 = 0) throws -> StreamWatch.Subscription {
        watch.subscribe(try stream(id), after: GlobalPosition(rawValue: head))
    }

    @Test func `a change wakes those who watch its stream, and nobody else`() async throws {
        let first = try subscribe("a")
        let second = try subscribe("a")
        let other = try subscribe("b")
        expectEqual(watch.watcherCount, 3)
        watch.wake(try stream("a"))
        await expectEqual(first.next(), .changed)
        await expectEqual(second.next(), .changed)
        // A beat reaches everybody: had the change reached the other, it would have come first.
        watch.beat()
        await expectEqual(other.next(), .beat)
    }

    @Test func `a change is not lost behind a beat, and several are one`() async throws {
        let subscription = try subscribe("a")
        watch.wake(try stream("a"))
        watch.wake(try stream("a"))
        watch.beat()
        await expectEqual(subscription.next(), .changed)
        watch.beat()
        await expectEqual(subscription.next(), .beat)
    }

    @Test func `who has ended is woken no more`() async throws {
        let subscription = try subscribe("a")
        subscription.end()
        expectEqual(watch.watcherCount, 0)
        watch.wake(try stream("a"))
        await expectNil(subscription.next())
    }

    @Test func `waiting ends when the task is cancelled`() async throws {
        let subscription = try subscribe("a")
        let waiting = Task { await subscription.next() }
        waiting.cancel()
        await expectNil(waiting.value)
    }

    @Test func `after a rest the follower begins where the first watcher came`() throws {
        func beginning() -> Int64 { watch.beginning(after: GlobalPosition(rawValue: 7)).rawValue }
        expectEqual(beginning(), 7)
        let first = try subscribe("a", after: 1000)
        let second = try subscribe("b", after: 1005)
        expectEqual(beginning(), 1000, "what the first has not seen is not passed over")
        first.end()
        second.end()
        _ = try subscribe("a", after: 5000)
        expectEqual(beginning(), 5000)
    }

    @Test func `the follower wakes for what is committed after subscribing`() async throws {
        try await TestAPI.run { api in
            _ = try api.server.start()
            let token = try await api.start("ada@example.com")
            let watch = api.server.core.watch
            let subscription = watch.subscribe(
                try required(StreamID(api.stream(token))), after: api.ledger.bell.head)
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            await expectEqual(subscription.next(), .changed)
        }
    }
}
