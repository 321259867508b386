import HTTPServer
import JSON
import OnboardingLedger
import Schemas

/// The event schemas, for whoever reads events (contracts L10, L17).
enum SchemaEndpoints {
    static let routes = [
        Route(
            .get, "/v1/schemas", .open, "The types of event and their schema versions.", now: list),
        Route(
            .get, "/schemas/events/{file}", .open, "The JSON Schema of a type and version.",
            now: schema),
    ]

    private static let mediaType = "application/schema+json"

    /// `{schemas: [{type, version, schema}]}`; takes no parameters.
    private static func list(_ core: APICore, _ call: Call) throws -> HTTPResponse {
        try call.requireNoQuery()
        return .json(listing)
    }

    /// The schemas come with the program: the list is made once.
    private static let listing = JSONWriter.encode(reserving: 16 << 10) { writer in
        writer.object { writer in
            writer.member("schemas") { writer in
                writer.array { writer in
                    for schema in SchemaCatalogue.events {
                        writer.element { write(schema, to: &$0) }
                    }
                }
            }
        }
    }

    private static func write(
        _ schema: SchemaCatalogue.EventSchema, to writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("type", schema.type)
            writer.member("version", schema.version)
            writer.member("schema", "/schemas/events/\(schema.type).v\(schema.version).json")
        }
    }

    /// The schema as it stands in `Schemas/events`; 404 `ledger.schema_not_found`.
    private static func schema(_ core: APICore, _ call: Call) throws -> HTTPResponse {
        try call.requireNoQuery()
        let file = call.parameters["file"]
        let found = SchemaCatalogue.events.first { "\($0.type).v\($0.version).json" == file }
        guard let found else {
            throw Problem(.schemaNotFound, "GET /v1/schemas lists those that there are.")
        }
        return HTTPResponse(
            status: 200, fields: ["Content-Type": mediaType], body: .text(found.text))
    }
}
