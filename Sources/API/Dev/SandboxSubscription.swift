import JSON
import Onboarding
import Time

/// A subscription that the sandbox sold, and what Stripe would send about its end.
struct SandboxSubscription: Sendable {
    /// The deliveries' types.
    enum Outcome: String, Sendable {
        /// The subscription is over.
        case ended = "customer.subscription.deleted"
        /// A payment for it failed.
        case lapsed = "invoice.payment_failed"
    }

    let id: String
    let customerID: String
    private let metadata: [(name: String, value: String)]

    /// Nil for one that the sandbox did not sell.
    init?(_ subscription: MembershipBilling.Subscription, of userID: String) {
        guard let id = subscription.subscriptionID, id.hasPrefix("sub_test_"),
            let customerID = subscription.customerID
        else { return nil }
        (self.id, self.customerID) = (id, customerID)
        metadata = [
            (StripeCheckout.userKey, userID), (StripeCheckout.planKey, subscription.plan.rawValue),
        ]
    }

    /// The delivery's body; one id for each second, in which saying it twice is saying it once.
    func body(_ outcome: Outcome, at now: Timestamp) -> [UInt8] {
        let seconds = now.milliseconds / 1000
        let event = SandboxDelivery.Event(
            id: "evt_test_\(outcome)_\(id)_\(seconds)", type: outcome.rawValue, seconds: seconds)
        return event.encoded { writer in
            switch outcome {
            case .ended: writeSubscription(endedAt: seconds, to: &writer)
            case .lapsed: writeInvoice(seconds, to: &writer)
            }
        }
    }

    /// A Subscription object that says when it ended.
    private func writeSubscription(endedAt seconds: Int64, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", id)
            writer.member("object", "subscription")
            writer.member("customer", customerID)
            writer.member("ended_at", seconds)
            writer.member("metadata") { SandboxDelivery.write(metadata, to: &$0) }
            writer.member("status", "canceled")
        }
    }

    /// An Invoice object whose subscription stands under `parent`, the newer place (S3).
    private func writeInvoice(_ seconds: Int64, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("id", "in_test_\(id)_\(seconds)")
            writer.member("object", "invoice")
            writer.member("customer", customerID)
            writer.member("parent") { writer in
                writer.object { writer in
                    writer.member("type", "subscription_details")
                    writer.member("subscription_details") { writer in
                        writer.object { writer in
                            writer.member("subscription", id)
                            writer.member("metadata") {
                                SandboxDelivery.write(metadata, to: &$0)
                            }
                        }
                    }
                }
            }
        }
    }
}
