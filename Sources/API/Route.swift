import HTTPServer

/// One line of the route table: what is asked where, who may, and what answers.
struct Route: Sendable {
    enum Body: Sendable, Hashable {
        /// None is read.
        case none
        /// A JSON object; another media type is 415.
        case json
        /// A JSON object, or one as a merge patch (RFC 7396).
        case mergePatch
        /// Bytes that the endpoint itself checks.
        case raw
    }

    enum Endpoint: Sendable {
        /// On the event loop: memory only.
        case now(@Sendable (APICore, Call) throws -> HTTPResponse)
        case later(@Sendable (APICore, Call) async throws -> HTTPResponse)
        /// On the event loop when memory has the answer (not nil), else like `later`.
        case nowOrLater(
            @Sendable (APICore, Call) throws -> HTTPResponse?,
            @Sendable (APICore, Call) async throws -> HTTPResponse)
    }

    let method: HTTPMethod
    let path: String
    let access: RouteAccess
    let body: Body
    /// The answer is about a person, so that no cache may keep it.
    let isPersonal: Bool
    let summary: String
    let endpoint: Endpoint

    init(
        _ method: HTTPMethod, _ path: String, _ access: RouteAccess, body: Body = .none,
        isPersonal: Bool = false, _ summary: String,
        now endpoint: @escaping @Sendable (APICore, Call) throws -> HTTPResponse
    ) {
        precondition(access.isUnconditional, "who asks is not found out on the loop")
        (self.method, self.path, self.access, self.body) = (method, path, access, body)
        (self.isPersonal, self.summary, self.endpoint) = (isPersonal, summary, .now(endpoint))
    }

    init(
        _ method: HTTPMethod, _ path: String, _ access: RouteAccess, body: Body = .none,
        isPersonal: Bool = false, _ summary: String,
        later endpoint: @escaping @Sendable (APICore, Call) async throws -> HTTPResponse
    ) {
        (self.method, self.path, self.access, self.body) = (method, path, access, body)
        (self.isPersonal, self.summary, self.endpoint) = (isPersonal, summary, .later(endpoint))
    }

    init(
        _ method: HTTPMethod, _ path: String, _ access: RouteAccess, body: Body = .none,
        isPersonal: Bool = false, _ summary: String,
        now first: @escaping @Sendable (APICore, Call) throws -> HTTPResponse?,
        orLater second: @escaping @Sendable (APICore, Call) async throws -> HTTPResponse
    ) {
        precondition(access.isUnconditional, "who asks is not found out on the loop")
        (self.method, self.path, self.access, self.body) = (method, path, access, body)
        (self.isPersonal, self.summary) = (isPersonal, summary)
        endpoint = .nowOrLater(first, second)
    }

    /// `GET /v1/flows/{flow}`, as metrics and matrices name it.
    var name: String { "\(method.name) \(path)" }
}

extension Route.Body {
    /// The media types that the body may have; none when the endpoint reads it as it likes.
    var mediaTypes: [String] {
        switch self {
        case .none, .raw: []
        case .json: [HTTPResponse.json]
        case .mergePatch: [HTTPResponse.json, "application/merge-patch+json"]
        }
    }
}

extension HTTPResponse {
    static let json = "application/json"

    static func json(_ bytes: [UInt8], status: Int = 200) -> HTTPResponse {
        HTTPResponse(status: status, fields: ["Content-Type": json], body: .bytes(bytes))
    }

    /// A stream of server-sent events; proxies are asked not to hold any back.
    static func events(_ producer: @escaping @Sendable (HTTPBodyWriter) async -> Void)
        -> HTTPResponse
    {
        HTTPResponse(
            status: 200,
            fields: [
                "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store",
                "X-Accel-Buffering": "no",
            ], body: .stream(producer))
    }

    /// Says that the answer is the first one's again (contract section 0).
    func markingReplay(_ isReplay: Bool) -> HTTPResponse {
        guard isReplay else { return self }
        var response = self
        response.fields.set("Idempotent-Replayed", "true")
        return response
    }
}
