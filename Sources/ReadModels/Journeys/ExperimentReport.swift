import EventLog
import JSON
import Onboarding
import Time

/// How the variants of an experiment convert, and whether they differ (contract D4).
public struct ExperimentReport: Sendable, Hashable {
    /// Likelier differences than one in twenty are not taken for real.
    static let significance = 0.05
    /// Splits less likely than one in a thousand are broken rather than unlucky.
    static let ratioSignificance = 0.001

    /// How one variant did.
    public struct Variant: Sendable, Hashable {
        public let variant: String
        /// How many entered the flow with it.
        public let subjects: Int
        /// How many reached the last stage.
        public let converted: Int
        /// From 0 to 1; nil when nobody had it.
        public let rate: Double?
        /// Wilson's interval at 95 %.
        public let low: Double?
        public let high: Double?
        /// False for one that the declared split does not name: it is listed and not compared.
        public let isDeclared: Bool
    }

    /// One variant against the first.
    public struct Comparison: Sendable, Hashable {
        public let variant: String
        /// The first by name of those that are compared.
        public let against: String
        /// Standard errors above the other; nil where nothing varies.
        public let z: Double?
        /// Corrected for how many comparisons there are (Holm).
        public let pValue: Double?
        /// True for a corrected `pValue` below 0.05.
        public let isSignificant: Bool
    }

    public let flow: String
    /// What tells the variants apart; mostly `variant`.
    public let attribute: String
    /// What was taken as the present.
    public let asOf: Timestamp
    /// The log's last position that is counted.
    public let head: Int64
    /// In the order of their names; subjects without a value are in none.
    public let variants: [Variant]
    /// Of two variants: how far the second lies above the first, in standard errors.
    public let z: Double?
    /// Of more than two: Pearson's statistic of all together.
    public let chiSquare: Double?
    /// How likely such differences are when there is none; two-sided.
    public let pValue: Double?
    /// Each variant of the split, or each without one, but the first, in the order of their names.
    public let comparisons: [Comparison]
    /// How likely such a split is when the variants are given out as they should be; nil for less
    /// than two, and for an attribute that nobody gives out.
    public let ratioPValue: Double?

    /// True when the variants differ by more than chance explains.
    public var isSignificant: Bool { pValue.map { $0 < Self.significance } ?? false }
    /// False for a split that is broken rather than unlucky; nil where there is none to check.
    public var isRatioSound: Bool? { ratioPValue.map { $0 >= Self.ratioSignificance } }
}

extension ExperimentReport {
    /// - Parameters:
    ///   - groups: subjects and conversions by variant.
    ///   - shares: how the variants are to be given out; equally when nil.
    init(
        flow: String, attribute: String, asOf: Timestamp, head: Int64,
        groups: [(variant: String, subjects: Int, converted: Int)], shares: [String: Int]?
    ) {
        (self.flow, self.attribute, self.asOf, self.head) = (flow, attribute, asOf, head)
        let groups = groups.sorted { $0.variant < $1.variant }
        // How people sign in, say, is their own choice: no shares of it are to be expected.
        let isGivenOut = attribute == FlowAttribute.variant
        let split = isGivenOut ? shares : nil
        func isDeclared(_ variant: String) -> Bool { split.map { $0[variant] != nil } ?? true }
        variants = groups.map { group in
            let interval = Statistics.wilson(group.converted, of: group.subjects)
            return Variant(
                variant: group.variant, subjects: group.subjects, converted: group.converted,
                rate: group.subjects == 0
                    ? nil : Double(group.converted) / Double(group.subjects),
                low: interval?.low, high: interval?.high, isDeclared: isDeclared(group.variant))
        }
        let compared = groups.filter { isDeclared($0.variant) }
        let pairs = compared.map { (successes: $0.converted, count: $0.subjects) }
        let scores = pairs.dropFirst().map { Statistics.twoProportions(pairs[0], $0) }
        comparisons = Self.comparisons(compared.map(\.variant), scores)
        switch compared.count {
        case ..<2: (z, chiSquare, pValue) = (nil, nil, nil)
        case 2:
            z = scores[0]
            chiSquare = nil
            pValue = scores[0].map(Statistics.twoSided)
        default:
            z = nil
            chiSquare = Self.homogeneity(pairs)
            pValue = chiSquare.map {
                Statistics.chiSquareTail($0, degrees: compared.count - 1)
            }
        }
        ratioPValue =
            isGivenOut ? Self.ratio(compared.map { ($0.variant, $0.subjects) }, split) : nil
    }

    /// - Parameter scores: of each variant but the first, against it.
    private static func comparisons(_ variants: [String], _ scores: [Double?]) -> [Comparison] {
        let known = scores.compactMap { $0.map(Statistics.twoSided) }
        var corrected = Statistics.holm(known)[...]
        return zip(variants.dropFirst(), scores).map { variant, z in
            let pValue = z == nil ? nil : corrected.popFirst()
            return Comparison(
                variant: variant, against: variants[0], z: z, pValue: pValue,
                isSignificant: pValue.map { $0 < significance } ?? false)
        }
    }

    /// Pearson's statistic of converted and not against what one rate for all would give.
    private static func homogeneity(_ pairs: [(successes: Int, count: Int)]) -> Double? {
        let total = pairs.reduce(0) { $0 + $1.count }
        let successes = pairs.reduce(0) { $0 + $1.successes }
        guard total > 0, successes > 0, successes < total else { return nil }
        let rate = Double(successes) / Double(total)
        let counted = pairs.flatMap { [Double($0.successes), Double($0.count - $0.successes)] }
        let expected = pairs.flatMap { [Double($0.count) * rate, Double($0.count) * (1 - rate)] }
        return Statistics.chiSquare(counted, expected)
    }

    /// A declared variant that nobody was given counts, with nobody.
    private static func ratio(_ groups: [(String, Int)], _ shares: [String: Int]?) -> Double? {
        let counts = Dictionary(uniqueKeysWithValues: groups.map { (ExactText($0.0), $0.1) })
        let names = shares.map { $0.keys.sorted() } ?? groups.map(\.0)
        guard names.count > 1 else { return nil }
        let counted = names.map { Double(counts[ExactText($0)] ?? 0) }
        let weights = names.map { Double(shares?[$0] ?? 1) }
        let (total, weight) = (counted.reduce(0, +), weights.reduce(0, +))
        guard total > 0, weight > 0 else { return nil }
        let value = Statistics.chiSquare(counted, weights.map { $0 / weight * total })
        return Statistics.chiSquareTail(value, degrees: names.count - 1)
    }
}

extension JourneyIndex {
    /// Compares the conversion of an attribute's values.
    ///
    /// - Parameter split: how the settings have variants given out, for a flow that declares none.
    /// - Throws: `FunnelRefusal.tooManyVariants`: to compare some with all others taken together
    ///   would say nothing of any.
    package func experiment(
        _ query: FunnelQuery, attribute: String, split: [String: Int]?, _ reader: LogReader,
        _ views: ViewReader
    ) throws -> ExperimentReport {
        var query = query
        (query.by, query.cohort, query.key) = ([attribute], nil, nil)
        let report = try funnel(query, reader, views, withTimes: false)
        let groups = report.groups ?? []
        guard groups.allSatisfy({ $0.values == nil }) else {
            throw FunnelRefusal.tooManyVariants(max: FunnelGroups.shownMax)
        }
        return ExperimentReport(
            flow: report.flow, attribute: attribute, asOf: report.asOf, head: report.head,
            groups: groups.compactMap { group in
                group.key.map {
                    (GroupChoice.name(ofKey: $0), group.subjects, group.stages.last?.subjects ?? 0)
                }
            }, shares: declaration.variants ?? split)
    }
}

extension ExperimentReport {
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("flow", flow)
            writer.member("attribute", attribute)
            writer.member("asOf", asOf.rfc3339)
            writer.member("head", head)
            writer.member("variants") { writer in
                writer.array { writer in
                    for variant in variants { writer.element { variant.write(to: &$0) } }
                }
            }
            writer.member("test") { writer in
                writer.object { writer in
                    writer.memberOrNull("z", z)
                    writer.member("chiSquare", chiSquare)
                    writer.memberOrNull("pValue", pValue)
                    writer.member("significant", isSignificant)
                }
            }
            if comparisons.count > 1 { writeComparisons(to: &writer) }
            writer.member("sampleRatio") { writer in
                writer.object { writer in
                    writer.memberOrNull("pValue", ratioPValue)
                    writer.memberOrNull("ok", isRatioSound)
                }
            }
        }
    }

    private func writeComparisons(to writer: inout JSONWriter) {
        writer.member("comparisons") { writer in
            writer.array { writer in
                for comparison in comparisons {
                    writer.element { writer in
                        writer.object { writer in
                            writer.member("variant", comparison.variant)
                            writer.member("against", comparison.against)
                            writer.memberOrNull("z", comparison.z)
                            writer.memberOrNull("pValue", comparison.pValue)
                            writer.member("significant", comparison.isSignificant)
                        }
                    }
                }
            }
        }
    }
}

extension ExperimentReport.Variant {
    func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("variant", variant)
            writer.member("subjects", subjects)
            writer.member("converted", converted)
            writer.memberOrNull("rate", rate)
            writer.memberOrNull("low", low)
            writer.memberOrNull("high", high)
            if !isDeclared { writer.member("declared", false) }
        }
    }
}
