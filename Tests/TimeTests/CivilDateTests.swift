import TestSupport
import Testing
import Time

struct CivilDateTests {
    private static let day: Int64 = 86_400_000

    @Test func `an instant's day is the one that it lies in, also before 1970`() {
        for (milliseconds, text) in [
            (0, "1970-01-01"), (Self.day - 1, "1970-01-01"), (Self.day, "1970-01-02"),
            (-1, "1969-12-31"), (-Self.day, "1969-12-31"), (-Self.day - 1, "1969-12-30"),
            (1_775_001_600_000, "2026-04-01"),
        ] {
            let date = CivilDate(containing: Timestamp(milliseconds: milliseconds))
            expectEqual(date.text, text)
            expectEqual(CivilDate(containing: date.startOfDay), date)
        }
    }

    @Test func `an instant is floored to the start of its period, wherever those begin`() {
        for (milliseconds, start, floored): (Int64, Int64, Int64) in [
            (0, 0, 0), (59, 0, 0), (60, 0, 60), (-1, 0, -60), (-60, 0, -60), (24, 25, -35),
            (25, 25, 25), (84, 25, 25), (85, 25, 85),
        ] {
            let time = Timestamp(milliseconds: milliseconds)
            expectEqual(
                time.floored(toMultipleOfMilliseconds: 60, fromMilliseconds: start),
                Timestamp(milliseconds: floored))
        }
    }

    @Test func `seconds are rounded up, and none are left of what has passed`() {
        let now = Timestamp(milliseconds: 5000)
        for (later, seconds): (Int64, Int) in [
            (4000, 0), (5000, 0), (5001, 1), (6000, 1), (6001, 2),
        ] {
            expectEqual(now.secondsRoundedUp(until: Timestamp(milliseconds: later)), seconds)
        }
    }
}
