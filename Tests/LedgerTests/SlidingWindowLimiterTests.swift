import TestSupport
import Testing
import Time

@testable import OnboardingLedger

/// The limiter behind A2's and K16's 429.
struct SlidingWindowLimiterTests {
    private let limiter = SlidingWindowLimiter(limit: 3, windowSeconds: 60, keysMax: 10)

    private func act(_ key: String, _ seconds: Int64) -> Int {
        limiter.secondsToWait(key, now: noon.adding(seconds: seconds))
    }

    @Test func `so many acts pass in any window`() {
        expectEqual([act("a", 0), act("a", 10), act("a", 50)], [0, 0, 0])
        expectEqual(act("a", 59), 1)
        expectEqual(act("a", 60), 0)
        expectEqual(act("a", 61), 9)
        expectEqual(act("a", 70), 0)
    }

    @Test func `a refused act does not count`() {
        for _ in 0..<3 { expectEqual(act("a", 0), 0) }
        for second in 1...59 { expectEqual(act("a", Int64(second)), 60 - second) }
        expectEqual(act("a", 60), 0)
    }

    @Test func `keys do not disturb each other`() {
        for _ in 0..<3 { expectEqual(act("a", 0), 0) }
        expectEqual(act("b", 0), 0)
        expectEqual(act("a", 0), 60)
    }

    @Test func `a window is kept across a turn of the generations`() {
        expectEqual(act("a", 59), 0)
        expectEqual([act("b", 60), act("a", 61), act("a", 62)], [0, 0, 0])
        expectEqual(act("a", 63), 56)
    }

    @Test func `memory is bounded however many keys come`() {
        for number in 0..<10_000 { expectEqual(act("k\(number)", 1), 0) }
        expectTrue(limiter.keyCount <= 20)
    }

    @Test func `who succeeded begins anew, whichever generation holds the key`() {
        for _ in 0..<3 { expectEqual(act("a", 59), 0) }
        expectEqual(act("b", 60), 0)
        limiter.forget("a")
        expectEqual([act("a", 61), act("a", 61), act("a", 61)], [0, 0, 0])
        limiter.forget("a")
        expectEqual(act("a", 62), 0)
    }

    @Test func `acts that come a moment late count, and take nothing from others`() {
        for _ in 0..<3 { expectEqual(act("a", 101), 0) }
        expectTrue(act("a", 100) > 0)
        expectTrue(act("a", 102) > 0)
        // The second is late to the turn of the generations that the first one makes.
        expectEqual([act("b", 160), act("c", 159)], [0, 0])
        expectTrue(act("a", 158) > 0)
    }

    @Test func `a clock that is set back locks nobody out for longer than a window`() {
        for _ in 0..<3 { expectEqual(act("a", 10_000), 0) }
        expectEqual(act("a", 9941), 60)
        for _ in 0..<3 { expectEqual(act("a", 0), 0) }
        expectTrue(act("a", 1) > 0)
    }
}
