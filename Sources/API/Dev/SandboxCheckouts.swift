import JSON
import Onboarding
import OnboardingLedger
import Synchronization
import Time

/// Dev mode's payment provider: opens checkouts on a page of this server, where paying sends what
/// Stripe would send to the real webhook.
final class SandboxCheckouts: CheckoutProvider {
    /// Checkouts that are remembered with their return addresses.
    private static let heldMax = 10_000

    private let base: ServerBase
    private let clock: any WallClock
    private let held = Mutex<[String: HeldCheckout]>([:])
    /// Lets a checkout run out and delivers that; nil until there is a server.
    private let expiring = Mutex<(@Sendable (String) async throws -> Bool)?>(nil)

    /// - Parameter base: where the payment page is.
    init(_ base: ServerBase, clock: any WallClock) { (self.base, self.clock) = (base, clock) }

    /// Never fails. The page's address is this server's own.
    func openCheckout(_ order: CheckoutOrder, now: Timestamp) async throws(ProviderFailure)
        -> OpenedCheckout
    {
        let id = Self.freshID(order.purpose)
        let end = order.expiresAt ?? now.adding(seconds: StripeCheckouts.lifetimeSeconds)
        held.withLock { held in
            if held.count >= Self.heldMax { held.removeAll() }
            held[id] = HeldCheckout(id: id, order: order, expiresAt: end)
        }
        return OpenedCheckout(
            id: id, url: "\(base.text)/dev/checkout/\(id)", expiresAt: end)
    }

    /// Nil for a checkout that this process does not remember.
    func checkout(_ id: String) async throws(ProviderFailure) -> StripeCheckout? {
        guard let held = checkout(held: id) else { return nil }
        let object = SandboxDelivery(held, at: .earliest).checkoutObject
        return (try? JSONValue(parsing: object))?.objectValue.flatMap { StripeCheckout($0) }
    }

    /// As its button does, with a signed delivery.
    func expireCheckout(_ id: String) async throws(ProviderFailure) -> Bool {
        let failure = ProviderFailure(.unavailable, "The sandbox cannot deliver.")
        guard let expire = expiring.withLock({ $0 }) else { throw failure }
        do { return try await expire(id) } catch { throw failure }
    }

    /// Says how a checkout is let run out: the server holds this provider, not the other way round.
    func expire(by expire: @escaping @Sendable (String) async throws -> Bool) {
        expiring.withLock { $0 = expire }
    }

    func checkout(held id: String) -> HeldCheckout? {
        held.withLock { $0[id] }?.asOf(clock.now())
    }

    /// Notes what came of a checkout, also of one from before a restart. A checkout ends once, as
    /// Stripe's do: what it came to before stays.
    func settle(_ checkout: HeldCheckout, _ outcome: CheckoutEnd) -> HeldCheckout {
        held.withLock { held in
            var settled = (held[checkout.id] ?? checkout).asOf(clock.now())
            settled.outcome = settled.outcome ?? outcome
            held[settled.id] = settled
            return settled
        }
    }

    /// A session's id within its checkout's lets one be paid after a restart, too.
    private static func freshID(_ purpose: CheckoutOrder.Purpose) -> String {
        let suffix = String(UInt32.random(in: .min ... .max), radix: 16)
        switch purpose {
        case .signUp(let sessionID): return "\(HeldCheckout.idPrefix)\(sessionID)-\(suffix)"
        case .membership:
            return HeldCheckout.idPrefix + String(UInt64.random(in: .min ... .max), radix: 16)
                + suffix
        }
    }

    /// The session that a checkout of ours was for; nil for any other id.
    static func sessionID(_ checkoutID: String) -> UUIDv7? {
        guard checkoutID.hasPrefix(HeldCheckout.idPrefix) else { return nil }
        return UUIDv7(checkoutID.dropFirst(HeldCheckout.idPrefix.count).prefix(36))
    }
}
