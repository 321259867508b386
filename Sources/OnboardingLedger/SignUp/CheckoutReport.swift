import Onboarding
import Time

/// A payment provider's report about a sign-up's checkout (K7), verified and read.
struct CheckoutReport: Sendable {
    enum Kind: Sendable, Hashable {
        /// The payment came, or none was due yet because of a trial.
        case paid
        /// The checkout can no longer be paid.
        case expired
    }

    let kind: Kind
    /// The provider's id of this delivery: it is taken once, for ever.
    let deliveryID: String
    /// True for what the provider was asked for.
    let isLookUp: Bool
    let type: String
    /// Empty when the checkout names no sign-up session.
    let sessionID: String
    let payment: SignUpState.Payment
    /// Nil for a checkout that carries what this ledger's own ones do (K6).
    let foreign: ForeignCheckout?
    /// When it happened at the provider, which counts whole seconds.
    let createdAt: Timestamp
    /// The delivery as it came; kept, as personal data, when it fits no session.
    let document: String?

    /// Nil for a payment that has not come yet (`unpaid`): the provider tells again when it has.
    init?(
        _ delivery: StripeDelivery, _ checkout: StripeCheckout, document: String?, now: Timestamp
    ) {
        let isExpired = delivery.isExpiry
        guard isExpired || checkout.outcome.isPayment else { return nil }
        kind = isExpired ? .expired : .paid
        (deliveryID, isLookUp, type) = (delivery.id, delivery.isLookUp, delivery.type)
        sessionID = checkout.signUpSessionID ?? ""
        payment = SignUpState.Payment(
            checkoutSessionID: checkout.id,
            planID: checkout.metadata[StripeCheckout.signUpPlanKey] ?? "",
            customerID: checkout.customerID, subscriptionID: checkout.subscriptionID)
        foreign = checkout.isSignUp ? nil : ForeignCheckout(checkout)
        createdAt = delivery.createdAt ?? now
        self.document = document
    }

    /// When it happened, if that was clearly before `now`: the end of the provider's second, so
    /// that a payment never seems to come before the checkout that led to it.
    func occurredAt(_ now: Timestamp) -> Timestamp? {
        let end = createdAt.adding(milliseconds: 999)
        return createdAt.milliseconds > 0 && end < now ? end : nil
    }
}

/// What a checkout costs that names a session and nothing else of a sign-up's: a payer can have a
/// payment link, for whatever it sells, name one.
struct ForeignCheckout: Sendable, Hashable {
    private let mode: String?
    /// Before coupons, which are the shop's own.
    private let amount: Int64?
    private let currency: String?

    init(_ checkout: StripeCheckout) {
        mode = checkout.mode
        amount = checkout.amountSubtotal ?? checkout.amountTotal
        currency = checkout.currency
    }

    /// Whether it is a subscription at the plan's price or more, or with nothing to pay while the
    /// plan has its trial, as far as it says what it is.
    func pays(for plan: Plan?) -> Bool {
        guard ["subscription", nil].contains(mode) else { return false }
        guard let amount else { return true }
        guard let plan, [plan.currency.lowercased(), nil].contains(currency) else { return false }
        if amount == 0 { return plan.trialDays > 0 }
        let price = Int64(StripeCheckouts.minorUnits(plan.price, plan.currency)) ?? 0
        return amount >= price
    }
}

extension CheckoutReport {
    /// The delivery as it is kept when it fits no session.
    func unmatched(_ reason: String) -> WebhookUnmatched {
        WebhookUnmatched(
            provider: "stripe", eventID: deliveryID, eventType: type, reason: reason,
            payload: document)
    }
}
