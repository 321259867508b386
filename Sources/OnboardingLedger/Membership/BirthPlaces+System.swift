import Foundation
import Onboarding
import Time

extension BirthPlaces {
    /// Time zones as the system's tzdata has them. Read once; without tzdata there are no zones,
    /// and profiles get none.
    ///
    /// `zone.tab` comes first because it has a zone for every country; `zone1970.tab` names one
    /// zone for countries that agree since 1970.
    public static let system: BirthPlaces = {
        let text = tables.lazy.compactMap { read("\(folder)/\($0)") }.first
        let zones = ZoneTable(
            parsing: text ?? "", cities: LargeCities.lines,
            countries: read("\(folder)/iso3166.tab") ?? "")
        return BirthPlaces(zones: zones, secondsAheadOfUTC: secondsAhead)
    }()

    private static let folder = "/usr/share/zoneinfo"
    private static let tables = ["zone.tab", "zone1970.tab"]

    /// False where tzdata is not installed: a birthplace then gets no zone, and keeps none.
    public static var hasSystemZones: Bool {
        tables.contains { FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
    }

    /// Nil when there is no such file.
    private static func read(_ path: String) -> String? {
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The offset at a local time: the one that leads to itself. In the hour that clocks skip or
    /// repeat there are none or two, and the later offset is as good as the earlier.
    ///
    /// The system's file says it. Foundation's table, which has merged zones that agree since 1970,
    /// says it of the time behind the file's last change, where clocks still change.
    private static func secondsAhead(_ zone: String, _ local: Timestamp) -> Int? {
        guard let usual = TimeZone(identifier: zone) else { return nil }
        let file = FileManager.default.contents(atPath: "\(folder)/\(zone)")
            .flatMap { TimeZoneFile(parsing: Array($0)) }
        func ahead(at instant: Timestamp) -> Int {
            file?.secondsAhead(at: instant)
                ?? usual.secondsFromGMT(
                    for: Date(timeIntervalSince1970: TimeInterval(instant.milliseconds) / 1000))
        }
        var seconds = ahead(at: local)
        for _ in 0..<2 { seconds = ahead(at: local.adding(seconds: -Int64(seconds))) }
        return seconds
    }
}
