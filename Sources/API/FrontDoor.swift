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
        table.map(route) + preflights(table)
    }

    /// The router's endpoint: names the request, takes its time, and begins on the event loop.
    private func route(_ route: Route) -> HTTPRoute {
        let meter = core.metrics.meter(route.name)
        return HTTPRoute(
            route.method, route.path,
            HTTPEndpoint { request, parameters in
                let visit = Visit(
                    route: route, request: request, parameters: parameters,
                    id: RequestIdentity.id(request, clock: core.clock), meter: meter,
                    start: .now)
                return begin(visit)
            })
    }

    /// A request on its way through the door.
    private struct Visit: Sendable {
        let route: Route
        let request: HTTPRequest
        let parameters: HTTPParameters
        let id: String
        let meter: RouteMeter
        let start: ContinuousClock.Instant
        /// Nil until it is known who asks.
        var call: Call?
    }

    /// Goes as far as memory goes, on the event loop.
    private func begin(_ visit: Visit) -> HTTPReply {
        do {
            let caller = try core.authenticator.rememberedCaller(
                visit.request, visit.route.access, now: core.clock.now())
            guard let caller else { return .later { await identifying(visit) } }
            return begin(visit, by: caller)
        } catch { return .now(refuse(visit, error)) }
    }

    /// Answers who may not come in, and remembers it of who is known.
    private func refuse(_ visit: Visit, _ error: any Error) -> HTTPResponse {
        var visit = visit
        if let turned = error as? TurnedAway { visit.call = call(visit, by: turned.caller) }
        return finish(.failure(error), visit)
    }

    /// What endpoints are told; the time is the same for all that the request does.
    private func call(_ visit: Visit, by caller: Caller) -> Call {
        Call(
            request: visit.request, parameters: visit.parameters, requestID: visit.id,
            caller: caller, now: core.clock.now(), proxies: core.configuration.trustedProxies)
    }

    /// Goes on in a task when a key or token is not in memory.
    private func identifying(_ visit: Visit) async -> HTTPResponse {
        do {
            let caller = try await core.authenticator.caller(
                visit.request, visit.route.access, now: core.clock.now())
            switch begin(visit, by: caller) {
            case .now(let response): return response
            case .later(let work): return await work()
            }
        } catch { return refuse(visit, error) }
    }

    /// Checks the body's type and the variant, and asks the endpoint; whatever it throws becomes a
    /// refusal.
    private func begin(_ visit: Visit, by caller: Caller) -> HTTPReply {
        var visit = visit
        var call = call(visit, by: caller)
        visit.call = call
        do {
            try requireMediaType(visit.route, visit.request)
            if visit.route.recordsVariant {
                call.variant = try RequestIdentity.variant(visit.request)
            }
            switch try visit.route.endpoint(core, call) {
            case .now(let response): return .now(finish(.success(response), visit))
            case .later(let work): return .later { [visit] in await finishing(visit, work) }
            }
        } catch { return .now(finish(.failure(error), visit)) }
    }

    /// Waits for an endpoint's work.
    private func finishing(
        _ visit: Visit, _ work: @Sendable () async throws -> HTTPResponse
    ) async -> HTTPResponse {
        do { return finish(.success(try await work()), visit) } catch {
            return finish(.failure(error), visit)
        }
    }

    /// A body with another media type is 415, and so is one that is packed (RFC 9110 section
    /// 15.5.16); an empty body is of no type.
    private func requireMediaType(_ route: Route, _ request: HTTPRequest) throws(Problem) {
        let accepted = route.body.mediaTypes
        guard !accepted.isEmpty, !request.body.isEmpty else { return }
        if let coding = request.fields["Content-Encoding"], coding.lowercased() != "identity" {
            throw Problem(.unsupportedMediaType, "Send the body as it is, without a coding.")
                .setting("Accept-Encoding", "identity")
        }
        guard let type = request.fields["Content-Type"], !Self.isTaken(type, of: accepted)
        else { return }
        let names = accepted.joined(separator: ", ")
        throw Problem(.unsupportedMediaType, "Send \(names) in UTF-8.")
            .setting(route.method == .patch ? "Accept-Patch" : "Accept", names)
    }

    /// True for one of `accepted`, in UTF-8.
    static func isTaken(_ type: String, of accepted: [String]) -> Bool {
        let parts = type.lowercased().split(separator: ";").map { $0.filter { $0 != " " } }
        guard let name = parts.first, accepted.contains(name) else { return false }
        return parts.dropFirst().allSatisfy { part in
            !part.hasPrefix("charset=") || part == "charset=utf-8" || part == "charset=\"utf-8\""
        }
    }

    // MARK: Answers

    /// Gives every answer its id, its caching and its origins, counts and logs it, and notes
    /// refusals beside their subjects. A fault of ours goes to the log with its reason, which the
    /// client never sees.
    private func finish(
        _ outcome: Result<HTTPResponse, any Error>, _ visit: Visit
    ) -> HTTPResponse {
        let (route, request, id) = (visit.route, visit.request, visit.id)
        var response: HTTPResponse
        switch outcome {
        case .success(let answer): response = answer
        case .failure(let refusal as KeptRefusal): response = Self.kept(refusal)
        case .failure(let error):
            let problem = Problem(error)
            // To be stopping is no fault, and neither is who gave up.
            if problem.status >= 500, problem.code != ProblemCode.closing.rawValue,
                !(error is CancellationError)
            {
                report(error, problem, route, id)
            }
            core.note(problem, route, visit.call)
            response = problem.response(requestID: id)
        }
        if route.isPersonal, !response.fields.contains("Cache-Control") {
            response.fields.set("Cache-Control", "no-store")
        }
        if route.isNegotiated { response.fields.append("Vary", "Accept") }
        response.fields.set("X-Request-Id", id)
        origins.mark(&response, for: request)
        let elapsed = visit.meter.record(response.status, since: visit.start)
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
        if refusal.status == 429, let body = try? JSONValue(parsing: Array(refusal.body.utf8)),
            let seconds = body["retryAfterSeconds"]?.intValue
        {
            response.fields.set("Retry-After", "\(seconds)")
        }
        return response.markingReplay(true)
    }

    /// What a 5xx was, for whoever runs the server.
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
        if core.configuration.logsRequests {
            core.log(
                LogLine(
                    .info, "request refused", requestID: id,
                    [
                        "code": .string(refusal.code),
                        "status": .number(JSONNumber(refusal.status)),
                    ]))
        }
        return response
    }

    // MARK: OPTIONS

    /// One OPTIONS for each path, with all of its methods; HEAD comes with GET.
    private func preflights(_ table: [Route]) -> [HTTPRoute] {
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
                .now { request, _ in
                    var response = origins.preflight(request, allow: allow)
                    response.fields.set(
                        "X-Request-Id", RequestIdentity.id(request, clock: core.clock))
                    return response
                })
        }
    }
}
