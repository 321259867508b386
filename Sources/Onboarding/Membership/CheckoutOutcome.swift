/// What came of a checkout.
public enum CheckoutOutcome: String, Sendable, CaseIterable {
    /// The payment arrived.
    case paid
    /// Nothing was owed yet.
    case trial
    /// It is complete, but the payment is not there (a bank transfer, say): no payment (S3).
    case unpaid
    /// It ran out unpaid.
    case expired

    /// True for what opens the payment gate (S5).
    public var isPayment: Bool { self == .paid || self == .trial }
}

/// What a report says happened to a subscription.
public enum SubscriptionChange: String, Sendable, CaseIterable {
    /// A deletion is final, whatever else is told of the subscription and when.
    case created, updated, deleted
}
