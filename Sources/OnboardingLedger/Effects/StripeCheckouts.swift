import JSON
import Onboarding
import Time

/// Opens, looks up and expires checkouts at Stripe, or whatever speaks like it at another address
/// (contract K6, S2).
public struct StripeCheckouts: CheckoutProvider {
    private let client = ProviderClient()
    private let apiKey: String
    private let base: String

    /// - Parameters:
    ///   - apiKey: empty for a stand-in that asks for none.
    ///   - base: such as `https://api.stripe.com`.
    public init(apiKey: String, base: String) {
        self.apiKey = apiKey
        self.base = base.hasSuffix("/") ? String(base.dropLast()) : base
    }

    /// - Throws: `refused` for a 4xx but 429, which asking again would not change; `unavailable`
    ///   else.
    public func openCheckout(_ order: CheckoutOrder, now: Timestamp) async throws(ProviderFailure)
        -> OpenedCheckout
    {
        var fields = credential
        fields["Idempotency-Key"] = order.idempotencyKey
        let answer = try await client.post(
            Self.form(order), to: base + Self.path, fields: fields)
        guard answer.status == 200 else { throw Self.failure(answer) }
        let usualEnd = now.adding(seconds: Self.lifetimeSeconds)
        return try Self.opened(answer.body, expiringAt: order.expiresAt ?? usualEnd)
    }

    /// Nil for an id that cannot be one, without asking, and for one that Stripe does not know. It
    /// comes with its subscription where the API key may read that.
    public func checkout(_ id: String) async throws(ProviderFailure) -> StripeCheckout? {
        guard Self.isCheckoutID(id) else { return nil }
        let address = "\(base)\(Self.path)/\(id)"
        var answer = try await client.get(
            address + "?expand%5B%5D=subscription", fields: credential)
        if answer.status != 404, answer.failureCode == .refused {
            answer = try await client.get(address, fields: credential)
        }
        if answer.status == 404 { return nil }
        guard answer.status == 200 else { throw Self.failure(answer) }
        guard let object = Self.object(answer.body), let checkout = StripeCheckout(object) else {
            throw Self.noCheckout
        }
        return checkout.id == id ? checkout : nil
    }

    /// Stripe expires what is open (docs.stripe.com/api/checkout/sessions/expire) and refuses what
    /// is over, so that asking again needs no idempotency key; under one, Stripe would repeat its
    /// first answer for a day, be it a failure.
    ///
    /// - Throws: `refused` also for a checkout that is open all the same, as by a wrong API key.
    public func expireCheckout(_ id: String) async throws(ProviderFailure) -> Bool {
        guard Self.isCheckoutID(id) else { return false }
        let answer = try await client.post(
            [], to: "\(base)\(Self.path)/\(id)/expire", fields: credential)
        if answer.status == 200 { return true }
        let failure = Self.failure(answer)
        guard failure.code == .refused else { throw failure }
        // The refusal of what is over has no word of its own to be told by.
        guard let checkout = try await self.checkout(id) else { return false }
        guard ["complete", "expired"].contains(checkout.status) else { throw failure }
        return false
    }

    private static let path = "/v1/checkout/sessions"
    /// Of a checkout that names no end.
    package static let lifetimeSeconds: Int64 = 24 * 3600

    private var credential: [String: String] {
        apiKey.isEmpty ? [:] : ["Authorization": "Bearer \(apiKey)"]
    }

    /// Nothing else may come into the address: ids to look up are shown by strangers (S8).
    private static func isCheckoutID(_ id: String) -> Bool {
        id.hasPrefix("cs_") && id.utf8.count <= 255
            && id.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            }
    }

    /// A subscription with the plan's price, by its id or spelled out, and the trial's days.
    static func form(_ order: CheckoutOrder) -> [(name: String, value: String)] {
        let plan = order.plan
        var form = [
            (name: "mode", value: "subscription"),
            ("customer_email", order.email),
            ("success_url", order.successURL),
            ("cancel_url", order.cancelURL),
            ("line_items[0][quantity]", "1"),
        ]
        if let end = order.expiresAt {
            form.append(("expires_at", String(end.milliseconds / 1000)))
        }
        if let id = order.clientReferenceID { form.append(("client_reference_id", id)) }
        form += order.metadata.map { ("metadata[\($0.name)]", $0.value) }
        form += order.subscriptionMetadata.map {
            ("subscription_data[metadata][\($0.name)]", $0.value)
        }
        if let price = plan.stripePriceID {
            form.append(("line_items[0][price]", price))
        } else {
            form += [
                ("line_items[0][price_data][currency]", plan.currency.lowercased()),
                ("line_items[0][price_data][product_data][name]", plan.name),
                (
                    "line_items[0][price_data][unit_amount_decimal]",
                    minorUnits(plan.price, plan.currency)
                ),
                ("line_items[0][price_data][recurring][interval]", plan.interval),
            ]
        }
        if order.plan.trialDays > 0 {
            form.append(("subscription_data[trial_period_days]", String(order.plan.trialDays)))
        }
        return form
    }

    /// Stripe's currencies without a minor unit, and those with a thousandth
    /// (docs.stripe.com/currencies): all others have a hundredth.
    private static let (wholeCurrencies, thousandthCurrencies): (Set<String>, Set<String>) = (
        [
            "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV",
            "XAF", "XOF", "XPF",
        ], ["BHD", "JOD", "KWD", "OMR", "TND"]
    )

    /// How many decimals an amount of a currency has.
    package static func places(of currency: String) -> Int {
        let currency = currency.uppercased()
        return wholeCurrencies.contains(currency)
            ? 0 : thousandthCurrencies.contains(currency) ? 3 : 2
    }

    /// `99.00` as `9900` of a currency with hundredths: the decimal point moved. What is less than
    /// a unit is left out.
    package static func minorUnits(_ price: String, _ currency: String) -> String {
        let places = places(of: currency)
        let parts = price.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1].prefix(places)) : ""
        let digits = parts[0] + fraction + String(repeating: "0", count: places - fraction.count)
        let plain = digits.drop { $0 == "0" }
        return plain.isEmpty ? "0" : String(plain)
    }

    /// - Parameter end: of a checkout whose answer has no `expires_at`.
    private static func opened(
        _ body: [UInt8], expiringAt end: Timestamp
    ) throws(ProviderFailure) -> OpenedCheckout {
        guard let answer = object(body), let id = answer["id"]?.stringValue,
            let url = answer["url"]?.stringValue, WebURL(url) != nil
        else { throw noCheckout }
        let seconds = answer["expires_at"]?.int64Value ?? end.milliseconds / 1000
        return OpenedCheckout(
            id: id, url: url,
            expiresAt: min(Timestamp(milliseconds: max(0, min(seconds, 1 << 40)) * 1000), .latest))
    }

    private static func object(_ body: [UInt8]) -> JSONObject? {
        (try? JSONValue(parsing: body, duplicateKeys: .lastWins))?.objectValue
    }

    private static let noCheckout = ProviderFailure(
        .unavailable, "The answer has no checkout.", isAnswer: true)

    /// The provider's own text stays out: it may repeat what was sent.
    private static func failure(_ answer: ProviderAnswer) -> ProviderFailure {
        // The key in use elsewhere, too many calls, a gateway: none of these is kept under the key.
        ProviderFailure(
            answer.failureCode, "It answered with status \(answer.status).",
            isAnswer: ![409, 429, 502, 503, 504].contains(answer.status))
    }
}
