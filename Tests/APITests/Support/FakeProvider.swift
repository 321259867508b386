import HTTPServer
import Synchronization

/// Plays a provider: answers every request with what the closure says, and keeps the requests.
final class FakeProvider: Sendable {
    private let server: HTTPServer
    let base: String

    init(_ path: String, _ answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse) throws {
        let seen = Seen()
        server = HTTPServer(
            configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0),
            router: HTTPRouter(routes: [
                HTTPRoute(
                    .post, path,
                    .now { request, _ in
                        seen.note(request)
                        return answer(request)
                    })
            ]))
        base = try server.start().description
        self.seen = seen
    }

    private let seen: Seen

    var last: HTTPRequest? { seen.all.last }
    var count: Int { seen.all.count }

    /// The last request's form, decoded.
    var form: [String: String] {
        let text = String(decoding: last?.body ?? [], as: UTF8.self)
        guard let request = try? HTTPRequest(method: .get, target: "/?" + text) else {
            return [:]
        }
        return Dictionary(request.query.map { ($0.name, $0.value) }) { first, _ in first }
    }

    func stop() async { await server.stop(graceMilliseconds: 0) }
}

private final class Seen: Sendable {
    private let requests = Mutex<[HTTPRequest]>([])

    func note(_ request: HTTPRequest) { requests.withLock { $0.append(request) } }
    var all: [HTTPRequest] { requests.withLock { $0 } }
}
