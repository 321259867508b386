import JSON
import Onboarding
import Time

/// Opens checkouts at Stripe, or whatever speaks like it at another address (contract K6).
public struct StripeCheckouts: CheckoutProvider {
    private let client = ProviderClient()
    private let apiKey: String
    private let base: String

    /// - Parameter base: such as `https://api.stripe.com`.
    public init(apiKey: String, base: String) {
        self.apiKey = apiKey
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
    }

    public func openCheckout(_ order: CheckoutOrder, now: Timestamp) async throws(ProviderFailure)
        -> SignUpState.Checkout
    {
        let answer = try await client.post(
            Self.form(order), to: base + "/v1/checkout/sessions",
            fields: [
                "Authorization": "Bearer \(apiKey)", "Idempotency-Key": order.idempotencyKey,
            ])
        guard answer.status == 200 else { throw Self.failure(answer) }
        return try Self.checkout(answer.body, order, now)
    }

    /// A subscription with the plan's price, by its id or spelled out, and the trial's days.
    static func form(_ order: CheckoutOrder) -> [(name: String, value: String)] {
        let plan = order.plan
        var form = [
            (name: "mode", value: "subscription"),
            ("client_reference_id", order.sessionID),
            ("customer_email", order.email),
            ("success_url", order.successURL),
            ("cancel_url", order.cancelURL),
            ("metadata[onboarding_session_id]", order.sessionID),
            ("metadata[plan_id]", plan.id),
            ("line_items[0][quantity]", "1"),
        ]
        if let price = plan.stripePriceID {
            form.append(("line_items[0][price]", price))
        } else {
            form += [
                ("line_items[0][price_data][currency]", plan.currency.lowercased()),
                ("line_items[0][price_data][product_data][name]", plan.name),
                ("line_items[0][price_data][unit_amount_decimal]", minorUnits(plan.price)),
                ("line_items[0][price_data][recurring][interval]", plan.interval),
            ]
        }
        if plan.trialDays > 0 {
            form.append(("subscription_data[trial_period_days]", String(plan.trialDays)))
        }
        return form
    }

    /// `99.00` as `9900`: the decimal point moved by two.
    static func minorUnits(_ price: String) -> String {
        let parts = price.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1].prefix(2)) : ""
        let digits = parts[0] + fraction + String(repeating: "0", count: 2 - fraction.count)
        let plain = digits.drop { $0 == "0" }
        return plain.isEmpty ? "0" : String(plain)
    }

    private static func checkout(_ body: [UInt8], _ order: CheckoutOrder, _ now: Timestamp)
        throws(ProviderFailure) -> SignUpState.Checkout
    {
        guard let answer = try? JSONValue(parsing: body, duplicateKeys: .lastWins),
            let id = answer["id"]?.stringValue, let url = answer["url"]?.stringValue,
            WebURL(url) != nil
        else { throw ProviderFailure(.unavailable, "The answer has no checkout.") }
        let seconds = answer["expires_at"]?.int64Value ?? now.milliseconds / 1000 + 86_400
        return SignUpState.Checkout(
            id: id, url: url,
            expiresAt: min(Timestamp(milliseconds: max(0, min(seconds, 1 << 40)) * 1000), .latest),
            planID: order.plan.id)
    }

    /// The provider's own text stays out: it may repeat what was sent.
    private static func failure(_ answer: ProviderClient.Answer) -> ProviderFailure {
        let isOurs = (400..<500).contains(answer.status) && answer.status != 429
        return ProviderFailure(
            isOurs ? .refused : .unavailable, "It answered with status \(answer.status).")
    }
}
