import Synchronization

@testable import HTTPServer

/// A server on a free port with a few endpoints, for the length of a closure.
struct TestServer: Sendable {
    let server: HTTPServer
    let address: HTTPAddress
    /// What the observer was told: path and status.
    let observed: Observations

    func client() async throws -> TestClient { try await TestClient.connect(address) }

    static func run(
        _ routes: [HTTPRoute] = [], listeners: [HTTPListenAddress] = [local], loops: Int = 1,
        limits: HTTPLimits = .patient,
        _ body: (TestServer) async throws -> Void
    ) async throws {
        let observed = Observations()
        let configuration = HTTPServerConfiguration(
            listeners: listeners, eventLoopCount: loops, limits: limits
        ) { refusal, request in
            HTTPResponse(
                status: refusal.status, fields: ["Code": refusal.code],
                body: .text(request?.path ?? "-"))
        }
        let server = HTTPServer(
            configuration: configuration, router: HTTPRouter(routes: common + routes)
        ) { request, status, _, _ in
            observed.note("\(request.path) \(status)")
        }
        let address = try server.start()
        do {
            try await body(TestServer(server: server, address: address, observed: observed))
        } catch {
            await server.stop(graceMilliseconds: 0)
            throw error
        }
        await server.stop(graceMilliseconds: 0)
    }

    static let local = HTTPListenAddress.tcp(host: "127.0.0.1", port: 0)

    private static let common = [
        HTTPRoute(
            .get, "/now/{word}",
            .now { _, parameters in
                HTTPResponse(status: 200, body: .text(parameters["word"]))
            }),
        HTTPRoute(
            .get, "/later/{word}",
            .later { _, parameters in
                HTTPResponse(status: 200, body: .text(parameters["word"]))
            }),
        HTTPRoute(
            .get, "/either/{word}",
            HTTPEndpoint { _, parameters in
                let word = parameters["word"]
                guard word == "later" else {
                    return .now(HTTPResponse(status: 200, body: .text("\(word) at once")))
                }
                return .later { HTTPResponse(status: 200, body: .text("\(word) in a task")) }
            }),
        HTTPRoute(
            .post, "/echo",
            .later { request, _ in HTTPResponse(status: 200, body: .bytes(request.body)) }),
        HTTPRoute(
            .get, "/peer",
            .now { request, _ in
                HTTPResponse(
                    status: 200, body: .text("\(request.peer.address) \(request.peer.isLoopback)"))
            }),
    ]
}

/// Lines noted on the event loop.
final class Observations: Sendable {
    private let lines = Mutex<[String]>([])

    func note(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock(\.self) }
}

extension HTTPLimits {
    /// The usual limits, but with times that no busy machine runs out of: a test would wait for ever
    /// for a request that the server gave up.
    static let patient: HTTPLimits = {
        var limits = HTTPLimits()
        limits.firstByteTimeoutMilliseconds = 600_000
        limits.headerTimeoutMilliseconds = 600_000
        limits.bodyTimeoutMilliseconds = 600_000
        limits.idleTimeoutMilliseconds = 600_000
        limits.sendTimeoutMilliseconds = 600_000
        return limits
    }()

    /// Those limits with a change.
    static func changed(_ change: (inout HTTPLimits) -> Void) -> HTTPLimits {
        var limits = patient
        change(&limits)
        return limits
    }
}
