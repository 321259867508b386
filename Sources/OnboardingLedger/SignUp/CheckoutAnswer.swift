import Onboarding
import Time

/// What asking for a checkout came to: an address, or that one is to be opened; kept under its
/// idempotency key once there is an address.
struct CheckoutAnswer: Codable, Sendable {
    /// Empty for a plan that costs nothing; nil while there is none.
    var url: String?
    /// When the checkout can no longer be paid, in milliseconds since 1970.
    private var expiry: Int64?
    /// The stage of a session that moved on while the provider was asked.
    var refusedStage: String?

    var expiresAt: Timestamp? { expiry.map(Timestamp.init(milliseconds:)) }

    init(_ checkout: SignUpState.Checkout) { take(checkout) }

    /// What a request was decided to be.
    init(_ step: SignUpStep) {
        switch step.decision.checkout {
        case .reuse(let checkout): take(checkout)
        case .notNeeded: url = ""
        case .create, nil: break
        }
    }

    /// What the provider opened, unless that is refused.
    init(recording checkout: SignUpState.Checkout, _ step: SignUpStep) {
        if case .invalidStage(let stage) = step.decision.refusal {
            refusedStage = stage.rawValue
        } else {
            take(checkout)
        }
    }

    private mutating func take(_ checkout: SignUpState.Checkout) {
        (url, expiry) = (checkout.url, checkout.expiresAt.milliseconds)
    }
}

/// What the provider opened, and the key under which that is kept already.
struct CheckoutOpening: Sendable {
    let answer: CheckoutAnswer
    let key: IdempotencyKey?
}
