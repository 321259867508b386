import EventLog
import Onboarding
import Time

/// What asking for a checkout came to: an address, or that one is to be opened; kept under its
/// idempotency key once there is an address.
struct CheckoutAnswer: Codable, Sendable {
    /// Empty for a plan that costs nothing; nil while there is none.
    var url: String?
    /// When the checkout can no longer be paid, in milliseconds since 1970.
    private var expiry: Int64?
    /// Why nobody gets what the provider opened, for the session moved on meanwhile; never kept.
    private(set) var refusal: SignUpRejection?
    /// Where the event stands by which it is to be expired; never kept.
    private(set) var checkoutLeftAt: GlobalPosition?

    private enum CodingKeys: CodingKey { case url, expiry }

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
        (refusal, checkoutLeftAt) = (step.decision.refusal, step.checkoutLeftAt)
        if refusal == nil { take(checkout) }
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
