import JSON
import Time

/// A birth chart: where sun, moon and ascendant stood (S12; the method is `Astronomy`'s).
public enum BirthChart {
    /// The chart of complete birth data; nil without a date and coordinates.
    ///
    /// Without a time of birth the sun and moon are noon's, and there is no ascendant, which moves
    /// through all signs in a day. Without a zone, local time is taken from the longitude.
    static func compute(_ fields: MembershipFields, _ places: BirthPlaces) -> BirthChartComputed? {
        guard let text = fields.birthDate, let date = CivilDate(text: text),
            let latitude = fields.birthLatitude, (-90...90).contains(latitude),
            let longitude = fields.birthLongitude, (-180...180).contains(longitude)
        else { return nil }
        let time = fields.birthTime.flatMap(DayTime.init)
        let local = date.startOfDay.adding(seconds: Int64(time?.minutes ?? 720) * 60)
        let ahead = fields.timezone.flatMap { places.secondsAheadOfUTC($0, local) }
        let seconds = ahead ?? Int((longitude * 240).rounded())
        let moment = Astronomy.Moment(local.adding(seconds: -Int64(seconds)))
        var chart = BirthChartComputed()
        chart.sunLongitude = hundredths(Astronomy.sunLongitude(moment.centuries))
        chart.moonLongitude = hundredths(Astronomy.moonLongitude(moment.centuries))
        if time != nil {
            chart.ascendantLongitude = hundredths(
                Astronomy.ascendant(moment, latitude: latitude, longitude: longitude))
        }
        chart.birthDate = text
        chart.birthTime = fields.birthTime
        chart.birthLatitude = latitude
        chart.birthLongitude = longitude
        chart.timezone = fields.timezone
        chart.secondsAheadOfUTC = ahead
        return chart
    }

    /// Rounded down, so that 29.999° does not move into the next sign.
    private static func hundredths(_ degrees: Double) -> Double {
        (degrees * 100).rounded(.down) / 100
    }
}

extension BirthChartComputed {
    /// The chart as the profile shows it, with the inputs that it was computed from.
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("sun") { Self.write(sunLongitude, to: &$0) }
            writer.member("moon") { Self.write(moonLongitude, to: &$0) }
            if let ascendantLongitude {
                writer.member("ascendant") { Self.write(ascendantLongitude, to: &$0) }
            }
            writer.member("computedFrom") { writer in
                writer.object { writer in
                    writer.member("birth_date", birthDate)
                    writer.member("birth_time", birthTime)
                    writer.member("birth_lat", birthLatitude)
                    writer.member("birth_lon", birthLongitude)
                    writer.member("timezone", timezone)
                    writer.member("utc_offset_seconds", secondsAheadOfUTC)
                }
            }
        }
    }

    /// The sign, and the degrees within it to two places.
    private static func write(_ longitude: Double, to writer: inout JSONWriter) {
        let within = longitude.truncatingRemainder(dividingBy: 30)
        writer.object { writer in
            writer.member("sign", ZodiacSign(longitude: longitude).rawValue)
            writer.member("degree", (within * 100).rounded() / 100)
        }
    }
}
