import JSON
import Schemas

/// What a file of `Schemas/openapi` says of one route, beyond what the route table knows.
struct OperationText: Sendable {
    /// One way in which a request ends well.
    struct Answer: Sendable {
        let status: String
        let description: String
        /// The schemas of the body by its media type; empty for an answer without one.
        let schemas: [(media: String, schema: String)]
        /// Header fields that the answer always has.
        let headers: [String]
    }

    let tag: String
    /// The `operationId`, unique in the document.
    private(set) var id: String
    /// Other paths that are answered in the same way.
    private let alsoAt: [String]
    let description: String
    /// Header parameters, by their names in `common.json`.
    let takes: [String]
    /// Descriptions of the parameters in the path.
    let path: JSONObject
    /// The query's parameters: description, schema, required.
    let query: JSONObject
    /// The schema of the body.
    let request: String?
    let requestIsOptional: Bool
    let answers: [Answer]
    /// Codes of refusals by status, beside those that the route's access brings.
    let problems: [(status: String, codes: [String])]
    /// The scheme of a route that is authorised by a signature.
    let security: String?
    /// The scope of a key that may ask about others, on a route where everybody asks about
    /// themself.
    let scope: String?

    /// - Parameter queries: sets of query parameters that several routes have, by name.
    init(_ object: JSONObject, tag: String, queries: JSONObject) {
        self.tag = tag
        id = object["id"]?.stringValue ?? ""
        description = object["description"]?.stringValue ?? ""
        alsoAt = Self.texts(object["alsoAt"])
        takes = Self.texts(object["takes"])
        path = object["path"]?.objectValue ?? JSONObject()
        let query = object["query"]?.objectValue ?? JSONObject()
        let shared = query["$ref"]?.stringValue.flatMap { queries[$0]?.objectValue }
        self.query = shared ?? query
        request = object["request"]?.stringValue
        requestIsOptional = object["requestIsOptional"]?.boolValue ?? false
        answers = (object["answers"]?.objectValue ?? JSONObject()).map { Self.answer($0, $1) }
        problems = (object["problems"]?.objectValue ?? JSONObject()).map { status, codes in
            (status, Self.texts(codes))
        }
        security = object["security"]?.stringValue
        scope = object["scope"]?.stringValue
    }

    /// The text under its own name, and under each other path with an id that tells it apart.
    func named(_ route: String) -> [(route: String, text: OperationText)] {
        let method = route.prefix { $0 != " " }
        return [(route, self)]
            + alsoAt.enumerated().map { index, path in
                var alias = self
                alias.id += "Alias\(index + 1)"
                return ("\(method) \(path)", alias)
            }
    }

    /// The file's answer; its media type is JSON unless it says so, and `also` adds others.
    private static func answer(_ status: String, _ value: JSONValue) -> Answer {
        let media = value["media"]?.stringValue ?? "application/json"
        var schemas = value["schema"]?.stringValue.map { [(media: media, schema: $0)] } ?? []
        for (media, schema) in value["also"]?.objectValue ?? JSONObject() {
            schemas.append((media, schema.stringValue ?? ""))
        }
        return Answer(
            status: status, description: value["description"]?.stringValue ?? "",
            schemas: schemas, headers: texts(value["headers"]))
    }

    /// An array of strings; none for anything else.
    private static func texts(_ value: JSONValue?) -> [String] {
        value?.arrayValue?.compactMap(\.stringValue) ?? []
    }
}

/// The files of `Schemas/openapi`, read: one for each tag, and what all of them share.
struct DescriptionTexts: Sendable {
    /// The members of the document that no route has a say in.
    private(set) var common = JSONObject()
    private(set) var tags: [JSONValue] = []
    /// By the route's name, such as `GET /v1/flows`.
    private(set) var operations: [String: OperationText] = [:]
    /// By name; no two files have one of the same name.
    private(set) var schemas = JSONObject()

    /// - Precondition: the embedded files are JSON, which the repository's tests hold.
    static let embedded = DescriptionTexts(SchemaCatalogue.openAPI)

    init(_ files: [(name: String, text: String)]) {
        for (name, text) in files {
            guard let root = (try? JSONValue(parsing: text))?.objectValue else {
                preconditionFailure("Schemas/openapi/\(name) is JSON")
            }
            if name == "common.json" { common = root } else { add(root) }
        }
        for (name, schema) in common["components"]?["schemas"]?.objectValue ?? JSONObject() {
            addSchema(name, schema)
        }
    }

    /// Takes in one file: its tag, its operations and its schemas.
    private mutating func add(_ file: JSONObject) {
        let tag = file["tag"] ?? .null
        tags.append(tag)
        let queries = file["queries"]?.objectValue ?? JSONObject()
        for (route, text) in file["operations"]?.objectValue ?? JSONObject() {
            let text = OperationText(
                text.objectValue ?? JSONObject(), tag: tag["name"]?.stringValue ?? "",
                queries: queries)
            for (name, text) in text.named(route) {
                precondition(operations[name] == nil, "\(name) is described once")
                operations[name] = text
            }
        }
        for (name, schema) in file["schemas"]?.objectValue ?? JSONObject() {
            addSchema(name, schema)
        }
    }

    private mutating func addSchema(_ name: String, _ schema: JSONValue) {
        precondition(!schemas.contains(name), "the schema \(name) is declared once")
        schemas[name] = schema
    }
}
