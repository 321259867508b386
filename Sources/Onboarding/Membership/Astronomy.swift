import Glibc
import Time

/// Sines of degrees.
enum Angle {
    /// Of an angle in degrees, as everything here.
    static func sine(_ degrees: Double) -> Double { sin(degrees * .pi / 180) }
    static func cosine(_ degrees: Double) -> Double { cos(degrees * .pi / 180) }

    /// Brings an angle into 0 up to 360 degrees.
    static func turned(_ degrees: Double) -> Double {
        let rest = degrees.truncatingRemainder(dividingBy: 360)
        return rest < 0 ? rest + 360 : rest
    }
}

/// Positions of sun, moon and ascendant by Jean Meeus, Astronomical Algorithms (2nd edition, 1998).
///
/// The sun by chapter 25 (low accuracy): within 0.01°. The moon by chapter 47 with the longitude
/// terms down to 0.001°: within about 0.01°. Both hold for the centuries around ours; charts show
/// signs and degrees, for which that is plenty.
enum Astronomy {
    /// A moment by the Julian day, which counts days from noon of 1 January 4713 BC.
    struct Moment {
        /// In universal time: what clocks show.
        let universalDay: Double

        /// - Parameter universalDay: a Julian day with its fraction, from noon.
        init(universalDay: Double) { self.universalDay = universalDay }

        init(_ time: Timestamp) {
            universalDay = 2_440_587.5 + Double(time.milliseconds) / 86_400_000
        }

        /// Centuries of dynamical time since the year 2000.
        ///
        /// The clocks' lag behind it in seconds follows Morrison and Stephenson's parabola
        /// -20 + 32 u², u in centuries from 1820: within half a minute from 1800 to 2050, in which
        /// the moon moves 0.005°.
        var centuries: Double {
            let centuries = universalCenturies
            let sinceParabola = centuries + 1.8
            let lag = -20 + 32 * sinceParabola * sinceParabola
            return centuries + lag / 86_400 / 36_525
        }

        /// Centuries of 36,525 days since noon of 1 January 2000, in universal time.
        var universalCenturies: Double { (universalDay - 2_451_545) / 36_525 }
    }

    /// The sun's apparent longitude, at `t` centuries of dynamical time since 2000 (chapter 25).
    static func sunLongitude(_ t: Double) -> Double {
        let mean = 280.46646 + t * (36000.76983 + t * 0.0003032)
        let anomaly = 357.52911 + t * (35999.05029 - t * 0.0001537)
        let center =
            (1.914602 - t * (0.004817 + t * 0.000014)) * Angle.sine(anomaly)
            + (0.019993 - t * 0.000101) * Angle.sine(2 * anomaly)
            + 0.000289 * Angle.sine(3 * anomaly)
        let node = 125.04 - 1934.136 * t
        return Angle.turned(mean + center - 0.00569 - 0.00478 * Angle.sine(node))
    }

    /// Mean sidereal time at Greenwich in degrees (chapter 12).
    static func siderealTime(_ moment: Moment) -> Double {
        let t = moment.universalCenturies
        return Angle.turned(
            280.46061837 + 360.98564736629 * (moment.universalDay - 2_451_545)
                + t * t * (0.000387933 - t / 38_710_000))
    }

    /// The ecliptic's mean inclination (chapter 22), within 0.003° from 0 to 4000.
    static func obliquity(_ t: Double) -> Double { 23.4392911 - t * 0.0130042 }

    /// The nutation in longitude (chapter 22), within 0.5 seconds of arc.
    static func nutation(_ t: Double) -> Double {
        let node = 125.04452 - 1934.136261 * t
        let sun = 280.4665 + 36000.7698 * t
        let moon = 218.3165 + 481267.8813 * t
        return
            (-17.20 * Angle.sine(node) - 1.32 * Angle.sine(2 * sun) - 0.23 * Angle.sine(2 * moon)
            + 0.21 * Angle.sine(2 * node)) / 3600
    }

    /// The longitude of the ecliptic's point that rises, from the local sidereal time.
    ///
    /// Beyond the polar circles the same point can set as the sky turns; the formula still says
    /// where the ecliptic meets the eastern horizon.
    static func ascendant(_ moment: Moment, latitude: Double, longitude: Double) -> Double {
        let meridian = siderealTime(moment) + longitude
        let obliquity = obliquity(moment.centuries)
        let tangent = Angle.sine(latitude) / max(Angle.cosine(latitude), 1e-9)
        let y = Angle.cosine(meridian)
        let x =
            -(Angle.sine(meridian) * Angle.cosine(obliquity)
            + tangent * Angle.sine(obliquity))
        return Angle.turned(atan2(y, x) * 180 / .pi)
    }
}
