import Foundation
import Onboarding
import Time

extension BirthPlaces {
    /// Time zones as the system's tzdata has them. Read once, when the server starts; without
    /// tzdata there are no zones, and profiles get none.
    ///
    /// `zone.tab` comes first because it has a zone for every country; `zone1970.tab` names one
    /// zone for countries that agree since 1970.
    public static func system(folder: String = "/usr/share/zoneinfo") -> BirthPlaces {
        let text = ["zone.tab", "zone1970.tab"].lazy.compactMap { read("\(folder)/\($0)") }.first
        let zones = ZoneTable(
            parsing: text ?? "", cities: LargeCities.lines,
            countries: read("\(folder)/iso3166.tab") ?? "")
        return BirthPlaces(zones: zones, secondsAheadOfUTC: secondsAhead)
    }

    /// Nil when there is no such file.
    private static func read(_ path: String) -> String? {
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The offset at a local time: the one that leads to itself. In the hour that clocks skip or
    /// repeat there are none or two, and the later offset is as good as the earlier.
    private static func secondsAhead(_ zone: String, _ local: Timestamp) -> Int? {
        guard let zone = TimeZone(identifier: zone) else { return nil }
        let seconds = TimeInterval(local.milliseconds) / 1000
        var ahead = zone.secondsFromGMT(for: Date(timeIntervalSince1970: seconds))
        for _ in 0..<2 {
            let instant = Date(timeIntervalSince1970: seconds - TimeInterval(ahead))
            ahead = zone.secondsFromGMT(for: instant)
        }
        return ahead
    }
}
