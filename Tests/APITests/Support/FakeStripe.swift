import HTTPServer
import JSON
import Synchronization
import Testing

@testable import API

/// Plays Stripe's checkout sessions over HTTP, idempotency keys included; its webhooks are lost.
final class FakeStripe: Sendable {
    struct Session: Sendable {
        var form: [String: String]
        var status = "open"
        var paymentStatus = "unpaid"
    }

    private struct State {
        var sessions: [String: Session] = [:]
        /// The body and the session that each idempotency key came with.
        var keys: [String: (body: [UInt8], id: String)] = [:]
        var keysInOrder: [String] = []
        var lookUpCount = 0
        /// The checkouts that were to be expired, with the credential, also in vain.
        var expiries: [(id: String, credential: String)] = []
        var isDown = false
    }

    private let state: Held
    private let server: HTTPServer
    let base: String

    /// Holds the state apart, so that the routes can be made before the server.
    private final class Held: Sendable {
        let value = Mutex(State())
    }

    init() throws {
        let state = Held()
        self.state = state
        let path = "/v1/checkout/sessions"
        server = HTTPServer(
            configuration: HTTPServerConfiguration(host: "127.0.0.1", port: 0),
            router: HTTPRouter(routes: [
                HTTPRoute(
                    .post, path, .now { request, _ in Self.open(request, state) }),
                HTTPRoute(
                    .get, path + "/{id}",
                    .now { _, parameters in Self.show(parameters["id"], state) }),
                HTTPRoute(
                    .post, path + "/{id}/expire",
                    .now { request, parameters in
                        Self.expire(parameters["id"], request, state)
                    }),
            ]))
        base = try server.start().description
    }

    func stop() async { await server.stop(graceMilliseconds: 0) }

    // MARK: What a test makes of it

    func setDown(_ isDown: Bool) { state.value.withLock { $0.isDown = isDown } }

    func pay(_ id: String, _ paymentStatus: String = "paid") {
        settle(id, "complete", paymentStatus)
    }

    func expire(_ id: String) { settle(id, "expired", "unpaid") }

    func forget(_ id: String) { state.value.withLock { $0.sessions[id] = nil } }

    private func settle(_ id: String, _ status: String, _ paymentStatus: String) {
        state.value.withLock { state in
            state.sessions[id]?.status = status
            state.sessions[id]?.paymentStatus = paymentStatus
        }
    }

    func form(_ id: String) -> [String: String] {
        state.value.withLock { $0.sessions[id]?.form ?? [:] }
    }

    var keys: [String] { state.value.withLock { $0.keysInOrder } }
    /// The checkouts that it was asked to expire, also in vain.
    var expiries: [String] { state.value.withLock { $0.expiries.map(\.id) } }
    var lastCredential: String? { state.value.withLock { $0.expiries.last?.credential } }
    func status(_ id: String) -> String? { state.value.withLock { $0.sessions[id]?.status } }
    var lookUpCount: Int { state.value.withLock { $0.lookUpCount } }

    // MARK: Answers

    private static func open(_ request: HTTPRequest, _ state: Held) -> HTTPResponse {
        let key = request.fields["Idempotency-Key"] ?? ""
        return state.value.withLock { state in
            if state.isDown { return .json(Array("{}".utf8), status: 503) }
            state.keysInOrder.append(key)
            if let known = state.keys[key] {
                let isSame = known.body == request.body
                return isSame ? opened(known.id, request) : .json(Array("{}".utf8), status: 400)
            }
            let id = "cs_test_fake\(state.sessions.count + 1)"
            state.sessions[id] = Session(form: form(request.body))
            state.keys[key] = (request.body, id)
            return opened(id, request)
        }
    }

    /// Holds the end that it is asked for.
    private static func opened(_ id: String, _ request: HTTPRequest) -> HTTPResponse {
        let end = form(request.body)["expires_at"] ?? "1790086400"
        return .json(
            Array(
                """
                {"id":"\(id)","object":"checkout.session","status":"open",\
                "url":"https://checkout.example/\(id)","expires_at":\(end)}
                """.utf8))
    }

    private static func show(_ id: String, _ state: Held) -> HTTPResponse {
        state.value.withLock { state in
            state.lookUpCount += 1
            if state.isDown { return .json(Array("{}".utf8), status: 503) }
            guard let session = state.sessions[id] else {
                return .json(Array("{}".utf8), status: 404)
            }
            return .json(object(id, session))
        }
    }

    /// As Stripe does: only what is open.
    private static func expire(
        _ id: String, _ request: HTTPRequest, _ state: Held
    ) -> HTTPResponse {
        state.value.withLock { state in
            state.expiries.append((id, request.fields["Authorization"] ?? ""))
            if state.isDown { return .json(Array("{}".utf8), status: 503) }
            guard var session = state.sessions[id] else {
                return .json(Array("{}".utf8), status: 404)
            }
            guard session.status == "open" else { return .json(Array("{}".utf8), status: 400) }
            session.status = "expired"
            state.sessions[id] = session
            return .json(object(id, session))
        }
    }

    private static func object(_ id: String, _ session: Session) -> [UInt8] {
        let isComplete = session.status == "complete"
        return JSONWriter.encode { writer in
            writer.object { writer in
                writer.member("id", id)
                writer.member("object", "checkout.session")
                writer.memberOrNull("client_reference_id", session.form["client_reference_id"])
                writer.memberOrNull("customer", isComplete ? "cus_\(id)" : nil)
                writer.member("customer_email", session.form["customer_email"])
                writer.member("payment_status", session.paymentStatus)
                writer.member("status", session.status)
                writer.memberOrNull("subscription", isComplete ? "sub_\(id)" : nil)
                writer.member("metadata") { writer in
                    writer.object { writer in
                        for (name, value) in session.form.sorted(by: { $0.key < $1.key })
                        where name.hasPrefix("metadata[") {
                            writer.member(
                                key: String(name.dropFirst(9).dropLast()), .string(value))
                        }
                    }
                }
            }
        }
    }

    private static func form(_ body: [UInt8]) -> [String: String] {
        let text = String(decoding: body, as: UTF8.self)
        guard let request = try? HTTPRequest(method: .get, target: "/?" + text) else { return [:] }
        return Dictionary(request.query.map { ($0.name, $0.value) }) { first, _ in first }
    }
}

extension TestAPI {
    /// Runs a test whose payment provider is a fake Stripe.
    static func run(
        stripe body: (TestAPI, FakeStripe) async throws -> Void
    ) async throws {
        let stripe = try FakeStripe()
        try await run {
            $0.isStripeConfigured = true
            $0.stripeAPIKey = "sk_test_123"
            $0.stripeAPIBase = stripe.base
            $0.appURL = "https://app.example"
        } _: { api in
            try await body(api, stripe)
        }
        await stripe.stop()
    }
}
