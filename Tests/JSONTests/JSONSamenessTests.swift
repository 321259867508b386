import TestSupport
import Testing

@testable import JSON

/// When two texts of a number, or two values, say the same.
struct JSONSamenessTests {
    @Test(arguments: [
        ("2", "2.0"), ("2", "20e-1"), ("2", "0.2E+1"), ("100", "1e2"), ("0", "-0.00"),
        ("0", "0e999999999999999999999"), ("-1.50", "-15e-1"),
        ("12345678901234567890123.0", "12345678901234567890123"),
        ("0.1000000000000000000000001", "1000000000000000000000001e-25"),
    ])
    func `numbers are the same by value, however long`(a: String, b: String) throws {
        try expectTrue(same(a, b) && same(b, a))
    }

    @Test(arguments: [
        ("2", "-2"), ("2", "20"), ("1", "1.0000000000000000000000001"), ("1e2", "1e3"),
        ("0.1", "0.10000000000000000000000001"), ("2", "\"2\""), ("0", "null"), ("1", "[1]"),
        ("[1,2]", "[2,1]"), ("[1]", "[1,1]"), (#"{"a":1}"#, #"{"a":1,"b":null}"#),
        (#"{"a":1}"#, #"{"b":1}"#), (#""\u00e9""#, #""e\u0301""#),
    ])
    func `what differs is not the same`(a: String, b: String) throws {
        try expectTrue(!same(a, b) && !same(b, a))
    }

    @Test func `texts of two spellings are two values, and two members of a set`() {
        let spellings: [JSONValue] = [.string("\u{e9}"), .string("e\u{301}")]
        expectTrue(spellings[0] != spellings[1] && Set(spellings).count == 2)
        expectEqual(Set([JSONValue.string("a"), .string("a"), .null, .null]).count, 2)
    }

    @Test func `values are the same with all that is in them, in any order of members`() throws {
        try expectTrue(same(#"{"a":[1,{"b":2.0}],"c":null}"#, #"{"c":null,"a":[1.0,{"b":2}]}"#))
    }

    @Test func `numbers have one order, however long or however they are written`() throws {
        let inOrder = try [
            "-1e400", "-12345678901234567890.5", "-12345678901234567890", "-2", "-1.5", "-15e-2",
            "-1e-400", "0", "1e-400", "0.1", "0.10000000000000000000000001", "0.15", "1",
            "9007199254740992", "9007199254740993", "12345678901234567890.4",
            "12345678901234567890.5", "2e19", "1e400",
        ].map { try required(JSONNumber(literal: $0)) }
        for (place, number) in inOrder.enumerated() {
            for (other, next) in inOrder.enumerated() {
                expectEqual(number.isLess(than: next), (place < other), "\(number) \(next)")
            }
        }
        let (two, zero): (JSONNumber, JSONNumber) = (2, 0)
        expectFalse(two.isLess(than: try required(JSONNumber(literal: "20e-1"))))
        expectFalse(zero.isLess(than: try required(JSONNumber(literal: "-0.0"))))
    }

    @Test(arguments: [
        ("1.0", true), ("1e3", true), ("15e-1", false), ("150e-1", true), ("0e-9", true),
        ("12345678901234567890.5", false), ("12345678901234567890.0", true), ("1e-400", false),
    ])
    func `a number is whole by its value`(literal: String, isWhole: Bool) {
        expectEqual(JSONNumber(literal: literal)?.isWhole, isWhole)
    }

    private func same(_ a: String, _ b: String) throws -> Bool {
        try JSONValue(parsing: a).hasSameValue(as: try JSONValue(parsing: b))
    }
}
