import Onboarding
import Time

/// Stands where no payment provider was configured: nothing can be paid.
public struct NoCheckouts: CheckoutProvider {
    private static let failure = ProviderFailure(
        .unavailable, "No payment provider is configured.")

    public init() {}

    public func openCheckout(_ order: CheckoutOrder, now: Timestamp) async throws(ProviderFailure)
        -> OpenedCheckout
    { throw Self.failure }

    public func checkout(_ id: String) async throws(ProviderFailure) -> StripeCheckout? {
        throw Self.failure
    }

    public func expireCheckout(_ id: String) async throws(ProviderFailure) -> Bool {
        throw Self.failure
    }
}
