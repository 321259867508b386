import OnboardingLedger

/// A checkout as dev mode's payment provider knows it.
struct HeldCheckout: Sendable {
    static let idPrefix = "cs_test_"

    let id: String
    let order: CheckoutOrder
    /// Nil while it is open.
    var outcome: CheckoutEnd?
}

/// What a sandbox's checkout came to; its raw value is the delivery's type.
enum CheckoutEnd: String, Sendable {
    case paid = "checkout.session.completed"
    case expired = "checkout.session.expired"
}
