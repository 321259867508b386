import TestSupport
import Testing

@testable import ReadModels

/// The statistics of experiments against published values (contract D4).
@Suite("Statistics", .timeLimit(.minutes(5))) struct StatisticsTests {
    /// R. G. Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I,
    /// method 3.
    @Test(arguments: [
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ])
    func `Wilson's intervals are Newcombe's`(
        successes: Int, count: Int, low: Double, high: Double
    ) throws {
        let interval = try required(Statistics.wilson(successes, of: count))
        expectTrue(abs(interval.low - low) < 0.000_05 && abs(interval.high - high) < 0.000_05)
    }

    @Test func `Wilson's interval of everybody ends at one, and of nobody there is none`() {
        expectEqual(Statistics.wilson(20, of: 20)?.high, 1)
        expectNil(Statistics.wilson(0, of: 0))
    }

    /// Penn State, STAT 415, lesson 9.4: 351 of 605 non-smokers and 41 of 195 smokers favoured a
    /// tax; Z = 8.99.
    @Test func `two proportions differ as in the course's example`() throws {
        let z = try required(
            Statistics.twoProportions((successes: 351, count: 605), (successes: 41, count: 195)))
        expectTrue(abs(z + 8.99) < 0.005)
        expectTrue(Statistics.twoSided(z) < 0.0001)
    }

    /// Every table of the normal distribution: 1.96 leaves 5 %, 2.5758 leaves 1 %.
    @Test func `both tails of the normal distribution are the tables'`() {
        expectTrue(abs(Statistics.twoSided(1.959_964) - 0.05) < 1e-6)
        expectTrue(abs(Statistics.twoSided(-2.575_829) - 0.01) < 1e-6)
        expectEqual(Statistics.twoSided(0), 1)
    }

    /// NIST/SEMATECH e-Handbook, table 1.3.6.7.4, critical values.
    @Test(arguments: [
        (3.841, 1, 0.05), (6.635, 1, 0.01), (5.991, 2, 0.05), (7.815, 3, 0.05), (11.345, 3, 0.01),
        (9.488, 4, 0.05), (11.070, 5, 0.05), (18.307, 10, 0.05), (24.996, 15, 0.05),
    ])
    func `the tail of chi-square is the tables'`(value: Double, degrees: Int, tail: Double) {
        expectTrue(abs(Statistics.chiSquareTail(value, degrees: degrees) - tail) < 0.000_05)
    }

    /// R. Kohavi, D. Tang, Y. Xu, "Trustworthy Online Controlled Experiments" (2020), chapter 3:
    /// 821,588 users against 815,482 have a p-value of 1.8E-6.
    @Test func `a broken split has the book's p-value`() throws {
        let report = Self.report([("a", 821_588, 0), ("b", 815_482, 0)])
        let pValue = try required(report.ratioPValue)
        expectTrue(abs(pValue - 1.8e-6) < 0.05e-6 && report.isRatioSound == false)
    }

    @Test func `a declared split is what counts are held against`() {
        let groups = [("a", 9000, 10), ("b", 1000, 10)]
        expectEqual(Self.report(groups).isRatioSound, false)
        expectEqual(Self.report(groups, shares: ["a": 90, "b": 10]).isRatioSound, true)
        let third = ["a": 45, "b": 5, "c": 50]
        expectEqual(Self.report(groups, shares: third).isRatioSound, false)
    }

    @Test func `an attribute that nobody gives out is held against no shares`() {
        let groups = [("email", 9000, 10), ("google", 1000, 10)]
        let report = Self.report(groups, attribute: "method")
        expectTrue(report.ratioPValue == nil && report.isRatioSound == nil)
    }

    @Test func `more than two variants are tested together and each against the first`() throws {
        let report = Self.report([("a", 1000, 100), ("b", 1000, 104), ("c", 1000, 160)])
        expectTrue(report.z == nil && report.isSignificant)
        expectEqual(report.comparisons.map(\.variant), ["b", "c"])
        expectEqual(report.comparisons.map(\.isSignificant), [false, true])
    }

    @Test func `what the split does not name is listed, and neither compared nor the control`() {
        let shares = ["a": 1, "b": 1]
        let clean = Self.report([("a", 30, 10), ("b", 30, 20)], shares: shares)
        let stray = Self.report([("A", 1, 0), ("a", 30, 10), ("b", 30, 20)], shares: shares)
        expectEqual(stray.variants.map(\.variant), ["A", "a", "b"])
        expectEqual(stray.variants.map(\.isDeclared), [false, true, true])
        expectTrue(stray.z == clean.z && stray.pValue == clean.pValue && clean.isSignificant)
        expectTrue(stray.comparisons == clean.comparisons && stray.chiSquare == nil)
        expectEqual(stray.ratioPValue, clean.ratioPValue)
        let alone = Self.report([("A", 9, 0), ("a", 30, 10)], shares: shares)
        expectTrue(alone.pValue == nil && alone.isRatioSound == false)
        let unsplit = Self.report([("A", 1, 0), ("a", 30, 10), ("b", 30, 20)])
        expectEqual(unsplit.comparisons.map(\.against), ["A", "A"])
        expectEqual(unsplit.variants.map(\.isDeclared), [true, true, true])
    }

    /// S. Holm's procedure by hand: the smallest times three, the next times two, never falling.
    @Test func `several comparisons are corrected`() {
        let corrected = Statistics.holm([0.01, 0.04, 0.03])
        for (found, expected) in zip(corrected, [0.03, 0.06, 0.06]) {
            expectTrue(abs(found - expected) < 1e-12)
        }
    }

    @Test func `nothing to compare is said so`() {
        expectNil(Self.report([]).pValue)
        expectNil(Self.report([("a", 5, 5)]).pValue)
        expectNil(Self.report([("a", 5, 5), ("b", 7, 7)]).pValue)
        expectNil(Self.report([("a", 5, 5)]).isRatioSound)
    }

    private static func report(
        _ groups: [(String, Int, Int)], shares: [String: Int]? = nil,
        attribute: String = "variant"
    ) -> ExperimentReport {
        ExperimentReport(
            flow: "signup", attribute: attribute, asOf: noon, head: 1,
            groups: groups.map { (variant: $0.0, subjects: $0.1, converted: $0.2) },
            shares: shares)
    }

    @Test func `a table has the numbers of the test, and nothing where there is none (D5)`() {
        func rows(_ report: ExperimentReport) -> [[String]] {
            String(decoding: report.csv.bytes, as: UTF8.self).split(separator: "\r\n").dropFirst()
                .map {
                    $0.split(separator: ",", omittingEmptySubsequences: false).dropFirst(6)
                        .map(String.init)
                }
        }
        let two = Self.report([("a", 100, 20), ("b", 110, 60)])
        for row in rows(two) {
            expectTrue(Double(row[0]) == two.z && row[1].isEmpty && Double(row[2]) == two.pValue)
            expectTrue(row[3] == "true" && Double(row[8]) == two.ratioPValue && row[9] == "true")
        }
        let three = Self.report([("a", 100, 20), ("b", 110, 60), ("c", 90, 45)])
        for row in rows(three) {
            expectTrue(row[0].isEmpty && Double(row[1]) == three.chiSquare)
        }
        expectEqual(rows(three)[0][4..<8], ["", "", "", ""], "the others are compared with it")
        for (row, comparison) in zip(rows(three).dropFirst(), three.comparisons) {
            expectTrue(row[4] == "a" && Double(row[5]) == comparison.z)
            expectTrue(
                Double(row[6]) == comparison.pValue && row[7] == "\(comparison.isSignificant)")
        }
        let method = Self.report([("a", 100, 20)], attribute: "method")
        expectEqual(rows(method), [["", "", "", "false", "", "", "", "", "", ""]])
    }
}

/// Percentiles without sorting give what sorting gives.
@Suite("Order statistics", .timeLimit(.minutes(5))) struct OrderStatisticsTests {
    @Test func `any ranks of any numbers are those of the sorted numbers`() {
        var random = SeededRandom.announced("OrderStatistics")
        for _ in 0..<40 {
            let count = 1 + random.next(4000)
            let shift = UInt64(random.next(32) + 32)
            let values = (0..<count).map { _ in
                random.next(20) == 0
                    ? UInt32.max : UInt32(truncatingIfNeeded: random.next() >> shift)
            }
            let ranks = Set((0..<6).map { _ in random.next(count) }).sorted()
            let sorted = values.sorted()
            let buckets = OrderStatistics.buckets(values.span)
            expectEqual(
                OrderStatistics.select(values.span, buckets, ranks), ranks.map { sorted[$0] })
        }
    }
}

/// The table of streams and rows, whatever the order in which rows are given.
@Suite("Stream rows", .timeLimit(.minutes(5))) struct StreamRowsTests {
    @Test func `each stream has the row that it was given`() {
        var random = SeededRandom.announced("StreamRows")
        for isInOrder in [true, false] {
            var (rows, expected, next) = (StreamRows(), [Int64: Int](), 0)
            var streams = (1...2000).map { Int64($0) }
            if !isInOrder { streams.shuffle(using: &random) }
            for streamID in streams {
                let row = random.next(3) > 0 ? next : nil
                if row != nil { next += 1 }
                expected[streamID] = row
                expectTrue(!rows.isLookedAt(streamID) && rows[streamID] == nil)
                rows.note(streamID, row)
            }
            expectTrue(streams.allSatisfy { rows[$0] == expected[$0] && rows.isLookedAt($0) })
            expectTrue(rows[5000] == nil && !rows.isLookedAt(5000))
        }
    }
}
