/// The data files of this folder, by what they are: event schemas, flows, tables, the API's
/// description.
package enum SchemaCatalogue {
    /// What makes the tables of `ledger.sqlite` of one format version those of the next.
    package static func ledgerSQL(version: Int64) -> String { text("sql/ledger.v\(version).sql") }

    /// The tables of `views.sqlite`.
    package static var viewsSQL: String { text("sql/views.v1.sql") }

    /// The indexes of `views.sqlite`, where they are not there yet.
    package static var viewsIndexSQL: String { text("sql/views-index.v1.sql") }

    /// The tables of `audit.sqlite`.
    package static var auditSQL: String { text("sql/audit.v1.sql") }

    /// An event type's name, its schema version, and the JSON Schema of its payload.
    package struct EventSchema: Sendable {
        package let type: String
        package let version: Int
        package let text: String
    }

    /// Every event schema, in the order of type and version; from `events/<Type>.v<N>.json`.
    package static let events: [EventSchema] = SchemaText.files.compactMap { path, text in
        guard path.hasPrefix("events/"), path.hasSuffix(".json") else { return nil }
        let name = path.dropFirst("events/".count).dropLast(".json".count)
        let parts = name.split(separator: ".")
        guard parts.count == 2, let version = Int(parts[1].dropFirst()) else { return nil }
        return EventSchema(type: String(parts[0]), version: version, text: text)
    }
    .sorted { ($0.type, $0.version) < ($1.type, $1.version) }

    /// One event schema; nil when there is none of this type and version.
    package static func event(_ type: String, version: Int) -> EventSchema? {
        events.first { $0.type == type && $0.version == version }
    }

    /// The descriptions of the API's routes, by file name; from `openapi/<tag>.json`.
    package static let openAPI: [(name: String, text: String)] = SchemaText.files
        .filter { $0.key.hasPrefix("openapi/") }
        .map { (name: String($0.key.dropFirst("openapi/".count)), text: $0.value) }
        .sorted { $0.name < $1.name }

    private static func text(_ path: String) -> String {
        guard let text = SchemaText.files[path] else {
            preconditionFailure("Schemas/\(path) is embedded")
        }
        return text
    }
}
