import JSON
import Time

/// A tenant's fiscal year: twelve months, each a period that is open for entries (A7).
public struct FiscalYear: Sendable, Hashable {
    /// 1 to 12.
    public var startMonth = 1
    /// Twelve, in their order; none in a blank payload.
    public var periods: [Period] = []

    /// One month of the year.
    public struct Period: Sendable, Hashable {
        /// 1 to 12, within the fiscal year.
        public var number: Int
        /// The first day, `2026-04-01`.
        public var startsOn: String
        /// The last day.
        public var endsOn: String
        /// Whether it takes entries.
        public var status = Status.open

        /// A period's; onboarding opens all and closes none.
        public enum Status: String, Sendable, CaseIterable {
            case open, closed
        }
    }

    init() {}

    /// The fiscal year, beginning in `startMonth`, that `time` lies in; all its periods open.
    ///
    /// - Precondition: `startMonth` is a month's number, 1 to 12.
    public init(startMonth: Int, containing time: Timestamp) {
        precondition((1...12).contains(startMonth), "a month's number is 1 to 12")
        let today = CivilDate(containing: time)
        let firstYear = today.month >= startMonth ? today.year : today.year - 1
        self.startMonth = startMonth
        periods = (0..<12).map { index in
            Period(
                number: index + 1, startsOn: Self.firstDay(firstYear, startMonth + index).text,
                endsOn: Self.dayBefore(Self.firstDay(firstYear, startMonth + index + 1)).text)
        }
    }

    /// The first of a month, which may be counted beyond December.
    private static func firstDay(_ year: Int, _ month: Int) -> CivilDate {
        let date = CivilDate(year: year + (month - 1) / 12, month: (month - 1) % 12 + 1, day: 1)
        guard let date else { preconditionFailure("every month has a first day") }
        return date
    }

    private static func dayBefore(_ date: CivilDate) -> CivilDate {
        CivilDate(daysSince1970: date.daysSince1970 - 1)
    }
}

extension FiscalYear {
    /// For the event's payload, whose members these are; answers the place among the required ones.
    mutating func read(_ key: JSONKey, from scanner: inout JSONScanner) throws(JSONError) -> Int? {
        switch key {
        case "startMonth":
            startMonth = try scanner.month()
            return 0
        case "periods":
            var periods: [Period] = []
            try scanner.array { scanner throws(JSONError) in
                periods.append(try Period(from: &scanner))
            }
            self.periods = periods
            return 1
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("startMonth", startMonth)
        writer.member("periods", periods)
    }
}

extension FiscalYear.Period: JSONWritable {
    /// Members that are not known are passed over, and missing ones stay blank.
    init(from scanner: inout JSONScanner) throws(JSONError) {
        var period = FiscalYear.Period(number: 0, startsOn: "", endsOn: "")
        try scanner.object { key, scanner throws(JSONError) in
            switch key {
            case "number": period.number = try scanner.int(in: 1...12)
            case "startsOn": period.startsOn = try scanner.string()
            case "endsOn": period.endsOn = try scanner.string()
            case "status": period.status = try scanner.word("open or closed")
            default: try scanner.skip()
            }
        }
        self = period
    }

    @usableFromInline
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("number", number)
            writer.member("startsOn", startsOn)
            writer.member("endsOn", endsOn)
            writer.member("status", status.rawValue)
        }
    }
}
