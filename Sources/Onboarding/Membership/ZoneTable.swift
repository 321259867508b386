import Time

/// The system's table of time zones: their main places and countries (tzdata's `zone.tab` or
/// `zone1970.tab`, and `iso3166.tab`). Reading the files is the caller's business.
public struct ZoneTable: Sendable {
    /// A line: a place, and the zone that it lies in.
    struct Zone: Sendable {
        /// Such as `Europe/Berlin`.
        let name: String
        /// ISO 3166-1 alpha-2 codes; `zone1970.tab` has several on a line.
        let countries: [String]
        /// Degrees north.
        let latitude: Double
        /// Degrees east.
        let longitude: Double
    }

    let zones: [Zone]
    /// Alpha-2 codes by the country's name in lower case.
    private let codes: [String: String]

    /// Names that are usual and that `iso3166.tab`, which has one for each country, does not have.
    private static let otherNames = [
        "america": "US", "czech republic": "CZ", "england": "GB", "great britain": "GB",
        "holland": "NL", "northern ireland": "GB", "people's republic of china": "CN",
        "republic of india": "IN", "russian federation": "RU", "scotland": "GB",
        "south korea": "KR", "the netherlands": "NL", "türkiye": "TR", "uae": "AE", "uk": "GB",
        "united kingdom": "GB", "united states of america": "US", "usa": "US", "wales": "GB",
    ]

    /// Lines that are not understood are passed over, as tzdata asks of readers.
    ///
    /// - Parameter cities: more places in zones that `text` has, in the same form; others are
    ///   passed over.
    /// - Parameter countries: the text of `iso3166.tab`, to understand countries given by name.
    public init(parsing text: String, cities: String = "", countries: String = "") {
        let main = Self.rows(text).compactMap(Self.zone)
        let names = Set(main.map(\.name))
        zones = main + Self.rows(cities).compactMap(Self.zone).filter { names.contains($0.name) }
        codes = Dictionary(
            Self.rows(countries).filter { $0.count >= 2 }
                .map { ($0[1].lowercased(), String($0[0])) },
            uniquingKeysWith: { first, _ in first }
        ).merging(Self.otherNames) { listed, _ in listed }
    }

    /// The zone of the place that lies nearest, among those of the country if it is one that the
    /// table knows, else among all; nil for an empty table.
    public func nearest(country: String?, latitude: Double, longitude: Double) -> String? {
        let code = country.map { codes[$0.lowercased()] ?? $0.uppercased() }
        let ofCountry = zones.filter { zone in code.map(zone.countries.contains) ?? false }
        return (ofCountry.isEmpty ? zones : ofCountry).min { a, b in
            distance(a, latitude, longitude) < distance(b, latitude, longitude)
        }?.name
    }

    /// Half the chord between two points of the unit sphere, squared (the haversine): grows with
    /// the distance and needs no arc sine.
    private func distance(_ zone: Zone, _ latitude: Double, _ longitude: Double) -> Double {
        let north = Angle.sine((zone.latitude - latitude) / 2)
        let east = Angle.sine((zone.longitude - longitude) / 2)
        return north * north
            + Angle.cosine(zone.latitude) * Angle.cosine(latitude) * east * east
    }

    /// The lines' columns, without comments.
    private static func rows(_ text: String) -> [[Substring]] {
        text.split(separator: "\n").filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: "\t") }
    }

    /// Columns are countries, place and name; nil for a line that is not like that.
    private static func zone(_ columns: [Substring]) -> Zone? {
        guard columns.count >= 3, let split = columns[1].dropFirst().lastIndex(where: isSign),
            let latitude = degrees(columns[1][..<split], degreeDigits: 2),
            let longitude = degrees(columns[1][split...], degreeDigits: 3)
        else { return nil }
        return Zone(
            name: String(columns[2]), countries: columns[0].split(separator: ",").map(String.init),
            latitude: latitude, longitude: longitude)
    }

    private static func isSign(_ character: Character) -> Bool {
        character == "+" || character == "-"
    }

    /// Reads ISO 6709 `±DDMM`, `±DDMMSS`, or the same with three digits of degrees.
    private static func degrees(_ text: Substring, degreeDigits: Int) -> Double? {
        let digits = text.dropFirst()
        guard let first = text.first, isSign(first),
            digits.count == degreeDigits + 2 || digits.count == degreeDigits + 4,
            let whole = Int(digits.prefix(degreeDigits)),
            let minutes = Int(digits.dropFirst(degreeDigits).prefix(2))
        else { return nil }
        let seconds = Int(digits.dropFirst(degreeDigits + 2)) ?? 0
        let value = Double(whole) + Double(minutes) / 60 + Double(seconds) / 3600
        return first == "-" ? -value : value
    }
}

/// What must be known of the world to say where and when somebody was born.
public struct BirthPlaces: Sendable {
    /// Says which zone a place lies in.
    public var zones: ZoneTable
    /// A zone's difference to UTC in seconds at a local time, given as its milliseconds since 1970
    /// as if it were UTC; nil for an unknown zone.
    public var secondsAheadOfUTC: @Sendable (_ zone: String, _ local: Timestamp) -> Int?

    public init(
        zones: ZoneTable,
        secondsAheadOfUTC: @escaping @Sendable (_ zone: String, _ local: Timestamp) -> Int?
    ) {
        (self.zones, self.secondsAheadOfUTC) = (zones, secondsAheadOfUTC)
    }

    /// The birthplace's zone; nil without coordinates.
    func zone(of fields: MembershipFields) -> String? {
        guard let latitude = fields.birthLatitude, let longitude = fields.birthLongitude else {
            return nil
        }
        return zones.nearest(
            country: fields.birthCountry, latitude: latitude, longitude: longitude)
    }
}
