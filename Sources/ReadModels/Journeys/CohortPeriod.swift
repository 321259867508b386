import Foundation
import Time

/// How long a cohort is: those who began in one day, week or month belong together (contract D1).
public enum CohortPeriod: String, Sendable, CaseIterable {
    /// A week begins on Monday (ISO 8601), a month on its first.
    case day, week, month
}

/// Finds the cohorts that instants belong to, in one time zone.
struct CohortCalendar {
    private let period: CohortPeriod
    private let zone: TimeZone
    /// Zones change their distance to UTC at full quarters of an hour: each is asked about once.
    private var shifts: [Int64: Int64] = [:]
    /// Starts mostly come one behind the other, within one quarter.
    private var lastQuarter = (number: Int64.min, shift: Int64(0))
    /// Milliseconds, as all times here.
    private static let quarter: Int64 = 900_000

    init(_ period: CohortPeriod, zone name: String) throws(FunnelRefusal) {
        guard let zone = name == "UTC" ? TimeZone(secondsFromGMT: 0) : TimeZone(identifier: name)
        else { throw .unknownZone(name) }
        (self.period, self.zone) = (period, zone)
    }

    /// The day on which an instant's cohort begins, counted from 1970-01-01.
    mutating func firstDay(of time: Int64) -> Int {
        let local = time + shift(at: time)
        let day = Int(Self.floorDivide(local, Timestamp.dayMilliseconds))
        switch period {
        case .day: return day
        // 1970-01-01 was a Thursday; weeks begin on Monday (ISO 8601).
        case .week: return day - ((day + 3) % 7 + 7) % 7
        case .month: return day - CivilDate(daysSince1970: day).day + 1
        }
    }

    /// `2026-09-21` for a day or the Monday of a week, `2026-09` for a month.
    func name(firstDay: Int) -> String {
        String(CivilDate(daysSince1970: firstDay).text.prefix(period == .month ? 7 : 10))
    }

    /// How far the zone's clocks are ahead of UTC, in milliseconds.
    private mutating func shift(at time: Int64) -> Int64 {
        let quarter = Self.floorDivide(time, Self.quarter)
        if quarter == lastQuarter.number { return lastQuarter.shift }
        let shift: Int64
        if let known = shifts[quarter] {
            shift = known
        } else {
            let date = Date(timeIntervalSince1970: TimeInterval(quarter) * 900)
            shift = Int64(zone.secondsFromGMT(for: date)) * 1000
            shifts[quarter] = shift
        }
        lastQuarter = (quarter, shift)
        return shift
    }

    /// Rounds down also before 1970.
    private static func floorDivide(_ value: Int64, _ size: Int64) -> Int64 {
        value >= 0 ? value / size : (value - size + 1) / size
    }
}
