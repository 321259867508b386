/// What the membership knows of a subscription (S1); the provider's other words are none of these.
public enum MembershipStatus: String, Sendable, CaseIterable {
    /// Within the free days; paid; ended.
    case trialing, active, canceled
    /// The last invoice could not be collected.
    case pastDue = "past_due"

    /// True for what opens the payment gate (S5).
    public var isPaid: Bool { self == .trialing || self == .active }
}

/// What opened or closed the payment gate (S5).
public enum MembershipCause: String, Sendable, CaseIterable {
    /// A provider's report, an admin's gift or its end, or the role of admin.
    case payment, comp, role
}
