import JSON
import TestSupport
import Testing

struct JSONValueTests {
    @Test func `a value is read whole and its parts are at hand`() throws {
        let value = try JSONValue(parsing: #"{"a":[1,"x",true,null,2.5],"b":{"c":"d"}}"#)
        expectEqual(value["a"]?[0]?.intValue, 1)
        expectEqual(value["a"]?[1]?.stringValue, "x")
        expectEqual(value["a"]?[2]?.boolValue, true)
        expectEqual(value["a"]?[3]?.isNull, true)
        expectEqual(value["a"]?[4]?.doubleValue, 2.5)
        expectNil(value["a"]?[5])
        expectEqual(value["b"]?["c"], "d")
        expectEqual(value["b"]?.objectValue?.count, 1)
        expectNil(value["b"]?.stringValue)
    }

    @Test func `literals spell values`() throws {
        let value: JSONValue = ["a": [1, "x", true, nil, 2.5], "b": [:]]
        try expectEqual(JSONValue(parsing: #"{"a":[1,"x",true,null,2.5],"b":{}}"#), value)
    }

    @Test func `a member that comes twice is refused at its second value`() {
        #expect(throws: JSONError(.duplicateKey, at: 16)) {
            try JSONValue(parsing: #"{"a":1,"\u0061":2}"#)
        }
        #expect(throws: JSONError.self) { try JSONValue(parsing: #"[{"x":{"a":1,"a":1}}]"#) }
    }

    @Test func `the last of two members wins on request`() throws {
        let value = try JSONValue(parsing: #"{"a":1,"b":2,"a":3}"#, duplicateKeys: .lastWins)
        expectEqual(value.encoded, Array(#"{"a":3,"b":2}"#.utf8))
    }

    @Test func `names that look alike but differ in bytes are two members`() throws {
        let value = try JSONValue(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}")
        expectEqual(value.objectValue?.count, 2)
        expectEqual(value["\u{E9}"], 1)
        expectEqual(value["e\u{301}"], 2)
    }

    @Test func `random values read back as they were written`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededRandom(seed: seed)
        for _ in 0..<500 {
            let value = Self.randomValue(depth: 4, &generator)
            try expectEqual(JSONValue(parsing: value.encoded), value, "seed \(seed)")
        }
    }

    static func randomValue(depth: Int, _ generator: inout SeededRandom) -> JSONValue {
        switch generator.next() % (depth > 0 ? 7 : 5) {
        case 0: return .null
        case 1: return .bool(generator.next() % 2 == 0)
        case 2: return .number(JSONNumber(Int64(bitPattern: generator.next())))
        case 3: return .number(JSONNumber(Double(generator.next() % 10_000) / 128))
        case 4: return .string(randomString(&generator))
        case 5:
            return .array(
                (0..<generator.next() % 5).map { _ in randomValue(depth: depth - 1, &generator) })
        default:
            var object = JSONObject()
            for _ in 0..<generator.next() % 25 {
                object[randomString(&generator)] = randomValue(depth: depth - 2, &generator)
            }
            return .object(object)
        }
    }

    static func randomString(_ generator: inout SeededRandom) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<generator.next() % 20 {
            let range: ClosedRange<UInt32> = generator.next() % 4 == 0 ? 0...0x10FFFF : 0...0x7F
            if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) {
                text.append(scalar)
            }
        }
        return String(text)
    }
}
