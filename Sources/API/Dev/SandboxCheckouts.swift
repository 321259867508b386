import JSON
import Onboarding
import OnboardingLedger
import Synchronization
import Time

/// Dev mode's payment provider: opens checkouts on a page of this server, where paying sends what
/// Stripe would send to the real webhook.
final class SandboxCheckouts: CheckoutProvider {
    /// Open checkouts that are remembered with their return addresses.
    private static let heldMax = 10_000
    /// As Stripe's.
    private static let lifetimeSeconds: Int64 = 24 * 3600
    private static let prefix = "cs_test_"
    /// What a return address may hold in the place of the checkout's id, as Stripe has it.
    static let idTemplate = "{CHECKOUT_SESSION_ID}"

    /// A checkout as the provider knows it.
    struct Order: Sendable {
        let checkoutID: String
        let sessionID: String
        let planID: String
        let planName: String
        let price: String
        let successURL: String
        let cancelURL: String
    }

    private let base: ServerBase
    private let orders = Mutex<[String: Order]>([:])

    init(_ base: ServerBase) { self.base = base }

    func openCheckout(_ order: CheckoutOrder, now: Timestamp) async throws(ProviderFailure)
        -> SignUpState.Checkout
    {
        // The session's id within the checkout's lets one be paid after a restart, too.
        let suffix = String(UInt32.random(in: .min ... .max), radix: 16)
        let id = Self.prefix + order.sessionID + "-" + suffix
        let kept = Order(
            checkoutID: id, sessionID: order.sessionID, planID: order.plan.id,
            planName: order.plan.name, price: "\(order.plan.price) \(order.plan.currency)",
            successURL: order.successURL, cancelURL: order.cancelURL)
        orders.withLock { orders in
            if orders.count >= Self.heldMax { orders.removeAll() }
            orders[id] = kept
        }
        return SignUpState.Checkout(
            id: id, url: "\(base.text)/dev/checkout/\(id)",
            expiresAt: now.adding(seconds: Self.lifetimeSeconds), planID: order.plan.id)
    }

    func order(_ checkoutID: String) -> Order? { orders.withLock { $0[checkoutID] } }

    /// The session that a checkout of ours was for; nil for any other id.
    static func sessionID(_ checkoutID: String) -> UUIDv7? {
        guard checkoutID.hasPrefix(prefix) else { return nil }
        return UUIDv7(checkoutID.dropFirst(prefix.count).prefix(36))
    }

    enum Outcome: String, Sendable {
        case paid = "checkout.session.completed"
        case expired = "checkout.session.expired"
    }

    /// What Stripe sends about a checkout.
    static func event(_ order: Order, _ outcome: Outcome, now: Timestamp) -> [UInt8] {
        // One id per checkout and outcome: paying twice is one delivery, repeated.
        let word = outcome == .paid ? "paid" : "expired"
        let id = "evt_test_\(word)_\(order.checkoutID.dropFirst(8))"
        return JSONWriter.encode(reserving: 1024) { writer in
            writer.object { writer in
                writer.member("id", id)
                writer.member("object", "event")
                writer.member("type", outcome.rawValue)
                writer.member("created", now.milliseconds / 1000)
                writer.member("data") { writer in
                    writer.object { writer in
                        writer.member("object") { write(order, outcome, to: &$0) }
                    }
                }
            }
        }
    }

    private static func write(_ order: Order, _ outcome: Outcome, to writer: inout JSONWriter) {
        let isPaid = outcome == .paid
        writer.object { writer in
            writer.member("id", order.checkoutID)
            writer.member("object", "checkout.session")
            writer.member("mode", "subscription")
            writer.member("client_reference_id", order.sessionID)
            writer.member("status", isPaid ? "complete" : "expired")
            writer.member("payment_status", isPaid ? "paid" : "unpaid")
            writer.memberOrNull("customer", isPaid ? "cus_test_\(order.sessionID)" : nil)
            writer.memberOrNull("subscription", isPaid ? "sub_test_\(order.sessionID)" : nil)
            writer.member("metadata") { writer in
                writer.object { writer in
                    writer.member("onboarding_session_id", order.sessionID)
                    writer.member("plan_id", order.planID)
                }
            }
        }
    }
}

/// The address at which this server is reached; known once it listens.
final class ServerBase: Sendable {
    private let address: Mutex<String>

    init(_ address: String) { self.address = Mutex(address) }

    var text: String { address.withLock { $0 } }

    func set(_ text: String) { address.withLock { $0 = text } }
}
