import TestSupport
import Testing
import Time

@Suite("Wall clock") struct WallClockTests {
    private struct Stopped: WallClock {
        func now() -> Timestamp { Timestamp(milliseconds: 1000) }
    }

    @Test func `an adjusted clock is ahead by all that it was advanced`() {
        let clock = AdjustableClock(base: Stopped())
        expectEqual(clock.now().milliseconds, 1000)
        expectEqual(clock.advance(seconds: 60).milliseconds, 61_000)
        expectEqual(clock.advance(seconds: 1).milliseconds, 62_000)
        expectEqual(clock.now().milliseconds, 62_000)
    }

    @Test func `advancing past all calendars does not trap`() {
        let clock = AdjustableClock(base: Stopped())
        expectTrue(clock.advance(seconds: .max) < .latest)
    }

    @Test func `the machine's clock is this century's`() throws {
        let start = try required(Timestamp(rfc3339: "2024-01-01T00:00:00Z"))
        let end = try required(Timestamp(rfc3339: "2124-01-01T00:00:00Z"))
        expectTrue((start..<end).contains(SystemClock().now()))
    }
}
