import TestSupport
import Testing
import Time

@testable import Onboarding

/// S4: signs by their fixed boundaries, time zones by the nearest place.
struct BirthDataTests {
    @Test(arguments: [
        ("Aries", 3, 21, 4, 19), ("Taurus", 4, 20, 5, 20), ("Gemini", 5, 21, 6, 20),
        ("Cancer", 6, 21, 7, 22), ("Leo", 7, 23, 8, 22), ("Virgo", 8, 23, 9, 22),
        ("Libra", 9, 23, 10, 22), ("Scorpio", 10, 23, 11, 21), ("Sagittarius", 11, 22, 12, 21),
        ("Capricorn", 12, 22, 1, 19), ("Aquarius", 1, 20, 2, 18), ("Pisces", 2, 19, 3, 20),
    ])
    func `each sign begins and ends on its day`(
        sign: String, firstMonth: Int, firstDay: Int, lastMonth: Int, lastDay: Int
    ) throws {
        let first = try required(CivilDate(year: 2000, month: firstMonth, day: firstDay))
        let last = try required(CivilDate(year: 2000, month: lastMonth, day: lastDay))
        expectEqual(ZodiacSign(bornOn: first).rawValue, sign)
        expectEqual(ZodiacSign(bornOn: last).rawValue, sign)
        let before = CivilDate(daysSince1970: first.daysSince1970 - 1)
        expectTrue(ZodiacSign(bornOn: before).rawValue != sign)
    }

    @Test func `the zone is the nearest of the country's`() {
        let west = someZones.nearest(country: "US", latitude: 37.8, longitude: -122.4)
        expectEqual(west, "America/Los_Angeles")
        let east = someZones.nearest(country: "us", latitude: 42.4, longitude: -71.1)
        expectEqual(east, "America/New_York")
    }

    @Test func `the country outweighs the distance`() {
        // Dover is nearer to Paris's zone than some of Britain, but British.
        expectEqual(
            someZones.nearest(country: "GB", latitude: 51.1, longitude: 1.3), "Europe/London")
        expectEqual(
            someZones.nearest(country: "FR", latitude: 50.9, longitude: 1.8), "Europe/Paris")
    }

    @Test func `a country can be given by its name`() {
        expectEqual(
            someZones.nearest(country: "france", latitude: 50.9, longitude: 0), "Europe/Paris")
    }

    @Test func `a usual name means the country that the table calls otherwise`() {
        // Nearest to London's zone of all, but of another country.
        let zone = someZones.nearest(country: "USA", latitude: 51, longitude: 0)
        expectEqual(zone, "America/New_York")
    }

    @Test func `a city stands for its zone beside the zone's main place`() {
        let text =
            "US\t+404251-0740023\tAmerica/New_York\nUS\t+381515-0854534\tAmerica/Louisville\n"
        let cities = "US\t+3345-08423\tAmerica/New_York\nUS\t+3345-08423\tAmerica/Elsewhere\n"
        let atlanta = (latitude: 33.75, longitude: -84.39)
        expectEqual(
            ZoneTable(parsing: text).nearest(
                country: "US", latitude: atlanta.latitude, longitude: atlanta.longitude),
            "America/Louisville")
        expectEqual(
            ZoneTable(parsing: text, cities: cities).nearest(
                country: "US", latitude: atlanta.latitude, longitude: atlanta.longitude),
            "America/New_York")
    }

    @Test func `an unknown country leaves the nearest of all`() {
        expectEqual(
            someZones.nearest(country: "United Kingdom", latitude: 51.4, longitude: -0.2),
            "Europe/London")
        expectEqual(someZones.nearest(country: nil, latitude: 48.8, longitude: 2.3), "Europe/Paris")
        expectNil(ZoneTable(parsing: "").nearest(country: "GB", latitude: 0, longitude: 0))
    }

    @Test func `the date line is no border for distances`() {
        let table = ZoneTable(
            parsing: "FJ\t-1808+17825\tPacific/Fiji\nTO\t-210800-1751200\tPacific/Tongatapu\n")
        expectEqual(table.nearest(country: nil, latitude: -18, longitude: -179.9), "Pacific/Fiji")
    }
}

/// S12: positions against published ones.
///
/// Meeus' examples are those of his book. All other expected values were computed with the Swiss
/// Ephemeris 2.10.03 (its Moshier mode, after ELP 2000-85 and VSOP87) and agree with PyEphem 4.2.1
/// (XEphem's libastro) within 0.005°, and the instants with those that the US Naval Observatory
/// publishes to the minute.
struct AstronomyTests {
    private func near(_ a: Double, _ b: Double, within limit: Double) -> Bool {
        let difference = abs(a - b).truncatingRemainder(dividingBy: 360)
        return min(difference, 360 - difference) <= limit
    }

    private func time(_ text: String) throws -> Timestamp { try required(Timestamp(rfc3339: text)) }

    @Test func `the sun is where Meeus' example 25.a has it`() {
        // 1992 October 13.0 TD: apparent longitude 199.90895°.
        let t = (2_448_908.5 - 2_451_545) / 36_525
        expectTrue(near(Astronomy.sunLongitude(t), 199.90895, within: 0.0001))
    }

    @Test func `the moon is where Meeus' example 47.a has it`() {
        // 1992 April 12.0 TD: longitude 133.162655°, apparent 133.167265°.
        let t = (2_448_724.5 - 2_451_545) / 36_525
        expectTrue(near(Astronomy.moonMeanEquinox(t), 133.162655, within: 0.005))
        expectTrue(near(Astronomy.moonLongitude(t), 133.167265, within: 0.005))
    }

    @Test func `sidereal time is that of Meeus' example 12.b`() {
        // 1987 April 10, 19h21m00s UT: 128.7378734°.
        let moment = Astronomy.Moment(universalDay: 2_446_896.30625)
        expectTrue(near(Astronomy.siderealTime(moment), 128.7378734, within: 0.000_01))
    }

    @Test(arguments: [
        ("1879-03-14T10:50:00Z", 353.5077, 254.5259), ("1940-10-09T17:30:00Z", 196.2679, 303.5466),
        ("1961-08-05T05:24:00Z", 132.5479, 63.3576), ("1988-02-29T12:00:00Z", 340.1229, 125.8227),
        ("2000-01-01T12:00:00Z", 280.3689, 223.3238), ("2024-02-10T03:00:00Z", 320.8517, 323.2209),
        ("2049-07-01T00:00:00Z", 99.6291, 108.3366),
    ])
    func `sun and moon are within 0.01 and 0.02 degrees of an ephemeris`(
        text: String, sun: Double, moon: Double
    ) throws {
        let t = Astronomy.Moment(try time(text)).centuries
        expectTrue(near(Astronomy.sunLongitude(t), sun, within: 0.01))
        expectTrue(near(Astronomy.moonLongitude(t), moon, within: 0.02))
    }

    @Test(arguments: [
        ("1879-03-14T10:50:00Z", 48.4, 10.0, 101.6464),
        ("1940-10-09T17:30:00Z", 53.4, -2.98, 19.7316),
        ("2000-01-01T12:00:00Z", 51.5, 0, 24.2873),
        ("1961-08-06T05:24:00Z", 21.3, -157.867, 319.1967),
        ("2024-02-10T03:00:00Z", -33.87, 151.21, 54.9058),
        ("1988-02-29T12:00:00Z", 0, 0, 70.1512), ("2010-06-21T22:00:00Z", 60.17, 24.94, 338.1381),
    ])
    func `the ascendant is within 0.03 degrees of an ephemeris`(
        text: String, latitude: Double, longitude: Double, ascendant: Double
    ) throws {
        let moment = Astronomy.Moment(try time(text))
        let rising = Astronomy.ascendant(moment, latitude: latitude, longitude: longitude)
        expectTrue(near(rising, ascendant, within: 0.03))
    }

    /// Instants of equinoxes and solstices, in UTC.
    @Test(arguments: [
        ("2000-03-20T07:35:00Z", 0.0), ("2000-06-21T01:48:00Z", 90), ("2000-09-22T17:28:00Z", 180),
        ("2000-12-21T13:37:00Z", 270), ("2020-03-20T03:50:00Z", 0), ("2020-12-21T10:02:00Z", 270),
        ("2024-06-20T20:51:00Z", 90), ("2024-09-22T12:44:00Z", 180),
    ])
    func `the sun crosses the quarters when it is said to`(text: String, longitude: Double) throws {
        let moment = Astronomy.Moment(try time(text))
        expectTrue(near(Astronomy.sunLongitude(moment.centuries), longitude, within: 0.01))
    }

    /// Moments of new and full moon, in UTC: the moon is beside the sun, or opposite.
    @Test(arguments: [
        ("2000-01-06T18:14:00Z", 0.0), ("2000-01-21T04:41:00Z", 180), ("2017-08-21T18:30:00Z", 0),
        ("2019-01-21T05:16:00Z", 180), ("2024-04-08T18:21:00Z", 0),
    ])
    func `the moon meets the sun and faces it when it is said to`(
        text: String, apart: Double
    ) throws {
        let t = Astronomy.Moment(try time(text)).centuries
        let difference = Astronomy.moonLongitude(t) - Astronomy.sunLongitude(t)
        expectTrue(near(difference, apart, within: 0.02))
    }

    @Test func `at sunrise the sun is the ascendant`() throws {
        // Equinox at the equator on the meridian of Greenwich: the sun's centre rises at 6:07 UT,
        // for true noon is 7.4 minutes late then.
        let moment = Astronomy.Moment(try time("2000-03-20T06:07:25Z"))
        let rising = Astronomy.ascendant(moment, latitude: 0, longitude: 0)
        expectTrue(near(rising, Astronomy.sunLongitude(moment.centuries), within: 0.3))
    }

    @Test func `a quarter turn of the sky east is a quarter turn of the ascendant at the equator`()
    {
        // Aries' first point on the meridian: Cancer's rises (declination 0 there and here).
        let moment = Astronomy.Moment(universalDay: 2_451_545)
        let toMeridian = -Astronomy.siderealTime(moment)
        expectTrue(
            near(
                Astronomy.ascendant(moment, latitude: 0, longitude: toMeridian), 90,
                within: 0.000_1))
    }

    @Test func `a birth by the clocks of a zone is set back to universal time`() {
        var fields = MembershipFields()
        (fields.birthDate, fields.birthTime) = ("2000-03-20", "08:35")
        (fields.birthLatitude, fields.birthLongitude) = (48.85, 2.35)
        fields.timezone = "Europe/Paris"
        let places = BirthPlaces(zones: someZones) { _, _ in 3600 }
        let chart = BirthChart.compute(fields, places)
        expectEqual(chart.map { $0.sunLongitude < 0.02 || $0.sunLongitude > 359.98 }, true)
        expectEqual(chart?.secondsAheadOfUTC, 3600)
    }

    @Test func `without a zone the longitude tells the time`() {
        var fields = MembershipFields()
        fields.birthDate = "2000-01-01"
        (fields.birthLatitude, fields.birthLongitude) = (0, 90)
        let chart = BirthChart.compute(fields, noPlaces)
        expectTrue(chart?.secondsAheadOfUTC == nil && chart?.ascendantLongitude == nil)
        // Noon at 90° east is 6:00 UT, a quarter of a day before the 280.4° of 12:00.
        expectEqual(chart.map { near($0.sunLongitude, 280.11, within: 0.05) }, true)
    }
}
