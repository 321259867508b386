extension Timestamp {
    /// The last of the instants, each a period after the one before and one of them `start` after
    /// 1970 began, that is not after this one; also before 1970.
    public func floored(toMultipleOf period: Int64, from start: Int64 = 0) -> Timestamp {
        let rest = (milliseconds - start) % period
        return Timestamp(milliseconds: milliseconds - (rest < 0 ? rest + period : rest))
    }

    /// Whole seconds until `later`, rounded up; 0 when that has passed.
    public func secondsRoundedUp(until later: Timestamp) -> Int {
        max(0, Int((later - self + 999) / 1000))
    }
}

extension CivilDate {
    private static let milliseconds: Int64 = 86_400_000

    /// The day in UTC that an instant lies in.
    public init(containing time: Timestamp) {
        let start = time.floored(toMultipleOf: Self.milliseconds)
        self.init(daysSince1970: Int(start.milliseconds / Self.milliseconds))
    }

    /// The first moment of the day, as if it were UTC's.
    public var startOfDay: Timestamp {
        Timestamp(milliseconds: Int64(daysSince1970) * Self.milliseconds)
    }

    /// `2026-04-01`.
    public var text: String { String(startOfDay.rfc3339.prefix(10)) }
}
