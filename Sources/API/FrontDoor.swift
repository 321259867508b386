import HTTPServer
import JSON
import OnboardingLedger

/// What every request passes through: a name, who asks, the endpoint, and an answer in the form
/// that section 0 of the contract gives to all of them.
struct FrontDoor: Sendable {
    let core: APICore
    private let origins: CrossOrigin

    init(_ core: APICore) {
        self.core = core
        origins = CrossOrigin(core.configuration)
    }

    /// The table as the server's router takes it, with an OPTIONS beside every path.
    func routes(_ table: [Route]) -> [HTTPRoute] {
        table.map(route) + Self.preflights(table, origins)
    }

    private func route(_ route: Route) -> HTTPRoute {
        HTTPRoute(
            route.method, route.path, endpoint(route, core.metrics.meter(route.name)))
    }

    private func endpoint(_ route: Route, _ meter: RouteMeter) -> HTTPEndpoint {
        switch route.endpoint {
        case .now(let endpoint):
            return .immediate { request, parameters in
                let arrival = arrive(request, meter)
                let outcome = run(endpoint, route, request, parameters, arrival)
                return finish(outcome, route, request, arrival)
            }
        case .later(let endpoint):
            return .asynchronous(later(endpoint, route, meter))
        case .nowOrLater(let first, let second):
            let attempt: @Sendable (HTTPRequest, HTTPParameters) -> HTTPResponse? = {
                request, parameters in
                let arrival = arrive(request, meter)
                switch run(first, route, request, parameters, arrival) {
                case .success(nil): return nil
                case .success(let response?):
                    return finish(.success(response), route, request, arrival)
                case .failure(let error):
                    return finish(.failure(error), route, request, arrival)
                }
            }
            return .immediateOrAsynchronous(attempt, later(second, route, meter))
        }
    }

    private func later(
        _ endpoint: @escaping @Sendable (APICore, Call) async throws -> HTTPResponse,
        _ route: Route, _ meter: RouteMeter
    ) -> @Sendable (HTTPRequest, HTTPParameters) async -> HTTPResponse {
        { request, parameters in
            let arrival = arrive(request, meter)
            let outcome: Result<HTTPResponse, any Error>
            do {
                let caller = try await core.authenticator.caller(
                    request, route.access, now: core.clock.now())
                try requireJSON(route, request)
                let call = call(request, parameters, arrival.requestID, caller)
                outcome = .success(try await endpoint(core, call))
            } catch { outcome = .failure(error) }
            return finish(outcome, route, request, arrival)
        }
    }

    /// Runs an endpoint on the event loop, where nobody is found out.
    private func run<Answer>(
        _ endpoint: (APICore, Call) throws -> Answer, _ route: Route, _ request: HTTPRequest,
        _ parameters: HTTPParameters, _ arrival: Arrival
    ) -> Result<Answer, any Error> {
        Result {
            try requireJSON(route, request)
            return try endpoint(core, call(request, parameters, arrival.requestID, .anonymous))
        }
    }

    /// What is noted of a request when it comes.
    private struct Arrival {
        let meter: RouteMeter
        let start: ContinuousClock.Instant
        let requestID: String
    }

    private func arrive(_ request: HTTPRequest, _ meter: RouteMeter) -> Arrival {
        Arrival(
            meter: meter, start: meter.start(),
            requestID: RequestIdentity.id(request, clock: core.clock))
    }

    private func call(
        _ request: HTTPRequest, _ parameters: HTTPParameters, _ id: String, _ caller: Caller
    ) -> Call {
        Call(
            request: request, parameters: parameters, requestID: id, caller: caller,
            now: core.clock.now())
    }

    /// A body with another media type is 415; an empty body has none.
    private func requireJSON(_ route: Route, _ request: HTTPRequest) throws(Problem) {
        let accepted = route.body.mediaTypes
        guard !accepted.isEmpty, !request.body.isEmpty,
            let type = request.fields["Content-Type"], !Self.isJSON(type, of: accepted)
        else { return }
        let names = accepted.joined(separator: ", ")
        throw Problem(.unsupportedMediaType, "Send \(names) in UTF-8.")
            .setting(route.method == .patch ? "Accept-Patch" : "Accept", names)
    }

    /// True for one of `accepted`, in UTF-8.
    static func isJSON(_ type: String, of accepted: [String]) -> Bool {
        let parts = type.lowercased().split(separator: ";").map { $0.filter { $0 != " " } }
        guard let name = parts.first, accepted.contains(name) else { return false }
        return parts.dropFirst().allSatisfy { part in
            !part.hasPrefix("charset=") || part == "charset=utf-8" || part == "charset=\"utf-8\""
        }
    }

    // MARK: Answers

    private func finish(
        _ outcome: Result<HTTPResponse, any Error>, _ route: Route, _ request: HTTPRequest,
        _ arrival: Arrival
    ) -> HTTPResponse {
        let id = arrival.requestID
        var response: HTTPResponse
        switch outcome {
        case .success(let answer): response = answer
        case .failure(let refusal as KeptRefusal): response = Self.kept(refusal)
        case .failure(let error):
            let problem = Problem(error)
            if problem.status >= 500 { report(error, problem, route, id) }
            response = problem.response(requestID: id)
        }
        if route.isPersonal, !response.fields.contains("Cache-Control") {
            response.fields.set("Cache-Control", "no-store")
        }
        response.fields.set("X-Request-Id", id)
        origins.mark(&response, for: request)
        let elapsed = arrival.meter.record(response.status, since: arrival.start)
        if core.configuration.logsRequests {
            core.log(
                LogLine(
                    .info, "request", requestID: id,
                    [
                        "route": .string(route.name),
                        "status": .number(JSONNumber(response.status)),
                        "milliseconds": .number(JSONNumber(elapsed)),
                    ]))
        }
        return response
    }

    /// The refusal that the first attempt under the idempotency key met.
    private static func kept(_ refusal: KeptRefusal) -> HTTPResponse {
        var response = HTTPResponse(
            status: refusal.status,
            fields: ["Content-Type": Problem.mediaType, "Cache-Control": "no-store"],
            body: .text(refusal.body))
        if refusal.status == 401 { response.fields.set("WWW-Authenticate", Authenticator.realm) }
        return response.markingReplay(true)
    }

    private func report(_ error: any Error, _ problem: Problem, _ route: Route, _ id: String) {
        core.log(
            LogLine(
                .error, "request failed", requestID: id,
                [
                    "route": .string(route.name), "code": .string(problem.code),
                    "reason": .string("\(error)"),
                ]))
    }

    /// The answer to what the server refuses before a route is found.
    func refusal(_ refusal: HTTPRefusal, _ request: HTTPRequest?) -> HTTPResponse {
        let id = RequestIdentity.id(request, clock: core.clock)
        var response = Problem(refusal).response(requestID: id)
        response.fields.set("X-Request-Id", id)
        if let request { origins.mark(&response, for: request) }
        return response
    }

    // MARK: OPTIONS

    private static func preflights(_ table: [Route], _ origins: CrossOrigin) -> [HTTPRoute] {
        var methods: [String: [String]] = [:]
        var paths: [String] = []
        for route in table {
            if methods[route.path] == nil { paths.append(route.path) }
            methods[route.path, default: []].append(route.method.name)
            if route.method == .get { methods[route.path]?.append("HEAD") }
        }
        return paths.map { path in
            let allow = (methods[path, default: []] + ["OPTIONS"]).joined(separator: ", ")
            return HTTPRoute(
                .options, path,
                .immediate { request, _ in origins.preflight(request, allow: allow) })
        }
    }
}
