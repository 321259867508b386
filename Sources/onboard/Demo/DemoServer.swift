import API
import EventLog
import HTTPServer
import OnboardingLedger
import Time

/// A ledger of its own with the real server in dev mode on a free port.
struct DemoServer: Sendable {
    let port: UInt16
    let url: String
    private let server: APIServer

    /// Opens the ledger and listens; the server's log goes nowhere.
    init(_ directory: DataDirectory) throws {
        let clock = AdjustableClock()
        var options = LedgerOptions(directory: directory, clock: clock)
        options.purpose = "onboard demo"
        let ledger = try Ledger(options)
        server = APIServer(
            configuration: .dev(version: ProgramVersion.text), ledger: ledger, clock: clock,
            listen: .tcp(host: "127.0.0.1", port: 0), log: { _ in })
        let address = try server.start()
        (port, url) = (UInt16(address.port), address.description)
    }

    /// Returns when everything is closed.
    func stop() async { await server.stop() }
}
