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
    let mail: MailRoom
    let clock: any WallClock
    let authenticator: Authenticator
    let logins: LoginLimits
    let metrics: Metrics
    /// Keys the digests of bodies that are kept under idempotency keys.
    let fingerprints: HMACKey
    let readiness: Readiness
    /// Nil outside dev mode.
    let dev: DevTools?
    let log: @Sendable (LogLine) -> Void

    var tokens: AccessTokens { authenticator.tokens }
}

/// How often somebody may try to sign in (K16).
struct LoginLimits: Sendable {
    private static let windowSeconds: Int64 = 15 * 60

    let byEmail = AttemptLimit(attemptsMax: 5, windowSeconds: windowSeconds)
    let byAddress = AttemptLimit(attemptsMax: 20, windowSeconds: windowSeconds)
}

/// Whether the server takes requests, for `/readyz`.
final class Readiness: Sendable {
    private let stopping = Mutex(false)

    var isStopping: Bool { stopping.withLock { $0 } }

    func stop() { stopping.withLock { $0 = true } }
}
