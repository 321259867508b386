import TestSupport
import Testing

@testable import HTTPServer

struct HTTPFieldsTests {
    @Test func `names compare without case and keep their spelling`() {
        let fields: HTTPFields = ["Content-Type": "a"]
        expectEqual(fields["content-TYPE"], "a")
        expectEqual(fields.map(\.name), ["Content-Type"])
    }

    @Test func `names that differ in a bit that case does not use are different`() {
        // "@" and "`", "[" and "{", "^" and "~" differ as letters of two cases do.
        let fields: HTTPFields = ["a^b": "1", "a-b": "2"]
        expectNil(fields["a~b"])
        expectEqual(fields["A^B"], "1")
    }

    @Test func `several values of a name stay in order`() {
        var fields: HTTPFields = ["a": "1", "b": "2", "A": "3"]
        expectEqual(fields.values("a"), ["1", "3"])
        expectEqual(fields["a"], "1")
        fields.append("a", "4")
        expectEqual(fields.values("A"), ["1", "3", "4"])
    }

    @Test func `setting leaves one value, removing none`() {
        var fields: HTTPFields = ["a": "1", "b": "2", "A": "3"]
        fields.set("a", "4")
        expectEqual(fields.values("a"), ["4"])
        expectEqual(fields.map(\.name), ["b", "a"])
        fields.remove("B")
        expectFalse(fields.contains("b"))
        fields["c"] = "5"
        fields["a"] = nil
        expectEqual(fields, ["C": "5"])
    }

    @Test func `control characters in a value become spaces`() {
        let fields: HTTPFields = ["a": "b\r\nc\u{0}d\te\u{7f}"]
        expectEqual(fields["a"], "b  c d\te ")
    }

    @Test func `equality looks at order and values, not at case or layout`() {
        var removed: HTTPFields = ["x": "y", "A": "1"]
        removed.remove("x")
        expectEqual(removed, ["a": "1"])
        expectTrue(removed != ["a": "2"])
        expectTrue(removed != ["a": "1", "b": "2"])
    }

    @Test(arguments: ["", "a b", "a:", "ä", "a\r\n"])
    func `a name that is no token is a slip`(_ name: String) async {
        expectFalse(FieldName.isToken(name.utf8))
    }

    @Test func `appending a name that is no token stops the program`() async {
        await #expect(processExitsWith: .failure) {
            var fields = HTTPFields()
            fields.append("a b", "c")
        }
    }
}
