import OnboardingLedger
import Time

/// What dev mode has beside the server proper (contract O3).
struct DevTools: Sendable {
    /// What the server would have mailed.
    let mailbox: DevMailbox
    /// The payment provider, unless one was configured.
    let checkouts: SandboxCheckouts
    /// The identity provider that completions are told to.
    let identity: SandboxIdentitySync
    /// Where the sandboxes' own pages are.
    let base: ServerBase
    /// Nil when the server was given a clock that cannot be moved.
    let clock: AdjustableClock?
}
