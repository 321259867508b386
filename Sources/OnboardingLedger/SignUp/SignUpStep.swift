import EventLog
import Onboarding
import Time

/// A decided command: the states around it and what was decided.
struct SignUpStep: Sendable {
    let before: SignUpState
    let after: SignUpState
    let decision: SignUpDecision
    /// Where its events stand; nil without any.
    let positions: ClosedRange<GlobalPosition>?
    /// When it was decided.
    let now: Timestamp

    /// Where the last of its events stands; nil without any.
    var lastPosition: GlobalPosition? { positions?.upperBound }

    /// Where the event stands by which a checkout that can still be paid is for nothing any more:
    /// the plan changed (K1), the session was given up (K10), or another checkout was paid (K7).
    /// Nil when none is.
    var checkoutLeftAt: GlobalPosition? {
        guard let checkout = before.checkout, now < checkout.expiresAt,
            let first = positions?.lowerBound,
            let index = decision.events.firstIndex(where: { $0.leaves(checkout) })
        else { return nil }
        return GlobalPosition(rawValue: first.rawValue + Int64(index))
    }
}

extension SignUpEvent {
    /// True when a checkout that is open before it has nothing to be paid for after it.
    fileprivate func leaves(_ checkout: SignUpState.Checkout) -> Bool {
        switch self {
        case .planChanged, .cancelled: true
        case .paymentConfirmed(let event): event.checkoutSessionID != checkout.id
        case .paymentKept(let event): event.checkoutSessionID != checkout.id
        default: false
        }
    }
}
