import JSON
import TestSupport
import Testing

struct JSONNumberTests {
    static func int64(_ text: String) -> Result<Int64, JSONError> {
        Result { () throws(JSONError) in
            try scan(text) { s throws(JSONError) in try s.int64() }
        }
    }

    static func double(_ text: String) throws(JSONError) -> Double {
        try scan(text) { s throws(JSONError) in try s.double() }
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-12", -12),
            ("999999999999999999", 999_999_999_999_999_999),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("1.0", 1),
            ("1e3", 1000),
            ("12.50e1", 125), ("100e-2", 1), ("0e99999", 0), ("-0.0", 0),
            ("1.0000000000000000000000000", 1),
            ("1000000000000000000000e-3", 1_000_000_000_000_000_000),
        ] as [(String, Int64)])
    func `a whole number is read however it is written`(_ text: String, _ value: Int64) {
        expectEqual(Self.int64(text), .success(value))
        expectEqual(Self.int64(text + " "), .success(value))
        expectEqual(JSONNumber(literal: text)?.int64, value)
    }

    @Test(arguments: [
        "9223372036854775808", "-9223372036854775809", "1e19", "1e999999999999",
        "12345678901234567890123",
    ])
    func `a whole number beyond 64 bits is refused`(_ text: String) {
        expectEqual(Self.int64(text), .failure(JSONError(.numberOutOfRange, at: 0)))
        expectNil(JSONNumber(literal: text)?.int64)
    }

    @Test(arguments: [
        "1.5", "1e-1", "0.0000001", "1.00000000000000000000000001", "9223372036854775807.5",
    ])
    func `a fraction is no whole number`(_ text: String) {
        expectEqual(Self.int64(text), .failure(JSONError(.notAnInteger, at: 0)))
        expectNil(JSONNumber(literal: text)?.int64)
    }

    @Test(arguments: [
        "01", "-01", "00", "1.", "1.e1", "1e", "1e+", "-", "-a", "0x1", "1_0", "1a", "--1", "1.2.3",
        "1e1.0",
    ])
    func `what breaks the grammar is no number`(_ text: String) {
        expectNotNil(errorSkipping(text))
        expectNil((try? Self.int64(text).get()))
        expectNil((try? Self.double(text)))
        expectNil(JSONNumber(literal: text))
    }

    @Test func `an exponent beyond all bounds does not wrap to a small one`() {
        let zeros = String(repeating: "0", count: 1_000_005)
        expectNil(JSONNumber(literal: "1\(zeros)e-99999999999999999999")?.int64)
        expectEqual(JSONNumber(literal: "1\(zeros)e-1000005")?.int64, 1)
    }

    @Test func `a number's text has nothing around it`() {
        expectNil(JSONNumber(literal: " 1"))
        expectNil(JSONNumber(literal: ""))
    }

    @Test(arguments: [
        ("0", 0), ("-1.5", -1.5), ("0.1", 0.1), ("1e23", 1e23),
        ("123456789012345678", 123_456_789_012_345_680),
        ("5e-324", .leastNonzeroMagnitude), ("1.7976931348623157e308", .greatestFiniteMagnitude),
        ("1e-400", 0),
        ("9007199254740993", 9_007_199_254_740_992), ("4e-324", .leastNonzeroMagnitude),
        ("2.2250738585072014e-308", .leastNormalMagnitude),
        ("0.30000000000000004", 0.30000000000000004),
    ])
    func `a double is the nearest one`(_ text: String, _ value: Double) throws {
        try expectEqual(Self.double(text), value)
        expectEqual(JSONNumber(literal: text)?.double, value)
    }

    @Test func `a double beyond the largest is refused`() {
        #expect(throws: JSONError(.numberOutOfRange, at: 0)) { try Self.double("1e400") }
        expectEqual(JSONNumber(literal: "-1e400")?.double, -.infinity)
    }

    @Test func `negative zero keeps its sign as a double`() throws {
        try expectEqual(Self.double("-0").sign, .minus)
    }

    @Test func `a number keeps the text it was written as`() throws {
        let number = try scan("99.00") { s throws(JSONError) in try s.number() }
        expectEqual(number.literal, "99.00")
        expectEqual(JSONValue.number(number).encoded, Array("99.00".utf8))
    }

    @Test(arguments: [
        (1.0, "1"), (-0.0, "-0"), (0.1, "0.1"), (1e300, "1e+300"), (2.5e-9, "2.5e-09"),
    ])
    func `a double is written as the shortest text that reads back`(_ value: Double, _ text: String)
        throws
    {
        expectEqual(JSONNumber(value).literal, text)
        try expectEqual(Self.double(text), value)
    }

    @Test func `random doubles and integers read back as they were`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededRandom(seed: seed)
        for _ in 0..<20_000 {
            let value = Double(bitPattern: generator.next())
            if value.isFinite {
                try expectEqual(Self.double(JSONNumber(value).literal), value, "seed \(seed)")
            }
            let whole =
                Int64(bitPattern: generator.next()) >> Int64.random(in: 0..<64, using: &generator)
            expectEqual(Self.int64(String(whole)), .success(whole), "seed \(seed)")
        }
    }
}
