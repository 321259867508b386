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
        let meter = core.metrics.meter(route.name)
        switch route.endpoint {
        case .now(let endpoint):
            return HTTPRoute(
                route.method, route.path,
                .immediate { request, parameters in
                    let start = meter.start()
                    let id = RequestIdentity.id(request, clock: core.clock)
                    let call = call(request, parameters, id, .anonymous)
                    let outcome = Result { () throws -> HTTPResponse in
                        try requireJSON(route, request)
                        return try endpoint(core, call)
                    }
                    return finish(outcome, route, request, id, meter, since: start)
                })
        case .later(let endpoint):
            return HTTPRoute(
                route.method, route.path,
                .asynchronous { request, parameters in
                    let start = meter.start()
                    let id = RequestIdentity.id(request, clock: core.clock)
                    var outcome: Result<HTTPResponse, any Error>
                    do {
                        let caller = try await core.resolvingLink(
                            core.authenticator.caller(
                                request, route.access, now: core.clock.now()))
                        try requireJSON(route, request)
                        outcome = .success(
                            try await endpoint(core, call(request, parameters, id, caller)))
                    } catch { outcome = .failure(error) }
                    return finish(outcome, route, request, id, meter, since: start)
                })
        }
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
        guard route.body == .json, !request.body.isEmpty,
            let type = request.fields["Content-Type"], !Self.isJSON(type)
        else { return }
        throw Problem(.unsupportedMediaType, "Send application/json in UTF-8.")
            .setting("Accept", HTTPResponse.json)
    }

    static func isJSON(_ type: String) -> Bool {
        let parts = type.lowercased().split(separator: ";").map { $0.filter { $0 != " " } }
        guard parts.first == HTTPResponse.json else { return false }
        return parts.dropFirst().allSatisfy { part in
            !part.hasPrefix("charset=") || part == "charset=utf-8" || part == "charset=\"utf-8\""
        }
    }

    // MARK: Answers

    private func finish(
        _ outcome: Result<HTTPResponse, any Error>, _ route: Route, _ request: HTTPRequest,
        _ id: String, _ meter: RouteMeter, since start: ContinuousClock.Instant
    ) -> HTTPResponse {
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
        let elapsed = meter.record(response.status, since: start)
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
        HTTPResponse(
            status: refusal.status,
            fields: ["Content-Type": Problem.mediaType, "Cache-Control": "no-store"],
            body: .text(refusal.body)
        ).markingReplay(true)
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
