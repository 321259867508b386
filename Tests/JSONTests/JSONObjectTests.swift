import JSON
import TestSupport
import Testing

struct JSONObjectTests {
    @Test func `members keep their order, and replacing keeps the place`() {
        var object: JSONObject = ["b": 1, "a": 2]
        object["c"] = 3
        object["b"] = 4
        expectEqual(object.keys, ["b", "a", "c"])
        expectEqual(object["b"], 4)
    }

    @Test func `setting nil removes a member and setting null does not`() {
        var object: JSONObject = ["a": 1, "b": 2]
        object["a"] = nil as JSONValue?
        object["b"] = .some(.null)
        object["x"] = nil as JSONValue?
        expectEqual(object.keys, ["b"])
        expectEqual(object["b"], .null)
    }

    @Test func `equality and hash ignore the order`() {
        let (a, b): (JSONObject, JSONObject) = (["x": 1, "y": 2], ["y": 2, "x": 1])
        expectEqual(a, b)
        expectEqual(Set([a, b]).count, 1)
        expectTrue(a != ["x": 1, "y": 3])
        expectTrue(a != ["x": 1])
    }

    @Test func `a large object finds, replaces and removes like a small one`() {
        var object = JSONObject()
        for number in 0..<100 { object["m\(number)"] = .number(JSONNumber(number)) }
        for number in stride(from: 0, to: 100, by: 2) { object["m\(number)"] = nil as JSONValue? }
        object["m1"] = "one"
        expectEqual(object.count, 50)
        expectEqual(object["m1"], "one")
        expectEqual(object["m99"], 99)
        expectNil(object["m98"])
        for number in stride(from: 1, to: 90, by: 2) { object["m\(number)"] = nil as JSONValue? }
        object["new"] = true
        expectEqual(object.keys, ["m91", "m93", "m95", "m97", "m99", "new"])
        expectEqual(object["m95"], 95)
    }

    @Test(arguments: [3, 40]) func `merging is setting and taking away one by one`(count: Int) {
        var object: JSONObject = ["null": .null]
        for number in 0..<count { object["m\(number)"] = .number(JSONNumber(number)) }
        var changes: JSONObject = ["m1": "one", "ghost": .null, "new": true]
        for number in stride(from: 0, to: count, by: 2) { changes["m\(number)"] = .some(.null) }
        var oneByOne = object
        for (key, value) in changes { oneByOne[key] = value.isNull ? JSONValue?.none : value }
        object.merge(changes)
        expectTrue(object.keys == oneByOne.keys && object == oneByOne)
        expectTrue(object["null"] == .null && object["m1"] == "one" && object["m0"] == nil)
        object["m0"] = "back"
        expectTrue(object.keys.last == "m0" && object["new"] == true)
    }

    @Test func `members are walked in order`() {
        let object: JSONObject = ["b": 1, "a": 2]
        var walked: [String] = []
        for (key, value) in object { walked.append("\(key)=\(value.intValue ?? 0)") }
        expectEqual(walked, ["b=1", "a=2"])
    }
}
