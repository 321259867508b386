import HTTPServer
import JSON

/// The API as OpenAPI 3.1 (contract O2), made of the route table and of `Schemas/openapi`: paths,
/// access and what follows from it come from the one, words and schemas from the other.
struct APIDescription: Sendable {
    /// The whole document.
    let document: JSONValue
    /// Routes that no file describes.
    let undescribed: [String]

    /// - Parameter texts: what the routes' words come from; the embedded files but for tests.
    init(_ routes: [Route], version: String, texts: DescriptionTexts = .embedded) {
        var paths = JSONObject()
        var undescribed: [String] = []
        var tags: Set<String> = []
        for route in routes {
            guard let text = texts.operations[route.name] else {
                undescribed.append(route.name)
                continue
            }
            tags.insert(text.tag)
            var item = paths[route.describedPath]?.objectValue ?? Self.pathItem
            item[route.method.name.lowercased()] = DescribedOperation(route, text).object
            paths[route.describedPath] = .object(item)
        }
        self.undescribed = undescribed
        var info = texts.common["info"]?.objectValue ?? JSONObject()
        info["version"] = .string(version)
        document = [
            "openapi": "3.1.0", "info": .object(info), "servers": [["url": "/"]],
            "tags": .array(texts.tags.filter { tags.contains($0["name"]?.stringValue ?? "") }),
            "paths": .object(paths), "components": Self.components(texts),
        ]
    }

    /// What every path has: the request's id, and the trace that it belongs to, may be named.
    private static let pathItem: JSONObject = [
        "parameters": [
            ["$ref": "#/components/parameters/requestID"],
            ["$ref": "#/components/parameters/traceparent"],
        ]
    ]

    /// The shared components, with the schemas of all files.
    private static func components(_ texts: DescriptionTexts) -> JSONValue {
        var components = texts.common["components"]?.objectValue ?? JSONObject()
        components["schemas"] = .object(texts.schemas)
        return .object(components)
    }
}
