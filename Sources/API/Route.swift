import HTTPServer

/// One line of the route table: what is asked where, who may, and what answers.
struct Route: Sendable {
    /// What the route reads as its body.
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

    /// Begins on the event loop: memory only.
    typealias Endpoint = @Sendable (APICore, Call) throws -> Reply

    /// An answer, or the work that leads to one.
    enum Reply: Sendable {
        /// Made on the event loop.
        case now(HTTPResponse)
        /// What must wait for something, in a task.
        case later(@Sendable () async throws -> HTTPResponse)
    }

    /// HEAD falls back on GET, and every path has an OPTIONS beside the table.
    let method: HTTPMethod
    /// As `HTTPRoute.pattern` has it, with `{name}` for a segment.
    let path: String
    let access: RouteAccess
    let body: Body
    /// The answer is about a person, so that no cache may keep it.
    let isPersonal: Bool
    /// One line for the API's description.
    let summary: String
    /// Runs once the caller may; what it throws is answered as problem details.
    let endpoint: Endpoint
    /// Whose the route's refusals are, where they are worth counting.
    private(set) var refused: RefusedSubject?
    /// The request's `X-Onboarding-Variant` is recorded with whoever begins by it (D4).
    private(set) var recordsVariant = false
    /// The answer's form depends on `Accept`, which caches must know (RFC 9110 section 12.5.5).
    private(set) var isNegotiated = false

    init(
        _ method: HTTPMethod, _ path: String, _ access: RouteAccess, body: Body = .none,
        isPersonal: Bool = false, _ summary: String, reply endpoint: @escaping Endpoint
    ) {
        (self.method, self.path, self.access, self.body) = (method, path, access, body)
        (self.isPersonal, self.summary, self.endpoint) = (isPersonal, summary, endpoint)
    }

    init(
        _ method: HTTPMethod, _ path: String, _ access: RouteAccess, body: Body = .none,
        isPersonal: Bool = false, _ summary: String,
        now endpoint: @escaping @Sendable (APICore, Call) throws -> HTTPResponse
    ) {
        self.init(method, path, access, body: body, isPersonal: isPersonal, summary) { core, call in
            .now(try endpoint(core, call))
        }
    }

    init(
        _ method: HTTPMethod, _ path: String, _ access: RouteAccess, body: Body = .none,
        isPersonal: Bool = false, _ summary: String,
        later endpoint: @escaping @Sendable (APICore, Call) async throws -> HTTPResponse
    ) {
        self.init(method, path, access, body: body, isPersonal: isPersonal, summary) { core, call in
            .later { try await endpoint(core, core.resolvingLink(call)) }
        }
    }

    /// - Parameter first: answers nil where memory has no answer.
    init(
        _ method: HTTPMethod, _ path: String, _ access: RouteAccess, body: Body = .none,
        isPersonal: Bool = false, _ summary: String,
        now first: @escaping @Sendable (APICore, Call) throws -> HTTPResponse?,
        orLater second: @escaping @Sendable (APICore, Call) async throws -> HTTPResponse
    ) {
        self.init(method, path, access, body: body, isPersonal: isPersonal, summary) { core, call in
            if let response = try first(core, call) { return .now(response) }
            return .later { try await second(core, core.resolvingLink(call)) }
        }
    }

    /// The same route, whose refusals are recorded beside their subject.
    func refusing(_ subject: RefusedSubject) -> Route {
        var route = self
        route.refused = method == .get ? nil : subject
        return route
    }

    /// The same route, with which somebody may begin.
    func recordingVariant() -> Route {
        var route = self
        route.recordsVariant = true
        return route
    }

    /// The same route, whose answers have several forms.
    func negotiating() -> Route {
        var route = self
        route.isNegotiated = true
        return route
    }

    /// `GET /v1/flows/{flow}`, as metrics and matrices name it.
    var name: String { "\(method.name) \(describedPath)" }

    /// The path as OpenAPI has it, which knows no parameter for the rest of a path.
    var describedPath: String { path.replacing("...}", with: "}") }
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

    /// An answer of JSON.
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

    /// Says which version the answer is of.
    func tagged(_ tag: String) -> HTTPResponse {
        var response = self
        response.fields.set("ETag", tag)
        return response
    }

    /// Says that the answer is the first one's again (contract section 0).
    func markingReplay(_ isReplay: Bool) -> HTTPResponse {
        guard isReplay else { return self }
        var response = self
        response.fields.set("Idempotent-Replayed", "true")
        return response
    }
}
