import HTTPServer
import OnboardingLedger
import Time

/// The ledger's HTTP face: one server for everybody, and one on a Unix socket for the command.
///
/// Starts once and stops once. It owns the ledger from then on: `stop()` closes it.
package final class APIServer: Sendable {
    /// How long requests under way may take to end.
    private static let graceMilliseconds = 10_000

    let core: APICore
    /// What every request passes through.
    private let door: FrontDoor
    private let router: HTTPRouter
    private let http: HTTPServer
    private let control: ControlServer
    private let background: Background

    /// - Parameters:
    ///   - clock: the ledger's own; dev mode can move it when it is an `AdjustableClock`.
    ///   - log: called from any thread.
    ///   - observe: as `HTTPServer` takes it.
    package init(
        configuration: APIConfiguration, ledger: Ledger, clock: any WallClock,
        listen: HTTPListenAddress, log: @escaping @Sendable (LogLine) -> Void,
        observe: @escaping HTTPObserver = { _, _, _, _ in }
    ) {
        core = APICore(configuration: configuration, ledger: ledger, clock: clock, log: log)
        let door = FrontDoor(core)
        self.door = door
        router = HTTPRouter(routes: door.routes(RouteTable.routes(isDev: configuration.isDev)))
        var limits = HTTPLimits()
        limits.connectionsMax = configuration.connectionsMax
        http = HTTPServer(
            configuration: HTTPServerConfiguration(
                listeners: [listen], limits: limits, renderRefusal: { door.refusal($0, $1) }),
            router: router, observe: observe)
        core.state.observe(http)
        control = ControlServer(core)
        background = Background(core)
        core.dev?.checkouts.expire(by: { [weak self] id in
            guard let core = self?.core else { throw CancellationError() }
            return try await DevCheckouts.expire(id, core)
        })
    }

    /// Binds, listens and starts the jobs; answers where it listens.
    ///
    /// After a failed start, `stop()` puts away what was started.
    package func start() throws(HTTPServerError) -> HTTPAddress {
        let address = try http.start()
        core.dev?.base.set(address.description)
        try control.start(listen: address.description)
        background.start()
        return address
    }

    /// Stops in this order: accepting, requests under way, jobs, effects, readers, writer. Returns
    /// when all is on disk and closed.
    ///
    /// Both doors close at once: a command that is under way at one keeps nobody coming in by the
    /// other.
    package func stop() async {
        core.state.stop()
        async let commands: Void = stopControl()
        await http.stop(graceMilliseconds: Self.graceMilliseconds)
        await commands
        await background.stop()
        let (effects, ledger) = (core.effects, core.ledger)
        await BlockingWork.run {
            effects.close()
            ledger.close()
        }
    }

    /// Whoever watches a rebuild or a verification by command is told that it ended, while the door
    /// is still open: they are broken off in any case, and would hold up the stop.
    private func stopControl() async {
        let ledger = core.ledger
        await BlockingWork.run { ledger.endLongWork() }
        await control.stop(graceMilliseconds: Self.graceMilliseconds)
    }

    /// Answers a request without a socket, as the server's own loop would; but for OPTIONS, which
    /// is answered without `Allow`.
    package func answer(_ request: HTTPRequest) async -> HTTPResponse {
        switch router.resolve(request.method, path: request.path) {
        case .found(let endpoint, let parameters):
            return await endpoint.answer(request, parameters)
        case .options: return HTTPResponse(status: 204)
        case .methodNotAllowed(let allow):
            var response = door.refusal(.methodNotAllowed(allow: allow), request)
            response.fields.set("Allow", allow.map(\.name).joined(separator: ", "))
            return response
        case .notFound: return door.refusal(.notFound, request)
        case .notImplemented: return door.refusal(.notImplemented, request)
        case .malformedParameter: return door.refusal(.malformed(.percentEncoding), request)
        }
    }
}
