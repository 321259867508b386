/// A number as its text writes it, so that `99.00` stays `99.00`.
///
/// Two numbers are equal when their texts are: `1.0` is not `1`. Ask for `int64` or `double` to
/// compare values.
package struct JSONNumber: Sendable, Hashable {
    /// The number's text, valid by RFC 8259 section 6.
    package let literal: String

    /// Takes a text that the scanner has checked.
    init(checked literal: String) { self.literal = literal }

    /// Takes a text that is one JSON number and nothing else; nil for any other.
    package init?(literal: String) {
        let text = Array(literal.utf8)
        let number = try? JSONScanner.scan(text) { scanner throws(JSONError) in
            try scanner.number()
        }
        // White space around the number would have passed the scanner.
        guard let number, number.literal.utf8.count == text.count else { return nil }
        self = number
    }

    /// In plain digits, without fraction or exponent.
    package init(_ value: Int64) { literal = String(value) }

    package init(_ value: Int) { literal = String(value) }

    /// The shortest text that reads back as the same double; whole ones without `.0`.
    ///
    /// - Precondition: `value` is finite, for JSON has no infinity and no NaN.
    package init(_ value: Double) {
        precondition(value.isFinite, "JSON has no infinity and no NaN")
        let text = value.description
        literal = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// The value when it is whole and fits; `1.0` and `1e3` are whole.
    package var int64: Int64? {
        guard case .fits(let value) = decimal.whole else { return nil }
        return value
    }

    /// The nearest double; infinite when the number lies beyond the largest.
    package var double: Double { decimal.double ?? Double(literal) ?? .infinity }

    private var decimal: DecimalLiteral {
        var text = literal
        return text.withUTF8 { unsafe DecimalLiteral(UnsafeRawBufferPointer($0)) }
    }
}

extension JSONNumber: ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    package init(integerLiteral value: Int64) { self.init(value) }
    package init(floatLiteral value: Double) { self.init(value) }
}
