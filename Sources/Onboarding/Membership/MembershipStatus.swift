/// What the membership knows of a subscription (S1); the provider's other words are none of these.
public enum MembershipStatus: String, Sendable, CaseIterable {
    case trialing, active, canceled
    case pastDue = "past_due"

    public var isPaid: Bool { self == .trialing || self == .active }
}

/// What opened or closed the payment gate (S5).
public enum MembershipCause: String, Sendable, CaseIterable {
    case payment, comp, role
}
