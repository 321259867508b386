import OnboardingLedger
import Time

/// How often somebody may try to sign in (K16).
struct LoginLimits: Sendable {
    private static let windowSeconds: Int64 = 15 * 60
    private static let keysMax = 10_000

    /// An attempt counts before it is known whether it succeeds; one that does wipes the email's.
    let byEmail = SlidingWindowLimiter(
        limit: 5, windowSeconds: windowSeconds, keysMax: keysMax)
    /// By the client's network; success wipes nothing here.
    let byAddress = SlidingWindowLimiter(
        limit: 20, windowSeconds: windowSeconds, keysMax: keysMax)

    /// Checkouts that nobody opened and somebody claims all the same, by network: the provider is
    /// asked about each, and whoever pays has to wait for its answers (S8).
    let madeUpCheckouts = SlidingWindowLimiter(
        limit: 60, windowSeconds: windowSeconds, keysMax: keysMax)
    /// Passwords that come under the idempotency key of a claim and are not the claim's, by
    /// checkout: the answer tells that they are not.
    let byCheckout = SlidingWindowLimiter(
        limit: 5, windowSeconds: windowSeconds, keysMax: keysMax)

    /// Counts an attempt, or answers how many seconds must pass before the next. One that its
    /// address may not make does not count for the email, whose owner is somewhere else.
    func secondsToWait(_ email: String, from address: String, now: Timestamp) -> Int {
        let wait = byAddress.secondsToWait(address, now: now)
        return wait > 0 ? wait : byEmail.secondsToWait(email, now: now)
    }

    /// Takes an attempt back that turned out to be only a repetition.
    func takeBack(_ email: String, from address: String) {
        byEmail.takeBack(email)
        byAddress.takeBack(address)
    }
}
