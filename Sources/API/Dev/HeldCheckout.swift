import OnboardingLedger

/// A checkout as dev mode's payment provider knows it.
struct HeldCheckout: Sendable {
    /// As Stripe's ids of test mode begin.
    static let idPrefix = "cs_test_"

    let id: String
    let order: CheckoutOrder
    /// Nil while it is open.
    var outcome: CheckoutEnd?
}

/// What a sandbox's checkout came to; its raw value is the delivery's type.
enum CheckoutEnd: String, Sendable {
    /// It was paid, or its trial began.
    case paid = "checkout.session.completed"
    /// It ran out unpaid.
    case expired = "checkout.session.expired"
}
