/// Whether two values say the same, however their numbers are written.
extension JSONValue {
    /// True for equal values, in which numbers are equal by value: `2`, `2.0` and `20e-1` are one.
    package func hasSameValue(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.number(let a), .number(let b)): a.hasSameValue(as: b)
        case (.array(let a), .array(let b)):
            a.count == b.count && zip(a, b).allSatisfy { $0.hasSameValue(as: $1) }
        case (.object(let a), .object(let b)):
            a.count == b.count
                && a.allSatisfy { name, value in b[name]?.hasSameValue(as: value) == true }
        default: self == other
        }
    }
}

extension JSONNumber {
    /// Exact for numbers of any length, as far as exponents go to 2^40: no value is rounded.
    package func hasSameValue(as other: JSONNumber) -> Bool {
        literal == other.literal
            || double == other.double && Significand(literal) == Significand(other.literal)
    }

    /// Exact as `hasSameValue` is.
    package func isLess(than other: JSONNumber) -> Bool {
        Significand(literal) < Significand(other.literal)
    }

    /// True for a number without a fraction, however long or however written.
    package var isWhole: Bool { Significand(literal).exponent >= 0 }
}

/// A number in the one form that each value has: ± digits × 10^exponent, without zeros at either
/// end of the digits; nothing but the empty digits for zero.
private struct Significand: Equatable {
    private var isNegative = false
    private var digits: [UInt8] = []
    private(set) var exponent = 0

    /// - Parameter literal: a number by RFC 8259 section 6.
    init(_ literal: String) {
        let text = literal.utf8
        let end = text.firstIndex { $0 | 0x20 == UInt8(ascii: "e") }
        let mantissa = text[..<(end ?? text.endIndex)]
        digits = mantissa.filter { (0x30...0x39).contains($0) }
        if let point = mantissa.firstIndex(of: UInt8(ascii: ".")) {
            exponent -= text.distance(from: point, to: mantissa.endIndex) - 1
        }
        if let end { exponent += Self.exponent(text[text.index(after: end)...]) }
        digits.trimPrefix { $0 == UInt8(ascii: "0") }
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            exponent += 1
        }
        if digits.isEmpty { exponent = 0 } else { isNegative = text.first == UInt8(ascii: "-") }
    }

    /// Held within ±2^40: no text has digits to make up for that.
    private static func exponent(_ text: Substring.UTF8View) -> Int {
        let magnitude = text.reduce(0) { value, byte in
            (0x30...0x39).contains(byte) ? min(value * 10 + Int(byte - 0x30), 1 << 40) : value
        }
        return text.first == UInt8(ascii: "-") ? -magnitude : magnitude
    }
}

extension Significand: Comparable {
    static func < (a: Significand, b: Significand) -> Bool {
        if a.sign != b.sign { return a.sign < b.sign }
        return a.sign < 0 ? b.isNearerZero(than: a) : a.isNearerZero(than: b)
    }

    private var sign: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }

    /// How many digits stand before the point; below zero, so many zeros behind it.
    private var wholeCount: Int { digits.count + exponent }

    private func isNearerZero(than other: Significand) -> Bool {
        if wholeCount != other.wholeCount { return wholeCount < other.wholeCount }
        return digits.lexicographicallyPrecedes(other.digits)
    }
}
