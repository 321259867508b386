/// What came of a checkout.
public enum CheckoutOutcome: String, Sendable, CaseIterable {
    /// The payment arrived.
    case paid
    /// Nothing was owed yet.
    case trial
    /// It is complete, but the payment is not there (a bank transfer, say): no payment (S3).
    case unpaid
    case expired

    public var isPayment: Bool { self == .paid || self == .trial }
}

/// What a report says happened to a subscription.
public enum SubscriptionChange: String, Sendable, CaseIterable {
    case created, updated, deleted
}
