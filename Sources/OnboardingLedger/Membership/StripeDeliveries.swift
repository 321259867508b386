import EventLog
import Onboarding
import Time

/// The one door for the payment provider's deliveries: a sign-up's checkout goes to its session
/// (K7), everything else to the memberships (S3).
public struct StripeDeliveries: Sendable {
    let signUps: SignUps
    let memberships: Memberships

    public init(signUps: SignUps, memberships: Memberships) {
        (self.signUps, self.memberships) = (signUps, memberships)
    }

    /// Takes a delivery whose signature was verified.
    ///
    /// - Parameter body: the delivery as it came, kept with what is unmatched.
    public func take(
        _ delivery: StripeDelivery, body: [UInt8], _ facts: RequestFacts
    ) async throws {
        guard let checkout = delivery.checkout, let sessionID = checkout.signUpSessionID else {
            return try await memberships.take(delivery, body: body, facts)
        }
        let isExpired = delivery.type == "checkout.session.expired"
        guard isExpired || checkout.outcome.isPayment else { return }
        let payment = SignUpState.Payment(
            checkoutSessionID: checkout.id, planID: checkout.metadata["plan_id"] ?? "",
            customerID: checkout.customerID, subscriptionID: checkout.subscriptionID)
        try await signUps.take(
            CheckoutReport(
                kind: isExpired ? .expired : .paid, deliveryID: delivery.id, type: delivery.type,
                sessionID: sessionID, payment: payment,
                createdAt: delivery.createdAt ?? memberships.ledger.clock.now()),
            facts)
    }
}
