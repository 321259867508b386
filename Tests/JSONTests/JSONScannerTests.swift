import JSON
import TestSupport
import Testing

struct JSONScannerTests {
    struct Plan: Equatable {
        var id = ""
        var isPaid = false
        var seats: Int64 = 0
        var note: String?
    }

    static func plan(_ text: String) throws(JSONError) -> Plan {
        try scan(text) { scanner throws(JSONError) in
            var plan = Plan()
            try scanner.object { key, scanner throws(JSONError) in
                switch key {
                case "planId": plan.id = try scanner.string()
                case "isPaid": plan.isPaid = try scanner.bool()
                case "seats": plan.seats = try scanner.int64()
                case "note": plan.note = try scanner.optionalString()
                default: try scanner.skip()
                }
            }
            return plan
        }
    }

    @Test func `members are read by their names in any order`() throws {
        let plan = try Self.plan(
            #" { "seats" : 3 , "other":[1,{"a":null}], "isPaid":true,"planId":"pro","note":null } "#
        )
        expectEqual(plan, Plan(id: "pro", isPaid: true, seats: 3, note: nil))
    }

    @Test func `a name spelled with escapes matches`() throws {
        try expectEqual(
            Self.plan(#"{"plan\u0049d":"x","\u006eote":"y"}"#), Plan(id: "x", note: "y"))
    }

    @Test func `names are told apart at every length`() throws {
        for length in 1...20 {
            let name = String("abcdefghijklmnopqrst".prefix(length))
            for change in 0..<length {
                var other = Array(name.utf8)
                other[change] ^= 1
                let text = #"{"\#(String(decoding: other, as: UTF8.self))":1}"#
                let isEqual = try scan(text) { s throws(JSONError) in
                    var isEqual = false
                    try s.object { key, s throws(JSONError) in
                        isEqual = key.string == name
                        try s.skip()
                    }
                    return isEqual
                }
                expectFalse(isEqual)
            }
        }
    }

    @Test func `long names are compared whole`() throws {
        let found = try scan(#"{"abcdefghijklmnopqrsT":1,"abcdefghijklmnopqrst":2}"#) {
            s throws(JSONError) in
            var found: Int64 = 0
            try s.object { key, s throws(JSONError) in
                if key == "abcdefghijklmnopqrst" { found = try s.int64() } else { try s.skip() }
            }
            return found
        }
        expectEqual(found, 2)
    }

    @Test func `a word is read without a copy`() throws {
        let isPro = try scan(#""professional""#) { s throws(JSONError) in
            switch try s.symbol() {
            case "trial": false
            case "professional": true
            default: false
            }
        }
        expectTrue(isPro)
    }

    @Test func `an array is read element by element`() throws {
        let numbers = try scan("[1, -2 ,3000000000]") { s throws(JSONError) in
            var numbers: [Int64] = []
            try s.array { s throws(JSONError) in numbers.append(try s.int64()) }
            return numbers
        }
        expectEqual(numbers, [1, -2, 3_000_000_000])
    }

    @Test func `empty objects and arrays have nothing in them`() throws {
        try scan("[{},[], { } ,[ ]]") { s throws(JSONError) in
            try s.array { s throws(JSONError) in
                if try s.peek() == .object {
                    try s.object { _, _ in Issue.record("a member") }
                } else {
                    try s.array { _ in Issue.record("an element") }
                }
            }
        }
    }

    @Test(arguments: [
        ("null", JSONKind.null), (" true", .bool), ("false", .bool), ("-1", .number),
        ("9", .number), (#""""#, .string), ("[", .array), ("{", .object),
    ])
    func `the next value's kind is seen before it is read`(_ text: String, _ kind: JSONKind) {
        _ = try? scan(text) { s throws(JSONError) in try expectEqual(s.peek(), kind) }
    }

    @Test func `a raw value keeps its bytes as they stand`() throws {
        let raw = try scan(#"[ {"a" : 1.50, "b":"\u0041"} ]"#) { s throws(JSONError) in
            var raw: [UInt8] = []
            try s.array { s throws(JSONError) in raw = try s.rawValue() }
            return raw
        }
        expectEqual(String(decoding: raw, as: UTF8.self), #"{"a" : 1.50, "b":"\u0041"}"#)
    }

    @Test func `null stands for an absent value of any kind`() throws {
        let values = try scan("[null, 4]") { s throws(JSONError) in
            var values: [Int64?] = []
            try s.array { s throws(JSONError) in
                values.append(try s.optional { s throws(JSONError) in try s.int64() })
            }
            return values
        }
        expectEqual(values, [nil, 4])
    }

    @Test func `a span is scanned like an array`() throws {
        let bytes = Array("[true]".utf8)
        let isTrue = try unsafe JSONScanner.scan(bytes.span.bytes) { s throws(JSONError) in
            var isTrue = false
            try s.array { s throws(JSONError) in isTrue = try s.bool() }
            return isTrue
        }
        expectTrue(isTrue)
    }

    @Test func `a member's value that is neither read nor skipped stops the program`() async {
        await #expect(processExitsWith: .failure) {
            _ = try? JSONScanner.scan(Array(#"{"a":1}"#.utf8)) { s throws(JSONError) in
                try s.object { _, _ in }
            }
        }
    }
}
