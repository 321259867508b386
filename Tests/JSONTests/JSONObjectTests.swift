import JSON
import Testing

struct JSONObjectTests {
    @Test func `members keep their order, and replacing keeps the place`() {
        var object: JSONObject = ["b": 1, "a": 2]
        object["c"] = 3
        object["b"] = 4
        #expect(object.keys == ["b", "a", "c"])
        #expect(object["b"] == 4)
    }

    @Test func `setting nil removes a member and setting null does not`() {
        var object: JSONObject = ["a": 1, "b": 2]
        object["a"] = nil as JSONValue?
        object["b"] = .some(.null)
        object["x"] = nil as JSONValue?
        #expect(object.keys == ["b"])
        #expect(object["b"] == .null)
    }

    @Test func `equality and hash ignore the order`() {
        let (a, b): (JSONObject, JSONObject) = (["x": 1, "y": 2], ["y": 2, "x": 1])
        #expect(a == b)
        #expect(Set([a, b]).count == 1)
        #expect(a != ["x": 1, "y": 3])
        #expect(a != ["x": 1])
    }

    @Test func `a large object finds, replaces and removes like a small one`() {
        var object = JSONObject()
        for number in 0..<100 { object["m\(number)"] = .number(JSONNumber(number)) }
        for number in stride(from: 0, to: 100, by: 2) { object["m\(number)"] = nil as JSONValue? }
        object["m1"] = "one"
        #expect(object.count == 50)
        #expect(object["m1"] == "one")
        #expect(object["m99"] == 99)
        #expect(object["m98"] == nil)
        for number in stride(from: 1, to: 90, by: 2) { object["m\(number)"] = nil as JSONValue? }
        object["new"] = true
        #expect(object.keys == ["m91", "m93", "m95", "m97", "m99", "new"])
        #expect(object["m95"] == 95)
    }

    @Test(arguments: [3, 40]) func `merging is setting and taking away one by one`(count: Int) {
        var object: JSONObject = ["null": .null]
        for number in 0..<count { object["m\(number)"] = .number(JSONNumber(number)) }
        var changes: JSONObject = ["m1": "one", "ghost": .null, "new": true]
        for number in stride(from: 0, to: count, by: 2) { changes["m\(number)"] = .some(.null) }
        var oneByOne = object
        for (key, value) in changes { oneByOne[key] = value.isNull ? JSONValue?.none : value }
        object.merge(changes)
        #expect(object.keys == oneByOne.keys && object == oneByOne)
        #expect(object["null"] == .null && object["m1"] == "one" && object["m0"] == nil)
        object["m0"] = "back"
        #expect(object.keys.last == "m0" && object["new"] == true)
    }

    @Test func `members are walked in order`() {
        let object: JSONObject = ["b": 1, "a": 2]
        var walked: [String] = []
        for (key, value) in object { walked.append("\(key)=\(value.intValue ?? 0)") }
        #expect(walked == ["b=1", "a=2"])
    }
}
