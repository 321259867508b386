extension Astronomy {
    /// The moon's apparent longitude, at `t` centuries of dynamical time since 2000 (chapter 47).
    static func moonLongitude(_ t: Double) -> Double {
        Angle.turned(moonMeanEquinox(t) + nutation(t))
    }

    /// The same, counted from the mean equinox.
    static func moonMeanEquinox(_ t: Double) -> Double {
        let longitude = polynomial(t, 218.3164477, 481267.88123421, -0.0015786, 1 / 538_841.0)
        let elongation = polynomial(t, 297.8501921, 445267.1114034, -0.0018819, 1 / 545_868.0)
        let sun = polynomial(t, 357.5291092, 35999.0502909, -0.0001536, 1 / 24_490_000.0)
        let moon = polynomial(t, 134.9633964, 477198.8675055, 0.0087414, 1 / 69_699.0)
        let node = polynomial(t, 93.2720950, 483202.0175233, -0.0036539, -1 / 3_526_000.0)
        // The orbit of the earth grows rounder, and the terms with the sun's anomaly smaller.
        let eccentricity = 1 - t * (0.002516 + t * 0.0000074)
        var sum =
            3958 * Angle.sine(119.75 + 131.849 * t) + 1962 * Angle.sine(longitude - node)
            + 318 * Angle.sine(53.09 + 479264.290 * t)
        for term in moonTerms {
            let angle =
                Double(term.d) * elongation + Double(term.m) * sun + Double(term.m1) * moon
                + Double(term.f) * node
            let scale =
                switch term.m {
                case 1, -1: eccentricity
                case 2, -2: eccentricity * eccentricity
                default: 1.0
                }
            sum += Double(term.size) * scale * Angle.sine(angle)
        }
        return Angle.turned(longitude + sum / 1_000_000)
    }

    private static func polynomial(
        _ t: Double, _ a: Double, _ b: Double, _ c: Double, _ d: Double
    ) -> Double { a + t * (b + t * (c + t * d)) }

    /// A term of table 47.A: multiples of the moon's elongation, the sun's anomaly, the moon's
    /// anomaly and its argument of latitude; millionths of a degree.
    private struct MoonTerm {
        let d: Int
        let m: Int
        let m1: Int
        let f: Int
        let size: Int

        init(_ d: Int, _ m: Int, _ m1: Int, _ f: Int, _ size: Int) {
            (self.d, self.m, self.m1, self.f, self.size) = (d, m, m1, f, size)
        }
    }

    /// The longitude's terms, the greatest first.
    private static let moonTerms: [MoonTerm] = [
        MoonTerm(0, 0, 1, 0, 6_288_774), MoonTerm(2, 0, -1, 0, 1_274_027),
        MoonTerm(2, 0, 0, 0, 658_314), MoonTerm(0, 0, 2, 0, 213_618),
        MoonTerm(0, 1, 0, 0, -185_116), MoonTerm(0, 0, 0, 2, -114_332),
        MoonTerm(2, 0, -2, 0, 58_793), MoonTerm(2, -1, -1, 0, 57_066),
        MoonTerm(2, 0, 1, 0, 53_322), MoonTerm(2, -1, 0, 0, 45_758),
        MoonTerm(0, 1, -1, 0, -40_923), MoonTerm(1, 0, 0, 0, -34_720),
        MoonTerm(0, 1, 1, 0, -30_383), MoonTerm(2, 0, 0, -2, 15_327),
        MoonTerm(0, 0, 1, 2, -12_528), MoonTerm(0, 0, 1, -2, 10_980),
        MoonTerm(4, 0, -1, 0, 10_675), MoonTerm(0, 0, 3, 0, 10_034),
        MoonTerm(4, 0, -2, 0, 8_548), MoonTerm(2, 1, -1, 0, -7_888),
        MoonTerm(2, 1, 0, 0, -6_766), MoonTerm(1, 0, -1, 0, -5_163),
        MoonTerm(1, 1, 0, 0, 4_987), MoonTerm(2, -1, 1, 0, 4_036),
        MoonTerm(2, 0, 2, 0, 3_994), MoonTerm(4, 0, 0, 0, 3_861),
        MoonTerm(2, 0, -3, 0, 3_665), MoonTerm(0, 1, -2, 0, -2_689),
        MoonTerm(2, 0, -1, 2, -2_602), MoonTerm(2, -1, -2, 0, 2_390),
        MoonTerm(1, 0, 1, 0, -2_348), MoonTerm(2, -2, 0, 0, 2_236),
        MoonTerm(0, 1, 2, 0, -2_120), MoonTerm(0, 2, 0, 0, -2_069),
        MoonTerm(2, -2, -1, 0, 2_048), MoonTerm(2, 0, 1, -2, -1_773),
        MoonTerm(2, 0, 0, 2, -1_595), MoonTerm(4, -1, -1, 0, 1_215),
        MoonTerm(0, 0, 2, 2, -1_110),
    ]
}
