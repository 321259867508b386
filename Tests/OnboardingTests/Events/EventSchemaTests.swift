import JSON
import TestSupport
import Testing

@testable import Onboarding

/// Schemas, golden payloads and codecs say the same of every event (contract L10).
struct EventSchemaTests {
    static let names = EventKind.allCases.flatMap { kind in
        (1...kind.schemaVersion).map { "\(kind.rawValue).v\($0).json" }
    }

    @Test func `there is a schema for every version of every type and no other`() throws {
        try expectEqual(Repository.names(in: "Schemas/events"), Self.names.sorted())
    }

    @Test(arguments: names)
    func `a golden payload is valid by its schema`(name: String) throws {
        let schema = JSONSchema(try Repository.json("Schemas/events/\(name)"))
        expectEqual(schema.problems(with: .object(try flat(name))), [])
    }

    @Test(arguments: names)
    func `an erased payload is valid by its schema`(name: String) throws {
        let schema = JSONSchema(try Repository.json("Schemas/events/\(name)"))
        let data = try JSONValue(parsing: Golden.payload(name).data)
        expectEqual(schema.problems(with: data), [])
    }

    @Test(arguments: names)
    func `the personal fields of schema and payload are the same`(name: String) throws {
        let schema = try Repository.json("Schemas/events/\(name)")
        let properties = try required(schema["properties"]?.objectValue)
        let personal = properties.filter { $0.value["x-personal"] == true }.map(\.key)
        let golden = try Golden.payload(name)
        let encoded = try golden.personal.map { try JSONValue(parsing: $0).objectValue?.keys ?? [] }
        expectEqual(Set(personal), Set(encoded ?? []))
    }

    @Test(arguments: names)
    func `a golden payload shows every field of its schema`(name: String) throws {
        let schema = try Repository.json("Schemas/events/\(name)")
        expectEqual(Set(try flat(name).keys), Set(schema["properties"]?.objectValue?.keys ?? []))
    }

    @Test(arguments: names)
    func `a schema is closed, named for its type, and requires nothing personal`(
        name: String
    ) throws {
        let schema = try Repository.json("Schemas/events/\(name)")
        expectEqual(schema["additionalProperties"], false)
        expectEqual(schema["title"]?.stringValue.map { name.hasPrefix($0 + ".v") }, true)
        expectEqual(schema["$id"]?.stringValue, "/schemas/events/\(name)")
        expectEqual(schema["description"]?.stringValue?.hasSuffix("."), true)
        let required = schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
        for field in required {
            let property = schema["properties"]?[field]
            expectTrue(property != nil && property?["x-personal"] == nil, "\(field)")
        }
    }

    private func flat(_ name: String) throws -> JSONObject {
        let golden = try Golden.payload(name)
        var flat = try JSONValue(parsing: golden.data).objectValue ?? [:]
        guard let personal = golden.personal else { return flat }
        for (key, value) in try JSONValue(parsing: personal).objectValue ?? [:] {
            flat[key] = value
        }
        return flat
    }
}
