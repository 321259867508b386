import JSON
import TestSupport
import Testing

@testable import Onboarding

/// Which names of a refused value are the file's, and which a person may have made up (L14).
struct DeclaredPartTests {
    private let flow: FlowDeclaration

    init() throws {
        let file = ##"""
            {"flow":"f","stages":[{"name":"a","on":["A"]}],"steps":[
            {"name":"s","fields":{
            "phones":{"type":"object","additionalProperties":{"type":"string","pattern":"^\\+"}},
            "kin":{"type":"array","items":{"properties":{"name":{}},"required":["age"]}},
            "mixed":{"items":{"type":"string"},"additionalProperties":false},
            "gr\u00f6\u00dfe":{"type":"integer"}, "first name":{}, "a/b~c":{}}},
            {"name":"t","schema":{"properties":{"home":{"$ref":"#/$defs/place"},
            "way":{"anyOf":[{"type":"null"},{"allOf":[{"$ref":"#/$defs/place"}]}]}},
            "$defs":{"place":{"properties":{"street":{"type":"string"},
            "next":{"$ref":"#/$defs/place"}},"additionalProperties":false}}}}]}
            """##
        flow = try FlowDeclaration(declaring: Array(file.utf8))
    }

    @Test(arguments: [
        ("/data/phones/0791234567", "/data/phones"), ("/data/phones", "/data/phones"),
        ("/data/0791234567", "/data"), ("/data/0791234567/phones", "/data"),
        ("/data/kin/3/name", "/data/kin/3/name"), ("/data/kin/3/age", "/data/kin/3/age"),
        ("/data/kin/3/ada", "/data/kin/3"), ("/data/kin/03", "/data/kin"),
        ("/data/kin/ada", "/data/kin"), ("/data/mixed/0791234567", "/data/mixed"),
        ("/data/mixed/7", "/data/mixed"), ("/data/home/street", "/data/home/street"),
        ("/data/home/next/next/street", "/data/home/next/next/street"),
        ("/data/home/next/ada", "/data/home/next"), ("/data/way/street", "/data/way/street"),
        ("/data/way/ada@example.org", "/data/way"), ("/stepData/home", "/stepData/home"),
        ("/data/gr\u{f6}\u{df}e", "/data/gr\u{f6}\u{df}e"),
        ("/data/gro\u{308}\u{df}e", "/data"), ("/data/first name", "/data/first name"),
        ("/data/a~1b~0c", "/data/a~1b~0c"), ("/version", "/version"), ("/data", "/data"),
        ("/phones/0791234567", "/phones"), ("", ""),
    ])
    func `a pointer ends ahead of the first name that the file does not have`(
        pointer: String, part: String
    ) {
        expectEqual(Array(flow.declaredPart(of: pointer).utf8), Array(part.utf8))
    }
}
