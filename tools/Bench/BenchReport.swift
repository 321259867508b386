import JSON

/// What a figure is to be.
package enum BenchTarget: Sendable, Hashable {
    case atLeast(Double)
    case atMost(Double)

    func isMet(by value: Double) -> Bool {
        switch self {
        case .atLeast(let bound): value >= bound
        case .atMost(let bound): value <= bound
        }
    }

    var text: String {
        switch self {
        case .atLeast(let bound): "≥ \(Figure.text(bound))"
        case .atMost(let bound): "≤ \(Figure.text(bound))"
        }
    }
}

/// One figure.
package struct BenchResult: Sendable, Hashable {
    /// Begins with its suite's name.
    package var name: String
    package var value: Double
    package var unit: String
    /// To what it is compared with in the same run, when there is such a thing.
    package var ratio: Double?
    /// Of the ratio where there is one, else of the value.
    package var target: BenchTarget?

    package init(
        _ name: String, _ value: Double, _ unit: String, ratio: Double? = nil,
        target: BenchTarget? = nil
    ) {
        (self.name, self.value, self.unit) = (name, value, unit)
        (self.ratio, self.target) = (ratio, target)
    }

    /// Nil when nothing was aimed at.
    package var isMet: Bool? { target?.isMet(by: ratio ?? value) }
}

/// All figures of a run.
package struct BenchReport: Sendable {
    package let size: BenchSize
    package var results: [BenchResult] = []
    /// Of what was computed, so that nothing of it could be left out; the same for the same sizes
    /// only where no randomness comes in.
    var checksum = Checksum()

    init(size: BenchSize) { self.size = size }

    /// The titles of `rows`.
    package static let columns = ["what", "value", "unit", "ratio", "target", "met"]

    /// One row of cells for each figure.
    package var rows: [[String]] {
        results.map { result in
            [
                result.name, Figure.text(result.value), result.unit,
                result.ratio.map(Figure.text) ?? "", result.target?.text ?? "",
                result.isMet.map { $0 ? "yes" : "no" } ?? "",
            ]
        }
    }

    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("size", size.rawValue)
            writer.member("checksum", checksum.text)
            writer.member("results") { writer in
                writer.array { writer in
                    for result in results { writer.element { result.write(to: &$0) } }
                }
            }
        }
    }
}

extension BenchResult {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("name", name)
            writer.member("value", value)
            writer.member("unit", unit)
            writer.member("ratio", ratio)
            writer.member("target", target?.text)
            writer.member("isMet", isMet)
        }
    }
}

/// Numbers as people read them.
enum Figure {
    /// Three significant digits, thousands with separators.
    static func text(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        if value.magnitude >= 100 { return grouped(Int(value.rounded())) }
        let decimals = value.magnitude >= 10 ? 1 : value.magnitude >= 0.1 ? 2 : 3
        var scale = 1
        for _ in 0..<decimals { scale *= 10 }
        let scaled = Int((value.magnitude * Double(scale)).rounded())
        let fraction = String(scaled % scale)
        let zeros = String(repeating: "0", count: decimals - fraction.count)
        return "\(value < 0 ? "-" : "")\(scaled / scale).\(zeros)\(fraction)"
    }

    private static func grouped(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}

/// Sums up what the benchmarks computed (FNV-1a over words).
struct Checksum: Sendable {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ word: some BinaryInteger) {
        value = (value ^ UInt64(truncatingIfNeeded: word)) &* 0x100_0000_01B3
    }

    var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
