import TestSupport
import Testing

@testable import EventLog

/// L6 to L8: each field has one name, and no two have the same.
@Suite("Field paths") struct FieldPathTests {
    @Test(arguments: [
        (["role"], "role"), (["stepData", "entityName"], "stepData.entityName"),
        (["stepData", "a.b"], #"stepData."a.b""#), (["stepData", "a", "b"], "stepData.a.b"),
        (["a", ""], #"a."""#), ([""], "\"\""), ([#"say "a""#], #""say ""a""""#),
        (["\""], "\"\"\"\""), ([".", "b"], #"".".b"#), (["first name", "a\\b"], "first name.a\\b"),
        ([".\u{301}a", "\"\u{301}"], "\".\u{301}a\".\"\"\"\u{301}\""),
    ])
    func `a path is read as it was written`(names: [String], text: String) {
        var path: FieldPath?
        for name in names { path = FieldPath(name, in: path) }
        expectEqual(path, FieldPath(text))
        expectEqual(FieldPath(text).names.map { Array($0.utf8) }, names.map { Array($0.utf8) })
        expectEqual(FieldPath(text).isQuoted, text.utf8.contains(UInt8(ascii: "\"")))
    }

    @Test(arguments: [
        ("", [""]), (".", ["", ""]), ("a.", ["a", ""]), (#"a"b.c"#, [#"a"b"#, "c"]),
        (#""a.b"#, [#""a"#, "b"]), (#""a"b.c"#, [#""a"b"#, "c"]), (#"a."b""#, ["a", "b"]),
    ])
    func `what a person types has names, too`(text: String, names: [String]) {
        expectEqual(FieldPath(text).names, names)
    }

    @Test func `two spellings that Swift holds for equal are two paths`() {
        let (one, two) = (FieldPath("\u{E9}"), FieldPath("e\u{301}"))
        expectTrue(one != two && Set([one, two]).count == 2)
        expectTrue(two < one && !(one < two))
    }

    @Test func `what stands between quotes has no other spelling`() {
        expectEqual(
            FieldSpelling.all(of: #"stepData."first_name.a""#),
            [#"stepData."first_name.a""#, #"step_data."first_name.a""#])
        expectTrue(FieldSpelling.isSame(#"step_data."a.B""#, #"stepData."a.B""#))
        expectFalse(FieldSpelling.isSame(#"stepData."a.B""#, "stepData.a.B"))
        expectFalse(FieldSpelling.isSame(#""a.B""#, #""a.b""#))
    }

    // MARK: In a filter

    /// The positions of the events that a filter by the field finds.
    private func positions(_ field: String, in log: TestLog) throws -> [Int64] {
        var filter = EventFilter()
        filter.field = field
        return try log.makeReader().events(matching: filter, limit: 99).map(\.position.rawValue)
    }

    @Test func `a filter tells one name with a dot from two names`() throws {
        let log = try TestLog()
        let payloads = [
            #"{"data":{"a.b":1}}"#, #"{"data":{"a":{"b":1}}}"#, #"{"data":{"a":[{"b":1}]}}"#,
            #"{"data":{"":{"say \"x\"":1}}}"#, #"{"data":"{\"a\":{\"b\":1}}"}"#, #"{"a.b":{}}"#,
            #"{"data":{"a":"x","e\u0301":null,"back\\slash":{"n":1}}}"#,
        ]
        for data in payloads {
            try log.append(
                [NewEvent(type: EventType("Noted"), data: Array(data.utf8))],
                to: StreamID(recorded: "loan-1"))
        }
        try expectEqual(positions(#"data."a.b""#, in: log), [1])
        try expectEqual(positions("data.a.b", in: log), [2])
        try expectEqual(positions(#""a.b""#, in: log), [1, 6])
        try expectEqual(
            positions("a.b", in: log), [1, 6], "a dot that nobody quoted may be a name's")
        try expectEqual(positions(#"data."".b"#, in: log), [])
        try expectEqual(positions(#"data."".x"#, in: log), [])
        try expectEqual(positions(#"data."""#, in: log), [4])
        try expectEqual(positions("data.", in: log), [4])
        try expectEqual(positions(#"data.""."say ""x""""#, in: log), [4])
        try expectEqual(positions("data.e\u{301}", in: log), [7])
        try expectEqual(positions("data.\u{E9}", in: log), [])
        try expectEqual(positions("data.back\\slash.n", in: log), [7])
        for name in ["a.", #""a"."#] {
            try expectEqual(positions(String(repeating: name, count: 400) + "a", in: log), [])
        }
    }
}
