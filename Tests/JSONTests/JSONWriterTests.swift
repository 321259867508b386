import JSON
import TestSupport
import Testing

struct JSONWriterTests {
    static func text(_ body: (inout JSONWriter) -> Void) -> String {
        String(decoding: JSONWriter.encode(body), as: UTF8.self)
    }

    @Test func `members are separated and named`() {
        let text = Self.text { w in
            w.object { w in
                w.member("string", "x")
                w.member("int", 1)
                w.member("int64", Int64.min)
                w.member("bool", true)
                w.member("double", 2.5)
                w.member("value", .null)
                w.member("number", JSONNumber(literal: "1.50"))
                w.member("list", [1, 2])
                w.member("raw", raw: Array("[ ]".utf8))
                w.member("nested") { w in w.object { w in w.member("a", false) } }
                w.member(key: "dynamic\n", "y")
            }
        }
        expectEqual(
            text,
            #"{"string":"x","int":1,"int64":-9223372036854775808,"bool":true,"double":2.5,"#
                + #""value":null,"number":1.50,"list":[1,2],"raw":[ ],"#
                + #""nested":{"a":false},"dynamic\n":"y"}"#)
    }

    @Test func `an absent value leaves the member out, or writes null on request`() {
        let absent: String? = nil
        let present: Int? = 3
        let text = Self.text { w in
            w.object { w in
                w.member("a", absent)
                w.member("b", present)
                w.memberOrNull("c", absent)
                w.memberOrNull("d", present)
                w.member(key: "e", absent)
            }
        }
        expectEqual(text, #"{"b":3,"c":null,"d":3}"#)
    }

    @Test func `elements are separated`() {
        let text = Self.text { w in
            w.array { w in
                w.element("a")
                w.element(1)
                w.element(nil as Bool?)
                w.element(.string("v"))
                w.element { w in w.array { _ in } }
                w.object { _ in }
                w.element(true)
            }
        }
        expectEqual(text, #"["a",1,null,"v",[],{},true]"#)
    }

    @Test func `a value stands alone at the top`() {
        expectEqual(Self.text { $0.value("x") }, #""x""#)
        expectEqual(Self.text { $0.value(7) }, "7")
        expectEqual(Self.text { $0.value(nil as Int?) }, "null")
    }

    @Test func `integers are written to their last digit`() {
        for value in [0, 9, 10, -1, -10, 1_234_567_890, Int64.max, Int64.min] {
            expectEqual(Self.text { $0.value(value) }, String(value))
        }
    }

    @Test func `only what must be escaped is`() {
        let text = "a\"b\\c/\u{8}\u{9}\u{A}\u{C}\u{D}\u{0}\u{1F}\u{7F}é€𝄞\u{2028}"
        expectEqual(
            Self.text { $0.value(text) },
            #""a\"b\\c/\b\t\n\f\r\u0000\u001f"# + "\u{7F}é€𝄞\u{2028}\"")
    }

    @Test func `an escape is found at every position of the eight-byte steps`() throws {
        for length in 0..<40 {
            for special in ["\"", "\\", "\n", "\u{1F}", " ", "!", "é", "\u{7F}"] {
                let text = String(repeating: "x", count: length) + special + "tail of it"
                let encoded = JSONWriter.encode { $0.value(text) }
                try expectEqual(JSONValue(parsing: encoded), .string(text))
            }
        }
    }

    @Test func `a name with a quote is escaped`() {
        expectEqual(Self.text { $0.object { $0.member("a\"b", 1) } }, #"{"a\"b":1}"#)
    }

    @Test func `a writer is used again after it is emptied`() {
        var writer = JSONWriter()
        writer.array { $0.element(1) }
        writer.removeAll()
        writer.value("x")
        expectEqual(writer.bytes, Array(#""x""#.utf8))
    }

    @Test func `an error within a nested value passes through`() {
        struct Stop: Error {}
        var writer = JSONWriter()
        #expect(throws: Stop.self) { try writer.array { _ in throw Stop() } }
    }

    @Test func `a member without a value stops the program`() async {
        await #expect(processExitsWith: .failure) {
            _ = JSONWriter.encode { $0.object { $0.member("a") { _ in } } }
        }
    }
}
