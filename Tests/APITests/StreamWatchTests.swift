import OnboardingLedger
import Testing

@testable import API

/// Who watches single streams is woken for those alone.
struct StreamWatchTests {
    private let watch = StreamWatch()

    private func stream(_ id: String) throws -> StreamID {
        try #require(StreamID("session-\(id)"))
    }

    @Test func `a change wakes those who watch its stream, and nobody else`() async throws {
        let first = watch.subscribe(try stream("a"))
        let second = watch.subscribe(try stream("a"))
        let other = watch.subscribe(try stream("b"))
        #expect(watch.watcherCount == 3)
        watch.wake(try stream("a"))
        #expect(await first.next() == .changed)
        #expect(await second.next() == .changed)
        // A beat reaches everybody: had the change reached the other, it would have come first.
        watch.beat()
        #expect(await other.next() == .beat)
    }

    @Test func `a change is not lost behind a beat, and several are one`() async throws {
        let subscription = watch.subscribe(try stream("a"))
        watch.wake(try stream("a"))
        watch.wake(try stream("a"))
        watch.beat()
        #expect(await subscription.next() == .changed)
        watch.beat()
        #expect(await subscription.next() == .beat)
    }

    @Test func `who has ended is woken no more`() async throws {
        let subscription = watch.subscribe(try stream("a"))
        subscription.end()
        #expect(watch.watcherCount == 0)
        watch.wake(try stream("a"))
        #expect(await subscription.next() == nil)
    }

    @Test func `waiting ends when the task is cancelled`() async throws {
        let subscription = watch.subscribe(try stream("a"))
        let waiting = Task { await subscription.next() }
        waiting.cancel()
        #expect(await waiting.value == nil)
    }

    @Test func `the follower wakes for what is committed after subscribing`() async throws {
        try await TestAPI.run { api in
            _ = try api.server.start()
            let token = try await api.start("ada@example.com")
            let watch = api.server.core.watch
            let subscription = watch.subscribe(try #require(StreamID(api.stream(token))))
            _ = try await api.post("/v1/onboarding/email/otp", ["sessionToken": .string(token)])
            #expect(await subscription.next() == .changed)
        }
    }
}
