import Time

/// The twelve signs, in their order along the ecliptic.
public enum ZodiacSign: String, Sendable, CaseIterable {
    case aries = "Aries"
    case taurus = "Taurus"
    case gemini = "Gemini"
    case cancer = "Cancer"
    case leo = "Leo"
    case virgo = "Virgo"
    case libra = "Libra"
    case scorpio = "Scorpio"
    case sagittarius = "Sagittarius"
    case capricorn = "Capricorn"
    case aquarius = "Aquarius"
    case pisces = "Pisces"

    /// The sign of an ecliptic longitude in degrees from 0 up to 360.
    init(longitude: Double) {
        self = Self.allCases[Int(longitude / 30) % 12]
    }

    /// The last day of the sign that each month begins in, January first (S4): Aries is 21 March
    /// to 19 April, and Pisces ends on 20 March.
    private static let lastDays = [19, 18, 20, 19, 20, 20, 22, 22, 22, 22, 21, 21]

    /// The sign of a birth date, by the usual fixed boundaries.
    public init(bornOn date: CivilDate) {
        // January begins in Capricorn, the tenth sign.
        let first = date.month + 8
        let isPast = date.day > Self.lastDays[date.month - 1]
        self = Self.allCases[(first + (isPast ? 1 : 0)) % 12]
    }
}
