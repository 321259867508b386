import HTTPServer

/// Lets pages of the allowed origins call this server (WHATWG Fetch, section 3.3).
///
/// Credentials are bearer tokens that a page must hold itself. The console's cookie is no
/// exception: it counts for this server's own pages only (`SameOrigin`), and no answer allows
/// credentials, so that an open origin (`*`) hands nobody's rights to a stranger's page.
struct CrossOrigin: Sendable {
    private let configuration: APIConfiguration

    init(_ configuration: APIConfiguration) { self.configuration = configuration }

    /// What a page may read of an answer beside what any page may.
    private static let readableFields =
        "ETag, X-Request-Id, Idempotent-Replayed, Retry-After, WWW-Authenticate, Location, Link, "
        + "Content-Disposition, Onboard-Size, Onboard-Root"
    /// What a page may send beside what any page may.
    private static let sendableFields =
        "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, "
        + "X-Request-Id, X-Onboarding-Variant, traceparent, tracestate"

    /// Adds what a browser wants to see before it shows the answer to the page.
    func mark(_ response: inout HTTPResponse, for request: HTTPRequest) {
        let isOpen = configuration.allowedOrigins.contains("*")
        if !isOpen { response.fields.append("Vary", "Origin") }
        guard let origin = request.fields["Origin"], configuration.allows(origin: origin) else {
            return
        }
        response.fields.set("Access-Control-Allow-Origin", isOpen ? "*" : origin)
        response.fields.set("Access-Control-Expose-Headers", Self.readableFields)
    }

    /// Answers OPTIONS: what the path takes and, for a preflight, what a page may send.
    func preflight(_ request: HTTPRequest, allow: String) -> HTTPResponse {
        var response = HTTPResponse(status: 204, fields: ["Allow": allow])
        mark(&response, for: request)
        guard request.fields.contains("Access-Control-Request-Method"),
            response.fields.contains("Access-Control-Allow-Origin")
        else { return response }
        response.fields.set("Access-Control-Allow-Methods", allow)
        response.fields.set("Access-Control-Allow-Headers", Self.sendableFields)
        response.fields.set("Access-Control-Max-Age", "600")
        return response
    }
}
