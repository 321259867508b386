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
