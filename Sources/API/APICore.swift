import Digest
import HTTPServer
import OnboardingLedger
import Synchronization
import Time

/// What endpoints work with.
struct APICore: Sendable {
    let configuration: APIConfiguration
    let ledger: Ledger
    let signUps: SignUps
    let wizards: Wizards
    let stepFlows: StepFlows
    let jobs: Jobs
    let memberships: Memberships
    let spaces: Spaces
    let merchants: Merchants
    let effects: Effects
    /// The machine's, or in dev mode one that `/dev/clock` moves.
    let clock: any WallClock
    let authenticator: Authenticator
    let logins: LoginLimits
    let metrics: Metrics
    /// What `text/event-stream` answers about one stream wait on.
    let watch: StreamWatch
    /// Keys the digests of bodies that are kept under idempotency keys.
    let fingerprints: HMACKey
    let state: ServerState
    /// Nil outside dev mode.
    let dev: DevTools?
    /// Called from any thread.
    let log: @Sendable (LogLine) -> Void

    /// Makes the access tokens of answers.
    var tokens: AccessTokens { authenticator.tokens }

    /// Where members are sent back to after a payment.
    var appURL: String {
        if let url = configuration.appURL { return url }
        return dev.map { $0.base.text + "/portal/membership" } ?? APIConfiguration.appURLDefault
    }

    /// The payment provider's door.
    var stripe: StripeDeliveries { StripeDeliveries(memberships) }
}

/// What endpoints know of the server that they are part of, for `/readyz`, `/metrics` and
/// `/openapi.json`.
final class ServerState: Sendable {
    private struct Facts {
        var isStopping = false
        var statistics: @Sendable () -> HTTPStatistics? = { nil }
    }

    private let state = Mutex(Facts())
    /// Apart, for it takes milliseconds to make, and the loop asks for the others.
    private let madeDescription = Mutex<[UInt8]?>(nil)

    /// True from the moment in which a stop was asked for: `/readyz` then answers 503.
    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// Nothing ends by it: `/readyz` says so from here on.
    func stop() { state.withLock { $0.isStopping = true } }

    /// What the sockets have seen; nil for a server without any.
    var statistics: HTTPStatistics? { state.withLock { $0.statistics }() }

    /// The API's description, made for whoever asks first.
    func description(_ make: () -> [UInt8]) -> [UInt8] {
        madeDescription.withLock { made in
            if let made { return made }
            let description = make()
            made = description
            return description
        }
    }

    /// The server holds its endpoints, and they this state: it holds the server only weakly.
    func observe(_ server: HTTPServer) {
        state.withLock { $0.statistics = { [weak server] in server?.statistics } }
    }
}
