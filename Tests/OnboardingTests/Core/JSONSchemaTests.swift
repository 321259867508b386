import JSON
import TestSupport
import Testing

@testable import Onboarding

/// The part of JSON Schema that payloads, steps and forms use.
struct JSONSchemaTests {
    private func problems(_ schema: JSONValue, _ value: JSONValue) -> [String] {
        JSONSchema(schema).problems(with: value).map(\.description)
    }

    private static let samples: [(String, JSONValue)] = [
        ("null", nil), ("boolean", true), ("string", "x"), ("number", 1.5), ("integer", 7),
        ("array", []), ("object", [:]),
    ]

    @Test(arguments: samples)
    func `a value has its own type and no other`(type: String, value: JSONValue) {
        expectEqual(problems(["type": .string(type)], value), [])
        for other in ["null", "boolean", "string", "array", "object"] where other != type {
            expectEqual(problems(["type": .string(other)], value).count, 1, "\(other)")
        }
    }

    @Test func `whole numbers are integers however they are written`() throws {
        for text in ["1.0", "1e3", "10000000000000000000000"] {
            expectEqual(problems(["type": "integer"], try JSONValue(parsing: text)), [])
        }
        expectEqual(problems(["type": "integer"], 1.5), ["expected a whole number"])
    }

    @Test func `several types may be allowed`() {
        let schema: JSONValue = ["type": ["string", "null"]]
        expectEqual(problems(schema, nil), [])
        expectEqual(problems(schema, 7), ["expected a string or null"])
    }

    @Test func `members are required, known, and checked in depth`() {
        let schema: JSONValue = [
            "type": "object", "required": ["a", "b"], "additionalProperties": false,
            "properties": ["a": ["type": "object", "properties": ["n": ["minimum": 3]]]],
        ]
        expectEqual(
            problems(schema, ["a": ["n": 2], "c/d": 1]),
            [
                "/b: the member is missing", "/a/n: expected at least 3", "/c~1d: unknown member",
            ])
    }

    @Test func `other members may have a schema of their own`() {
        let schema: JSONValue = ["additionalProperties": ["type": "string"]]
        expectEqual(problems(schema, ["x": "y", "z": 1]), ["/z: expected a string"])
    }

    @Test func `elements are counted and checked by place`() {
        let schema: JSONValue = ["items": ["type": "integer"], "minItems": 1, "maxItems": 2]
        expectEqual(problems(schema, []), ["expected at least 1 elements"])
        expectEqual(
            problems(schema, [1, "x", 3]),
            [
                "expected at most 2 elements", "/1: expected a whole number",
            ])
    }

    @Test func `numbers have bounds that belong to them`() {
        let schema: JSONValue = ["minimum": -1.5, "maximum": 10]
        expectTrue(problems(schema, -1.5) == [] && problems(schema, 10) == [])
        expectEqual(problems(schema, -1.6), ["expected at least -1.5"])
        expectEqual(problems(schema, 10.01), ["expected at most 10"])
    }

    @Test func `lengths count characters, not bytes`() {
        let schema: JSONValue = ["minLength": 2, "maxLength": 3]
        expectEqual(problems(schema, "äö"), [])
        expectEqual(problems(schema, "ä"), ["expected at least 2 characters"])
        expectEqual(problems(schema, "🚀🚀🚀🚀"), ["expected at most 3 characters"])
    }

    @Test func `patterns may match anywhere unless they are anchored`() {
        expectEqual(problems(["pattern": "[0-9]"], "a1b"), [])
        expectEqual(
            problems(["pattern": "^[0-9]+$"], "a1b"), ["expected a text that matches ^[0-9]+$"])
        expectEqual(problems(["pattern": "("], "x"), ["expected a text that matches ("])
        expectEqual(problems(["pattern": "a)(?:b"], "ab"), ["expected a text that matches a)(?:b"])
    }

    /// ECMA-262 section 22.2.2.4: the end is the text's end, and not before a last line break.
    @Test(arguments: [
        ("^[a-z]+$", "abc", true), ("^[a-z]+$", "abc\n", false), ("^[a-z$]+$", "a$c", true),
        (#"^\$[0-9]+$"#, "$12", true), (#"\\$"#, #"a\"#, true), (#"^[\]$]$"#, "$", true),
        ("^.{2}$", "äö", true), ("b", "a\nb", true), ("^b", "a\nb", false),
        (#"^\p{L}+(?:-\p{L}+)*$"#, "Ada-Zoë", true), ("^(?:a|ab)c$", "abc", true),
    ])
    func `a pattern is ECMA's`(pattern: String, text: String, isGood: Bool) {
        expectEqual(problems(["pattern": .string(pattern)], .string(text)).isEmpty, isGood)
    }

    @Test func `a text of a wrong length is not matched, and none without a bound beyond 1,024`() {
        let long = JSONValue.string(String(repeating: "a", count: 60_000))
        let mail: JSONValue = ["maxLength": 100, "pattern": "[^@]+@[^@]+"]
        expectEqual(problems(mail, long), ["expected at most 100 characters"])
        let unbounded: JSONValue = ["pattern": "^a+$"]
        expectEqual(problems(unbounded, .string(String(repeating: "a", count: 1024))), [])
        expectEqual(
            problems(unbounded, long),
            [
                "expected at most 1024 characters, as of any text that is matched with a pattern"
            ])
        expectEqual(problems(["pattern": "^a+$", "maxLength": 60_000], long), [])
    }

    /// Without a bound these would take longer than there is time; together they take no longer
    /// than one.
    @Test(arguments: ["^(a+)+$", "^(a|a)*$", "(.*)(.*)(.*)(.*)(.*)[^a!]$"])
    func `a match that would take too long is given up, and the value refused`(pattern: String) {
        let text = JSONValue.string(String(repeating: "a", count: 1000) + "!")
        let refused = "it takes too long to match it with \(pattern)"
        let schema: JSONValue = ["pattern": .string(pattern)]
        expectEqual(problems(schema, text), [refused])
        let all = problems(["items": schema], .array(Array(repeating: text, count: 1000)))
        expectEqual(all, ["/0: \(refused)"])
        expectEqual(problems(["anyOf": [schema, schema]], text), [Self.tooLong])
        expectEqual(problems(["oneOf": [["type": "string"], schema]], text), [Self.tooLong])
    }

    private static let tooLong = "it takes too long to check it"

    /// Forty lines of these are some 10^12 walks; only the circle is not declared any more (X2).
    @Test(arguments: [("allOf", false), ("oneOf", false), ("anyOf", true), ("anyOf", false)])
    func `a check that doubles with each line is given up, and the value refused where it stands`(
        keyword: String, isCircle: Bool
    ) {
        var definitions: JSONObject = ["d40": isCircle ? ["$ref": "#/$defs/d0"] : [:]]
        for place in 0..<40 {
            let next: JSONValue = ["$ref": .string("#/$defs/d\(place + 1)")]
            definitions["d\(place)"] = [keyword: [next, next]]
        }
        let schema: JSONValue = [
            "$defs": .object(definitions), "properties": ["a": ["$ref": "#/$defs/d0"]],
        ]
        // The first form that a value has is enough.
        let isEasy = keyword == "anyOf" && !isCircle
        expectEqual(problems(schema, ["a": 1]), (isEasy ? [] : ["/a: \(Self.tooLong)"]))
    }

    @Test func `what is said of a value is bounded as well`() {
        let choice = JSONValue.string(String(repeating: "x", count: 100_000))
        let value = JSONValue.array(Array(repeating: 1, count: 30_000))
        let all = problems(["items": ["enum": [choice]]], value)
        expectTrue(all.count == 1 && all.first?.hasSuffix(Self.tooLong) == true)
    }

    /// As many elements as a save of 64 KiB can have.
    @Test func `the largest value there is is checked in time`() {
        let schema: JSONValue = [
            "$defs": ["n": ["anyOf": [["type": "string"], ["type": "integer", "maximum": 9]]]],
            "items": ["$ref": "#/$defs/n"],
        ]
        expectEqual(problems(schema, .array(Array(repeating: 1, count: 32_000))), [])
    }

    @Test(arguments: [
        ("date-time", "2026-03-01T12:00:00Z", "noon"), ("date", "2026-02-28", "2026-02-30"),
        ("uuid", "0199A0F0-0000-7000-8000-000000000001", "0199a0f0"),
        ("email", "ada@example.com", "ada"), ("uri", "https://a.example/", "a.example"),
    ])
    func `formats are checked`(format: String, good: String, bad: String) {
        let schema: JSONValue = ["format": .string(format)]
        expectEqual(problems(schema, .string(good)), [])
        expectEqual(problems(schema, .string(bad)), ["expected the format \(format)"])
    }

    @Test(arguments: [
        ("date-time", "1990-12-31T23:59:60Z", true), ("date-time", "1990-12-31t23:59:59.5z", true),
        ("date-time", "1990-12-31T15:59:60.25-08:00", true),
        ("date-time", "1990-12-31 23:59:59Z", false), ("date-time", "1990-12-31T10:00:60Z", false),
        ("date-time", "1990-12-31T23:59:60+01:00", false),
        ("email", " a@b.co ", false), ("email", "a@b.co\n", false), ("email", "A@B.co", true),
        ("uri", "mailto:ada@example.org", true), ("uri", "urn:isbn:0451450523", true),
        ("uri", "tel:+44-20-7946-0000", true), ("uri", "ftp://ftp.example.org/a.txt", true),
        ("uri", "http://[::1]/", true), ("uri", "http://[2001:db8::7:192.0.2.1]:80/", true),
        ("uri", "https://user@x.y/", true), ("uri", "https://a.example/%7Ea?b=/c?d#e/f?", true),
        ("uri", "file:///etc/hosts", true), ("uri", "https://a.example/%zz", false),
        ("uri", "https://a.example/a b", false), ("uri", "https://a.example/#a#b", false),
        ("uri", "https:///a", false), ("uri", "http://[::1/", false), ("uri", "1a:b", false),
        ("uri", "http://[1::2::3]/", false), ("uri", "http://[12345::]/", false),
        ("uri", "http://a.example:8x/", false), ("uri", "https://a.example/ä", false),
        ("uri", "http://[::256.0.0.1]/", false), ("uri", "//a.example/", false), ("uri", "", false),
        ("uri", "https://a.example/[", false), ("uri", "http://[v1.a:b]/", true),
    ])
    func `a format is what its RFC says, and no more`(format: String, text: String, isGood: Bool) {
        expectEqual(problems(["format": .string(format)], .string(text)).isEmpty, isGood)
    }

    @Test func `choices and constants compare by value`() throws {
        expectEqual(problems(["enum": ["a", 1]], try JSONValue(parsing: "1.0")), [])
        expectEqual(problems(["enum": ["a", 1]], "b"), [#"expected one of "a", 1"#])
        expectEqual(problems(["const": ["x": 1]], ["x": 1]), [])
        expectEqual(problems(["const": true], false), ["expected true"])
        expectEqual(problems(["enum": [[1]]], try JSONValue(parsing: "[1.0]")), [])
        expectEqual(problems(["const": ["x": [1]]], try JSONValue(parsing: #"{"x":[10e-1]}"#)), [])
    }

    @Test(arguments: [
        (#"{"const":9007199254740992}"#, "9007199254740993"),
        (#"{"enum":[9007199254740992]}"#, "9007199254740993"),
        (#"{"minimum":9007199254740993}"#, "9007199254740992"),
        (#"{"maximum":9007199254740992}"#, "9007199254740993"),
        (#"{"maximum":0.1}"#, "0.10000000000000000000000001"),
        (#"{"type":"integer"}"#, "12345678901234567890.5"),
    ])
    func `numbers are not rounded to be compared`(schema: String, number: String) throws {
        let (schema, value) = (try JSONValue(parsing: schema), try JSONValue(parsing: number))
        expectEqual(problems(schema, value).count, 1)
    }

    @Test func `one of several forms is enough`() {
        let schema: JSONValue = ["anyOf": [["type": "string"], ["minimum": 5]]]
        expectTrue(problems(schema, "x") == [] && problems(schema, 5) == [])
        expectEqual(problems(schema, 4), ["expected one of 2 forms and found none"])
    }

    @Test func `a reference leads to another part of the document`() {
        let schema: JSONValue = [
            "$defs": [
                "tree": [
                    "properties": ["child": ["$ref": "#/$defs/tree"], "n": ["type": "integer"]]
                ]
            ],
            "$ref": "#/$defs/tree",
        ]
        expectEqual(problems(schema, ["n": 1, "child": ["child": ["n": 2]]]), [])
        expectEqual(
            problems(schema, ["child": ["child": ["n": "x"]]]),
            ["/child/child/n: expected a whole number"])
    }

    @Test func `a reference to nothing, or round in a circle, is said and ends`() {
        expectEqual(
            problems(["$ref": "#/$defs/none"], 1),
            [##"the schema refers to nothing by "#/$defs/none""##])
        expectEqual(problems(["$ref": "#"], 1), [##"the schema refers to nothing by "#""##])
    }

    @Test func `true allows everything and false nothing`() {
        expectEqual(problems(true, 1), [])
        expectEqual(problems(["properties": ["x": false]], ["x": 1]), ["/x: expected nothing here"])
    }

    @Test func `keywords that are not known check nothing`() {
        expectEqual(problems(["x-personal": true, "title": "t"], 1), [])
    }
}

struct JSONTextTests {
    private func pretty(_ text: String) throws -> String {
        let compact = try JSONValue(parsing: text).encoded
        let indented = JSONText.indented(compact)
        try expectEqual(JSONValue(parsing: indented), JSONValue(parsing: compact))
        return String(decoding: indented, as: UTF8.self)
    }

    @Test func `what is flat and short stays on its line`() throws {
        try expectEqual(pretty(#"{"a":[1,2],"b":{}}"#), "{\n  \"a\": [1, 2],\n  \"b\": {}\n}\n")
        try expectEqual(pretty("[]"), "[]\n")
        try expectEqual(pretty("7"), "7\n")
    }

    @Test func `what is long is broken up`() throws {
        let word = String(repeating: "x", count: 50)
        try expectEqual(
            pretty("[\"\(word)\",\"\(word)\"]"), "[\n  \"\(word)\",\n  \"\(word)\"\n]\n")
    }

    @Test func `brackets, commas and quotes within strings are only text`() throws {
        try expectEqual(
            pretty(#"{"a":{"b":["],{\"","\\"]}}"#),
            "{\n  \"a\": {\n    \"b\": [\"],{\\\"\", \"\\\\\"]\n  }\n}\n")
    }

    @Test(arguments: [
        ("/a/0/b", ["a", "0", "b"]), ("/a~1b~0c/~01", ["a/b~c", "~1"]), ("/größe/", ["größe", ""]),
        ("/~1\u{301}/x", ["/\u{301}", "x"]), ("", []), ("a", []),
    ])
    func `a pointer's names come out as they went in`(pointer: String, names: [String]) {
        expectEqual(
            JSONPointer.names(of: pointer).map { Array($0.utf8) }, names.map { Array($0.utf8) })
        if pointer.hasPrefix("/") { expectEqual(JSONPointer.leading(by: names), pointer) }
    }

    @Test func `pointers lead to values and escape their names`() throws {
        let root = try JSONValue(parsing: #"{"a/b":{"m~n":[10,20]},"":1}"#)
        expectEqual(JSONPointer.escaped("a/b~c"), "a~1b~0c")
        expectEqual(JSONPointer.value(at: "", in: root), root)
        expectEqual(JSONPointer.value(at: "/a~1b/m~0n/1", in: root), 20)
        expectEqual(JSONPointer.value(at: "/", in: root), 1)
        for pointer in ["a", "/a~1b/m~0n/2", "/a~1b/m~0n/01", "/a~1b/m~0n/-1", "/none"] {
            expectNil(JSONPointer.value(at: pointer, in: root), "\(pointer)")
        }
    }
}
