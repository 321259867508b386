import OnboardingLedger
import Time

/// A checkout as dev mode's payment provider knows it.
struct HeldCheckout: Sendable {
    /// As Stripe's ids of test mode begin.
    static let idPrefix = "cs_test_"

    let id: String
    let order: CheckoutOrder
    /// From then on it cannot be paid.
    let expiresAt: Timestamp
    /// Nil while it is open.
    var outcome: CheckoutEnd?

    /// The checkout as it is at an instant: one that nobody paid runs out.
    func asOf(_ now: Timestamp) -> HeldCheckout {
        var checkout = self
        if outcome == nil, now >= expiresAt { checkout.outcome = .expired }
        return checkout
    }

    /// Where the app wants to have the browser that ended the checkout.
    func address(after outcome: CheckoutEnd) -> String {
        (outcome == .paid ? order.successURL : order.cancelURL)
            .replacing(CheckoutOrder.idTemplate, with: id)
    }
}

/// What a sandbox's checkout came to; its raw value is the delivery's type.
enum CheckoutEnd: String, Sendable {
    /// It was paid, or its trial began.
    case paid = "checkout.session.completed"
    /// It ran out unpaid.
    case expired = "checkout.session.expired"
}
