import HTTPServer
import JSON
import Onboarding

@testable import API

/// Holds the server's real answers against its own description (contract O2).
struct AnswerCheck: Sendable {
    static let ofDevMode = AnswerCheck()

    let document: JSONValue
    private let schemas: JSONSchema
    private let paths: [(segments: [Substring], item: JSONObject)]
    /// Paths whose last parameter is all the rest, which OpenAPI cannot say.
    private let restPaths: Set<[Substring]>

    init() {
        let routes = RouteTable.routes(isDev: true)
        document = APIDescription(routes, version: "test").document
        restPaths = Set(
            routes.filter { $0.path != $0.describedPath }.map { Self.segments($0.describedPath) })
        schemas = JSONSchema(document)
        paths = (document["paths"]?.objectValue ?? JSONObject()).map { path, item in
            (Self.segments(path), item.objectValue ?? JSONObject())
        }
    }

    private static func segments(_ path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: false)
    }

    /// What an answer breaks of its description: route, status and JSON Pointer; empty for a good
    /// one.
    func problems(_ request: HTTPRequest, _ answer: Answer) -> [String] {
        guard request.method != .options else { return [] }
        let place = "\(request.method.name) \(request.path) \(answer.status)"
        return problems(request, answer, isHead: request.method == .head).map { "\(place): \($0)" }
    }

    private func problems(_ request: HTTPRequest, _ answer: Answer, isHead: Bool) -> [String] {
        // What HTTP itself refuses belongs to no route.
        if answer.string("code").hasPrefix("http.") {
            return body(answer, ["$ref": "#/components/schemas/Problem"])
        }
        let method = isHead ? "get" : request.method.name.lowercased()
        guard let operation = operation(method, request.path) else {
            return ["the route is not described"]
        }
        guard let response = operation["responses"]?[String(answer.status)] else {
            return ["the status is not described; code \"\(answer.string("code"))\""]
        }
        return headers(answer, response) + (isHead ? [] : content(answer, response))
            + (answer.status < 300 ? self.request(request, operation) : [])
    }

    /// Literal segments are preferred to parameters, as the router does.
    private func operation(_ method: String, _ path: String) -> JSONValue? {
        let asked = Self.segments(path)
        let found = paths.filter { pattern, item in
            let isRest = restPaths.contains(pattern)
            return (isRest ? pattern.count <= asked.count : pattern.count == asked.count)
                && item.contains(method)
                && zip(pattern, asked).allSatisfy {
                    $0 == $1 || ($0.hasPrefix("{") && (isRest || !$1.isEmpty))
                }
        }
        let nearest = found.min { a, b in
            a.segments.count { $0.hasPrefix("{") } < b.segments.count { $0.hasPrefix("{") }
        }
        return nearest?.item[method]
    }

    private func headers(_ answer: Answer, _ response: JSONValue) -> [String] {
        (response["headers"]?.objectValue ?? JSONObject()).compactMap { name, header in
            let declared = resolved(header)
            guard let text = answer.fields[name] else {
                return declared["required"] == true ? "the header \(name) is missing" : nil
            }
            let found = schemas.problems(with: .string(text), by: declared["schema"] ?? [:])
            return found.isEmpty ? nil : "the header \(name): \(found[0])"
        }
    }

    private func resolved(_ value: JSONValue) -> JSONValue {
        guard let reference = value["$ref"]?.stringValue else { return value }
        return JSONPointer.value(at: String(reference.dropFirst()), in: document) ?? .null
    }

    private func content(_ answer: Answer, _ response: JSONValue) -> [String] {
        guard let content = response["content"]?.objectValue else {
            return answer.bytes.isEmpty ? [] : ["a body is not described"]
        }
        let type = answer.fields["Content-Type"]?.split(separator: ";").first.map(String.init)
        guard let schema = type.flatMap({ content[$0] })?["schema"] else {
            return ["the media type \(type ?? "none") is not described"]
        }
        return type?.hasSuffix("json") == true ? body(answer, schema) : []
    }

    private func body(_ answer: Answer, _ schema: JSONValue) -> [String] {
        guard let value = try? JSONValue(parsing: answer.bytes) else { return ["no JSON"] }
        return schemas.problems(with: value, by: schema).map { "body \($0)" }
    }

    /// A request that was accepted must be one that the description allows.
    private func request(_ request: HTTPRequest, _ operation: JSONValue) -> [String] {
        var problems: [String] = []
        let known = (operation["parameters"]?.arrayValue ?? []).map(resolved)
            .filter { $0["in"] == "query" }.compactMap { $0["name"]?.stringValue }
        for item in request.query where !known.contains(item.name) {
            problems.append("the query member \(item.name) is not described")
        }
        guard let body = try? JSONValue(parsing: request.body, duplicateKeys: .lastWins) else {
            return problems
        }
        guard let schema = operation["requestBody"]?["content"]?["application/json"]?["schema"]
        else { return problems + ["a request's body is not described"] }
        return problems + schemas.problems(with: body, by: schema).map { "request \($0)" }
    }
}
