import HTTPServer
import JSON

/// The API's own description (contract O2).
enum DescriptionEndpoints {
    /// - Parameter described: every route of the server, these too.
    static func routes(described: @escaping @Sendable () -> [Route]) -> [Route] {
        [
            Route(
                .get, "/openapi.json", .open, "This API, described as OpenAPI 3.1.",
                later: { core, _ in document(core, described) })
        ]
    }

    /// O2; made by the first who asks, and kept.
    private static func document(
        _ core: APICore, _ described: () -> [Route]
    ) -> HTTPResponse {
        let bytes = core.state.description {
            APIDescription(described(), version: core.configuration.version).document.encoded
        }
        return .json(bytes)
    }
}
