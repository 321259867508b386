/// A JSON number taken apart: ± mantissa × 10^exponent.
///
/// The mantissa holds at most 19 digits; a number with more significant ones is not exact.
struct DecimalLiteral {
    private(set) var isNegative = false
    /// The first 19 significant digits, as one number.
    private(set) var mantissa: UInt64 = 0
    /// Also counts the digits that were dropped.
    private(set) var exponent = 0
    /// False when a digit other than 0 was dropped.
    private(set) var isExact = true

    /// Takes apart a text that follows the grammar of RFC 8259 section 6.
    init(_ text: UnsafeRawBufferPointer) {
        var (isFraction, index) = (false, 0)
        while index < text.count {
            switch unsafe text[index] {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                exponent += unsafe Self.exponent(of: text, from: index + 1)
                return
            case let digit: append(digit - UInt8(ascii: "0"), isFraction: isFraction)
            }
            index += 1
        }
    }

    /// Takes in one digit, or drops it when there are 19 already.
    private mutating func append(_ digit: UInt8, isFraction: Bool) {
        if mantissa < 1_000_000_000_000_000_000 {
            mantissa = mantissa * 10 + UInt64(digit)
            if isFraction { exponent -= 1 }
        } else {
            if digit != 0 { isExact = false }
            if !isFraction { exponent += 1 }
        }
    }

    /// The signed digits behind the `e`, held within ±2^40: no text has digits to make up for that.
    private static func exponent(of text: UnsafeRawBufferPointer, from start: Int) -> Int {
        var (value, sign) = (0, 1)
        for index in start..<text.count {
            switch unsafe text[index] {
            case UInt8(ascii: "+"): sign = 1
            case UInt8(ascii: "-"): sign = -1
            case let digit: value = min(value * 10 + Int(digit - UInt8(ascii: "0")), 1 << 40)
            }
        }
        return sign * value
    }

    /// What a number is as a 64-bit integer.
    enum Whole {
        /// It is whole, however it is written: `1.0` and `1e3` are.
        case fits(Int64)
        /// It lies beyond 64 bits on either side.
        case tooLarge
        /// It has a fraction, however small.
        case fractional
    }

    /// The number as a 64-bit integer, when it is one.
    var whole: Whole {
        guard mantissa != 0 else { return .fits(0) }
        var (digits, exponent) = (mantissa, exponent)
        while exponent < 0 {
            guard digits % 10 == 0 else { return .fractional }
            (digits, exponent) = (digits / 10, exponent + 1)
        }
        // Digits that were dropped stand at the far right: with a whole part of 19 digits or fewer
        // they are a fraction.
        guard isExact else { return exponent == 0 ? .fractional : .tooLarge }
        while exponent > 0 {
            let (product, isOverflow) = digits.multipliedReportingOverflow(by: 10)
            guard !isOverflow else { return .tooLarge }
            (digits, exponent) = (product, exponent - 1)
        }
        if isNegative, digits == Int64.min.magnitude { return .fits(.min) }
        guard let value = Int64(exactly: digits) else { return .tooLarge }
        return .fits(isNegative ? -value : value)
    }

    /// The nearest double when one multiplication or division finds it; nil for the hard cases.
    ///
    /// Integers up to 2^53 and powers of ten up to 10^22 are exact as doubles, so one operation
    /// on them rounds once, correctly (Clinger, "How to read floating point numbers accurately").
    var double: Double? {
        guard isExact, mantissa <= 1 << 53, abs(exponent) <= 22 else { return nil }
        let magnitude = Double(mantissa)
        let power = Self.powersOfTen[abs(exponent)]
        let value = exponent < 0 ? magnitude / power : magnitude * power
        return isNegative ? -value : value
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
        1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]
}
