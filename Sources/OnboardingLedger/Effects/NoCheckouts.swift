import Onboarding
import Time

/// Stands where no payment provider was configured: nothing can be paid.
public struct NoCheckouts: CheckoutProvider {
    public init() {}

    public func openCheckout(_ order: CheckoutOrder, now: Timestamp) async throws(ProviderFailure)
        -> SignUpState.Checkout
    {
        throw ProviderFailure(.unavailable, "No payment provider is configured.")
    }
}
