import Onboarding
import Time

/// What a payment provider is asked to open for a membership (S2).
public struct MembershipOrder: Sendable, Hashable {
    public let plan: Plan
    public let email: String
    /// The signed-in user, whom reports will name; nil for a payer without an account.
    public let userID: String?
    public let successURL: String
    public let cancelURL: String
    /// The provider's own idempotency key.
    public let idempotencyKey: String
}

/// A checkout that the provider opened.
public struct OpenedCheckout: Sendable, Hashable {
    public let id: String
    public let url: String

    public init(id: String, url: String) { (self.id, self.url) = (id, url) }
}

/// Opens checkouts for memberships and knows what became of them; Stripe or the sandbox.
public protocol MembershipCheckoutProvider: Sendable {
    /// - Throws: `ProviderFailure` within the provider's own time limit.
    func openCheckout(_ order: MembershipOrder, now: Timestamp) async throws(ProviderFailure)
        -> OpenedCheckout

    /// What became of a checkout, in the provider's own form; nil for one that it does not know.
    func checkout(_ id: String) async throws(ProviderFailure) -> StripeCheckout?
}
