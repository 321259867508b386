/// An instant in milliseconds since 1970-01-01T00:00:00Z, without leap seconds (POSIX time).
public struct Timestamp: Hashable, Comparable, Sendable {
    public let milliseconds: Int64

    /// A day in UTC has as many, for leap seconds are none.
    public static let dayMilliseconds: Int64 = 86_400_000

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }

    /// Milliseconds from `b` to `a`; negative when `a` is the earlier one.
    public static func - (a: Timestamp, b: Timestamp) -> Int64 { a.milliseconds - b.milliseconds }

    /// Ends at `earliest` and `latest`, as `adding(milliseconds:)` does.
    public func adding(seconds: Int64) -> Timestamp {
        let (added, overflows) = seconds.multipliedReportingOverflow(by: 1000)
        return adding(milliseconds: overflows ? (seconds < 0 ? .min : .max) : added)
    }

    /// Ends at `earliest` and `latest`: what a clock or a file from outside says may be close to
    /// either.
    public func adding(milliseconds added: Int64) -> Timestamp {
        let (sum, overflows) = milliseconds.addingReportingOverflow(added)
        let moved = Timestamp(milliseconds: overflows ? (added < 0 ? .min : .max) : sum)
        return min(max(moved, .earliest), .latest)
    }

    /// The latest instant that RFC 3339 can write: 9999-12-31T23:59:59.999Z.
    public static let latest = Timestamp(milliseconds: 253_402_300_799_999)

    /// The earliest instant that RFC 3339 can write: 0000-01-01T00:00:00.000Z.
    public static let earliest = Timestamp(milliseconds: -62_167_219_200_000)

    /// Rounded down to a multiple of a period, counted from `start` milliseconds after
    /// 1970-01-01T00:00Z; also before 1970.
    public func floored(
        toMultipleOfMilliseconds period: Int64, fromMilliseconds start: Int64 = 0
    ) -> Timestamp {
        let rest = (milliseconds - start) % period
        return Timestamp(milliseconds: milliseconds - (rest < 0 ? rest + period : rest))
    }

    /// Whole seconds until `later`, rounded up; 0 when that has passed.
    public func secondsRoundedUp(until later: Timestamp) -> Int {
        max(0, Int((later - self + 999) / 1000))
    }
}
