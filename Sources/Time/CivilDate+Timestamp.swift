extension CivilDate {
    /// The day in UTC that an instant lies in.
    public init(containing time: Timestamp) {
        let start = time.floored(toMultipleOfMilliseconds: Timestamp.dayMilliseconds)
        self.init(daysSince1970: Int(start.milliseconds / Timestamp.dayMilliseconds))
    }

    /// The first moment of the day, as if it were UTC's.
    public var startOfDay: Timestamp {
        Timestamp(milliseconds: Int64(daysSince1970) * Timestamp.dayMilliseconds)
    }

    /// `2026-04-01`.
    public var text: String { String(startOfDay.rfc3339.prefix(10)) }
}
