import OnboardingLedger
import Time

/// What dev mode has beside the server proper (contract O3).
struct DevTools: Sendable {
    let mailbox: DevMailbox
    let checkouts: SandboxCheckouts
    let identity: SandboxIdentitySync
    let base: ServerBase
    /// Nil when the server was given a clock that cannot be moved.
    let clock: AdjustableClock?
}
