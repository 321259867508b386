import HTTPServer
import JSON

/// The API's own description (contract O2).
enum DescriptionEndpoints {
    static let routes = [
        Route(.get, "/openapi.json", .open, "This API, described as OpenAPI 3.1.", later: document)
    ]

    private static func document(_ core: APICore, _ call: Call) async throws -> HTTPResponse {
        let bytes = core.state.description {
            let routes = RouteTable.routes(isDev: core.configuration.isDev)
            return APIDescription(routes, version: core.configuration.version).document.encoded
        }
        return .json(bytes)
    }
}
