import JSON
import OnboardingLedger
import Time

/// What Stripe would send about a sandbox's checkout, member by member as its API of 2025-03-31
/// has them.
struct SandboxDelivery: Sendable {
    private static let apiVersion = "2025-03-31.basil"

    private let checkout: HeldCheckout
    private let seconds: Int64

    init(_ checkout: HeldCheckout, at now: Timestamp) {
        self.checkout = checkout
        seconds = now.milliseconds / 1000
    }

    private var order: CheckoutOrder { checkout.order }
    /// What the checkout's other ids are made of.
    private var key: Substring { checkout.id.dropFirst(HeldCheckout.idPrefix.count) }
    private var isPaid: Bool { checkout.outcome == .paid }

    /// Nil until it is paid; the same for the same checkout.
    var customerID: String? { isPaid ? "cus_test_\(key)" : nil }
    /// Nil until it is paid; the same for the same checkout.
    var subscriptionID: String? { isPaid ? "sub_test_\(key)" : nil }

    private var trialSeconds: Int64 { Int64(order.plan.trialDays) * 86_400 }
    /// A month has thirty days here.
    private var periodSeconds: Int64 { (order.plan.interval == "year" ? 365 : 30) * 86_400 }
    /// In minor units.
    private var price: Int64 {
        Int64(StripeCheckouts.minorUnits(order.plan.price, order.plan.currency)) ?? 0
    }
    private var currency: String { order.plan.currency.lowercased() }

    /// The bodies, in the order in which they are sent: the subscription that a payment begins
    /// reports for itself, to the membership (a sign-up's has no user yet).
    var bodies: [[UInt8]] {
        guard let outcome = checkout.outcome else { return [] }
        // One id per checkout and outcome: paying twice is one delivery, repeated.
        let word = isPaid ? "paid" : "expired"
        let first = event("evt_test_\(word)_\(key)", outcome.rawValue) { writeCheckout(to: &$0) }
        guard isPaid, case .membership = order.purpose else { return [first] }
        let second = event("evt_test_subscribed_\(key)", "customer.subscription.created") {
            writeSubscription(to: &$0)
        }
        return [first, second]
    }

    /// The checkout alone, as a look-up answers it.
    var checkoutObject: [UInt8] { JSONWriter.encode { writeCheckout(to: &$0) } }

    private func event(
        _ id: String, _ type: String, _ object: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        Event(id: id, type: type, seconds: seconds).encoded(object)
    }

    /// What every delivery says of itself.
    struct Event {
        let id: String
        let type: String
        let seconds: Int64

        /// The delivery about an object.
        func encoded(_ object: (inout JSONWriter) -> Void) -> [UInt8] {
            JSONWriter.encode(reserving: 2048) { writer in
                writer.object { writer in
                    writer.member("id", id)
                    writer.member("object", "event")
                    writer.member("api_version", SandboxDelivery.apiVersion)
                    writer.member("created", seconds)
                    writer.member("livemode", false)
                    writer.member("pending_webhooks", 1)
                    writer.member("type", type)
                    writer.member("data") { writer in
                        writer.object { writer in writer.member("object") { object(&$0) } }
                    }
                }
            }
        }
    }

    // MARK: Objects

    /// A Checkout Session object.
    private func writeCheckout(to writer: inout JSONWriter) {
        let isTrial = order.plan.trialDays > 0
        writer.object { writer in
            writer.member("id", checkout.id)
            writer.member("object", "checkout.session")
            writer.member("amount_total", isTrial ? 0 : price)
            writer.member("cancel_url", order.cancelURL)
            writer.memberOrNull("client_reference_id", order.clientReferenceID)
            writer.member("currency", currency)
            writer.memberOrNull("customer", customerID)
            writer.member("customer_details") { writer in
                writer.object { $0.member("email", order.email) }
            }
            writer.member("customer_email", order.email)
            writer.member("livemode", false)
            writer.member("metadata") { Self.write(order.metadata, to: &$0) }
            writer.member("mode", "subscription")
            writer.member("payment_status", paymentStatus)
            writer.member("status", status)
            writer.memberOrNull("subscription", subscriptionID)
            writer.member("success_url", order.successURL)
        }
    }

    /// A trial takes no payment now.
    private var paymentStatus: String {
        guard isPaid else { return "unpaid" }
        return order.plan.trialDays > 0 ? "no_payment_required" : "paid"
    }

    private var status: String {
        switch checkout.outcome {
        case .paid: "complete"
        case .expired: "expired"
        case nil: "open"
        }
    }

    /// A Subscription object, with its one item.
    private func writeSubscription(to writer: inout JSONWriter) {
        let isTrial = order.plan.trialDays > 0
        writer.object { writer in
            writer.memberOrNull("id", subscriptionID)
            writer.member("object", "subscription")
            writer.member("cancel_at_period_end", false)
            writer.member("created", seconds)
            writer.member("currency", currency)
            writer.memberOrNull("customer", customerID)
            writer.memberOrNull("ended_at", nil as String?)
            writer.member("items") { writer in
                writer.object { writer in
                    writer.member("object", "list")
                    writer.member("data") { writer in
                        writer.array { writer in writer.element { writeItem(to: &$0) } }
                    }
                }
            }
            writer.member("livemode", false)
            writer.member("metadata") { Self.write(order.subscriptionMetadata, to: &$0) }
            writer.member("start_date", seconds)
            writer.member("status", isTrial ? "trialing" : "active")
            writer.memberOrNull("trial_end", isTrial ? seconds + trialSeconds : nil)
        }
    }

    /// The item has the period's end, where newer versions of the API have it (S3).
    private func writeItem(to writer: inout JSONWriter) {
        let period = order.plan.trialDays > 0 ? trialSeconds : periodSeconds
        writer.object { writer in
            writer.member("id", "si_test_\(key)")
            writer.member("object", "subscription_item")
            writer.member("current_period_end", seconds + period)
            writer.member("current_period_start", seconds)
            writer.member("price") { writer in
                writer.object { writer in
                    writer.member("id", order.plan.stripePriceID ?? "price_test_\(order.plan.id)")
                    writer.member("object", "price")
                    writer.member("currency", currency)
                    writer.member("unit_amount", price)
                }
            }
            writer.member("quantity", 1)
        }
    }

    /// Metadata as Stripe has it: texts by name.
    static func write(
        _ metadata: [(name: String, value: String)], to writer: inout JSONWriter
    ) {
        writer.object { writer in
            for (name, value) in metadata { writer.member(key: name, .string(value)) }
        }
    }
}
