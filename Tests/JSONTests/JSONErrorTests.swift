import JSON
import TestSupport
import Testing

struct JSONErrorTests {
    @Test(
        arguments: [
            ("", .unexpectedEnd, 0), ("  ", .unexpectedEnd, 2), ("{", .unexpectedEnd, 1),
            (#"{"a""#, .unexpectedEnd, 4), (#"{"a":"#, .unexpectedEnd, 5),
            ("[1,", .unexpectedEnd, 3),
            ("[1 2]", .unexpectedByte, 3), ("[1,]", .unexpectedByte, 3),
            (#"{"a":1,}"#, .unexpectedByte, 7),
            ("{a:1}", .unexpectedByte, 1), ("tru", .unexpectedByte, 0), ("nul", .unexpectedByte, 0),
            ("true false", .trailingBytes, 5), ("1x", .trailingBytes, 1),
            ("[1}", .unexpectedByte, 2),
            ("\u{FEFF}{}", .byteOrderMark, 0), ("\u{A0}1", .unexpectedByte, 0),
            ("\u{0B}1", .unexpectedByte, 0),
        ] as [(String, JSONError.Code, Int)])
    func `an error says what is wrong and where`(
        _ text: String, _ code: JSONError.Code, _ index: Int
    ) {
        expectEqual(errorSkipping(text), JSONError(code, at: index))
    }

    @Test(arguments: JSONKind.allCases, ["null", "true", "1", #""s""#, "[]", "{}"])
    func `a value of another kind is a mismatch`(_ kind: JSONKind, _ text: String) throws {
        let found = try scan("[\(text)]") { s throws(JSONError) in
            var found = JSONKind.null
            try s.array { s throws(JSONError) in
                found = try s.peek()
                try s.skip()
            }
            return found
        }
        guard found != kind, kind != .null else { return }
        #expect(throws: JSONError(.typeMismatch(expected: kind), at: 1)) {
            try scan(" \(text)") { s throws(JSONError) in
                switch kind {
                case .null: try s.skip()
                case .bool: _ = try s.bool()
                case .number: _ = try s.int64()
                case .string: _ = try s.string()
                case .array: try s.array { s throws(JSONError) in try s.skip() }
                case .object: try s.object { _, s throws(JSONError) in try s.skip() }
                }
            }
        }
    }

    @Test func `nesting beyond the limit is refused at the bracket that goes too deep`() {
        let limits = JSONLimits(depthMax: 3)
        expectNil(errorSkipping(#"[{"a":[]},[[]]]"#, limits: limits))
        expectEqual(errorSkipping("[[[[]]]]", limits: limits), JSONError(.depthExceeded, at: 3))
        expectEqual(errorSkipping("[[],[[{}]]]", limits: limits), JSONError(.depthExceeded, at: 6))
    }

    @Test func `a text beyond the limit is not looked at`() {
        expectNil(errorSkipping("[1]", limits: JSONLimits(bytesMax: 3)))
        expectEqual(
            errorSkipping("[12]", limits: JSONLimits(bytesMax: 3)), JSONError(.tooLarge, at: 3))
    }

    @Test func `an explanation counts lines and characters`() throws {
        let text = "{\n  \"é\": 1,\n  \"ü€\": x\n}"
        let error = try required(errorSkipping(text))
        expectEqual(
            error.explanation(in: Array(text.utf8)), "line 3, column 9: unexpected character")
    }

    @Test func `an explanation names the kind that was expected`() {
        let text = #"{"email": 5}"#
        let error = #expect(throws: JSONError.self) {
            try scan(text) { s throws(JSONError) in
                try s.object { _, s throws(JSONError) in _ = try s.string() }
            }
        }
        expectEqual(
            error?.explanation(in: Array(text.utf8)), "line 1, column 11: expected a string")
    }

    @Test func `a reader's own error names its place`() {
        #expect(throws: JSONError(.missingMember("email"), at: 2)) {
            try scan("{}") { s throws(JSONError) in
                try s.object { _, s throws(JSONError) in try s.skip() }
                throw s.error(.missingMember("email"))
            }
        }
    }

    @Test func `no byte string makes the readings disagree or trap`() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededRandom(seed: seed)
        let base = Array(
            #"{"a":[1,-2.5e3,"x\u00e9\n",{"b":null,"c":true}],"ключ":"длинный текст €"}"#.utf8)
        for _ in 0..<20_000 {
            var bytes = base
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch generator.next() % 3 {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: place)
                default:
                    bytes.insert(base[Int.random(in: 0..<base.count, using: &generator)], at: place)
                }
            }
            let isSkipped = errorSkipping(bytes) == nil
            let value = try? JSONValue(parsing: bytes, duplicateKeys: .lastWins)
            expectEqual(isSkipped, (value != nil), "seed \(seed)")
            if let value {
                expectEqual((try? JSONValue(parsing: value.encoded)), value, "seed \(seed)")
            }
        }
    }
}
