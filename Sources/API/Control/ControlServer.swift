import Glibc
import HTTPServer
import OnboardingLedger
import Synchronization

/// The server's other door: a Unix socket in the data directory, for commands that must write
/// while the server holds the ledger. Only the directory's owner can open it (mode 0600), which is
/// all the authentication that it needs.
final class ControlServer: Sendable {
    /// A thousand rows of an import in one request.
    private static let bodyBytesMax = 8 << 20
    /// One for each command that runs; they are not to take the public door's descriptors.
    private static let connectionsMax = 64

    private let server: HTTPServer
    private let status: ControlStatus

    init(_ core: APICore) {
        let status = ControlStatus()
        let desk = ControlDesk(core: core, status: status, imports: OpenImports())
        var limits = HTTPLimits()
        limits.bodyBytesMax = Self.bodyBytesMax
        limits.connectionsMax = Self.connectionsMax
        // A command may think for up to an hour before and between its requests.
        limits.firstByteTimeoutMilliseconds = 3_600_000
        limits.idleTimeoutMilliseconds = 3_600_000
        server = HTTPServer(
            configuration: HTTPServerConfiguration(
                listeners: [.unix(path: core.ledger.directory.controlSocket, mode: 0o600)],
                limits: limits, renderRefusal: { desk.refusal($0, $1) }),
            router: HTTPRouter(routes: desk.routes))
        self.status = status
    }

    /// - Parameter listen: where the public door is, for whoever asks.
    func start(listen: String) throws(HTTPServerError) {
        status.set(listen: listen)
        try server.start()
    }

    /// Ends requests under way within the time.
    func stop(graceMilliseconds: Int) async {
        await server.stop(graceMilliseconds: graceMilliseconds)
    }
}
