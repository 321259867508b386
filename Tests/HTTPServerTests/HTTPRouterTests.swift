import TestSupport
import Testing

@testable import HTTPServer

struct HTTPRouterTests {
    /// Endpoints that answer the pattern they were found by, and the parameters they were given.
    private static func route(_ method: HTTPMethod, _ pattern: String) -> HTTPRoute {
        HTTPRoute(
            method, pattern,
            .now { _, _ in HTTPResponse(status: 200, fields: ["Pattern": pattern]) })
    }

    private static let router = HTTPRouter(routes: [
        route(.get, "/"), route(.get, "/a"), route(.post, "/a"), route(.get, "/a/me"),
        route(.get, "/a/{id}"), route(.delete, "/a/{id}"), route(.get, "/a/{id}/b"),
        route(.get, "/a/{one}/c/{two}"), route(.get, "/a/me/d"), route(.options, "/o"),
        route(.other("REPORT"), "/r"), route(.get, "/t/"),
        route(.get, "/w/{rest...}"), route(.get, "/w/{id}/x"), route(.get, "/w/y"),
    ])

    private func resolve(_ method: HTTPMethod, _ path: String) throws -> String {
        let request = try HTTPRequest(method: .get, target: "/")
        return switch Self.router.resolve(method, path: path) {
        case .found(let endpoint, _):
            pattern(endpoint.reply(request, HTTPParameters()))
        case .options(let allow): "options " + allow.map(\.name).joined(separator: " ")
        case .methodNotAllowed(let allow): "allow " + allow.map(\.name).joined(separator: " ")
        case .notFound: "404"
        case .notImplemented: "501"
        case .malformedParameter: "400"
        }
    }

    private func pattern(_ reply: HTTPReply) -> String {
        guard case .now(let response) = reply else { return "later" }
        return response.fields["pattern"] ?? ""
    }

    static let resolutions: [(HTTPMethod, String, String)] = [
        (.get, "/", "/"), (.get, "/a", "/a"), (.get, "/a/", "404"), (.get, "//", "404"),
        (.get, "", "404"), (.get, "/A", "404"), (.get, "/a/me", "/a/me"),
        (.get, "/a/you", "/a/{id}"), (.get, "/a/mee", "/a/{id}"), (.get, "/a/x/b", "/a/{id}/b"),
        (.get, "/a/me/b", "/a/{id}/b"), (.get, "/a/me/d", "/a/me/d"), (.get, "/a/x/d", "404"),
        (.get, "/a//b", "404"), (.get, "/a/x/c/y", "/a/{one}/c/{two}"), (.get, "/t/", "/t/"),
        (.get, "/t", "404"), (.head, "/a/x", "/a/{id}"), (.post, "/a", "/a"),
        (.delete, "/a/x", "/a/{id}"), (.delete, "/a/me", "allow GET HEAD OPTIONS"),
        (.put, "/a", "allow GET POST HEAD OPTIONS"), (.put, "/nowhere", "404"),
        (.trace, "/a", "allow GET POST HEAD OPTIONS"),
        (.options, "/a/x", "options GET DELETE HEAD OPTIONS"), (.options, "/o", "/o"),
        (.options, "/nowhere", "404"), (.other("REPORT"), "/r", "/r"),
        (.other("REPORT"), "/a", "allow GET POST HEAD OPTIONS"), (.other("BREW"), "/a", "501"),
        (.connect, "", "501"), (.get, "/a/%zz", "400"), (.get, "/a/%ff", "400"),
        (.get, "/a/%4", "400"), (.get, "/%61", "404"),
        (.get, "/w", "404"), (.get, "/w/", "/w/{rest...}"), (.get, "/w/y", "/w/y"),
        (.get, "/w/y/z", "/w/{rest...}"), (.get, "/w/1/x", "/w/{id}/x"),
        (.get, "/w/1/x/2//", "/w/{rest...}"), (.post, "/w/1/2", "allow GET HEAD OPTIONS"),
    ]

    @Test(arguments: resolutions)
    func `a method and path resolve to one thing`(
        _ method: HTTPMethod, _ path: String, _ expected: String
    ) throws {
        try expectEqual(resolve(method, path), expected)
    }

    @Test func `parameters are decoded and plus stays plus`() throws {
        guard
            case .found(_, let parameters) = Self.router.resolve(.get, path: "/a/x%2Fy+z/c/%C3%A9")
        else {
            Issue.record("the path has a route")
            return
        }
        expectEqual(parameters["one"], "x/y+z")
        expectEqual(parameters["two"], "é")
    }

    @Test func `the rest of a path is one parameter`() {
        guard case .found(_, let parameters) = Self.router.resolve(.get, path: "/w/1/x%20y//z")
        else {
            Issue.record("the path has a route")
            return
        }
        expectEqual(parameters["rest"], "1/x y//z")
    }

    @Test func `OPTIONS for the server names all methods`() throws {
        try expectEqual(resolve(.options, "*"), "options GET POST DELETE OPTIONS REPORT HEAD")
    }

    @Test func `two routes that overlap stop the program`() async {
        await #expect(processExitsWith: .failure) {
            let endpoint = HTTPEndpoint.now { _, _ in HTTPResponse(status: 200) }
            _ = HTTPRouter(routes: [
                HTTPRoute(.get, "/a/{x}", endpoint), HTTPRoute(.get, "/a/{y}", endpoint),
            ])
        }
    }

    @Test func `asking for a parameter the pattern lacks stops the program`() async {
        await #expect(processExitsWith: .failure) {
            _ = HTTPParameters([("a", "b")])["c"]
        }
    }
}
