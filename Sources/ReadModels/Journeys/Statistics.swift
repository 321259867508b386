import Foundation

/// The few tests that experiments need.
enum Statistics {
    /// The 97.5th percentile of the standard normal distribution: 95 in 100 lie within.
    static let normal95 = 1.959_963_984_540_054

    /// Wilson's score interval of a proportion, at 95 %; nil of nothing.
    ///
    /// E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
    static func wilson(_ successes: Int, of count: Int) -> (low: Double, high: Double)? {
        guard count > 0 else { return nil }
        let (n, z) = (Double(count), normal95)
        let share = Double(successes) / n
        let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
        let half =
            z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        // Of none or all the bound is exact, whatever is lost in the last digit.
        return (
            successes == 0 ? 0 : max(centre - half, 0),
            successes == count ? 1 : min(centre + half, 1)
        )
    }

    /// How many standard errors the second proportion lies above the first, by their pooled
    /// variance; nil where nothing varies.
    static func twoProportions(
        _ first: (successes: Int, count: Int), _ second: (successes: Int, count: Int)
    ) -> Double? {
        let (n1, n2) = (Double(first.count), Double(second.count))
        guard n1 > 0, n2 > 0 else { return nil }
        let pooled = Double(first.successes + second.successes) / (n1 + n2)
        let error = (pooled * (1 - pooled) * (1 / n1 + 1 / n2)).squareRoot()
        guard error > 0 else { return nil }
        return (Double(second.successes) / n2 - Double(first.successes) / n1) / error
    }

    /// How likely a standard normal number is at least as far from zero, on either side.
    static func twoSided(_ z: Double) -> Double { erfc(abs(z) / 2.0.squareRoot()) }

    /// How likely a chi-square number of so many degrees of freedom is at least as great, in the
    /// closed forms for even and odd degrees (Abramowitz and Stegun, 26.4.4 and 26.4.5).
    static func chiSquareTail(_ value: Double, degrees: Int) -> Double {
        guard value > 0, degrees > 0 else { return 1 }
        let half = value / 2
        var (sum, term) = (0.0, 0.0)
        if degrees.isMultiple(of: 2) {
            term = 1
            for index in 0..<(degrees / 2) {
                if index > 0 { term *= half / Double(index) }
                sum += term
            }
            return min(sum * exp(-half), 1)
        }
        term = (half / Double.pi).squareRoot() * 2
        for index in 0..<((degrees - 1) / 2) {
            if index > 0 { term *= half / (Double(index) + 0.5) }
            sum += term
        }
        return min(erfc(half.squareRoot()) + sum * exp(-half), 1)
    }

    /// Pearson's statistic of what was counted against what was to be expected.
    static func chiSquare(_ counted: [Double], _ expected: [Double]) -> Double {
        zip(counted, expected).reduce(0) { sum, pair in
            pair.1 > 0 ? sum + (pair.0 - pair.1) * (pair.0 - pair.1) / pair.1 : sum
        }
    }

    /// Holm's step-down correction of several p-values, in their order (S. Holm, 1979).
    static func holm(_ pValues: [Double]) -> [Double] {
        let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
        var corrected = pValues
        var greatest = 0.0
        for (rank, place) in order.enumerated() {
            greatest = max(greatest, min(pValues[place] * Double(pValues.count - rank), 1))
            corrected[place] = greatest
        }
        return corrected
    }
}
