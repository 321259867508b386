import JSON
import Onboarding
import OnboardingLedger
import Time

/// What a provider's delivery says, as far as a sign-up's payment goes (contract S3, K7).
struct StripeEvent: Sendable {
    let id: String
    let type: String
    let created: Timestamp
    private let object: JSONObject
    private let document: String

    /// Nil when it is no event: without id, type or object.
    init?(_ body: [UInt8]) {
        guard let root = (try? JSONValue(parsing: body))?.objectValue,
            let id = Self.filled(root["id"]), let type = Self.filled(root["type"]),
            let object = root["data"]?["object"]?.objectValue
        else { return nil }
        (self.id, self.type, self.object) = (id, type, object)
        document = String(decoding: body, as: UTF8.self)
        let seconds = root["created"]?.int64Value ?? 0
        created = Timestamp(milliseconds: min(max(seconds, 0), 1 << 40) * 1000)
    }

    /// The report about a sign-up's checkout; nil for what is none, and for a payment that has
    /// not come yet (`unpaid`: the provider tells again when it has).
    var checkoutReport: CheckoutReport? {
        let kind: CheckoutReport.Kind
        switch type {
        case "checkout.session.completed":
            guard Self.filled(object["payment_status"]) != "unpaid" else { return nil }
            kind = .paid
        case "checkout.session.async_payment_succeeded": kind = .paid
        case "checkout.session.expired": kind = .expired
        default: return nil
        }
        return CheckoutReport(
            kind: kind, deliveryID: id, type: type, sessionID: sessionID ?? "", payment: payment,
            createdAt: created, document: document)
    }

    private var sessionID: String? {
        let named = Self.filled(object["metadata"]?["onboarding_session_id"])
        return named ?? Self.filled(object["client_reference_id"])
    }

    private var payment: SignUpState.Payment {
        SignUpState.Payment(
            checkoutSessionID: Self.filled(object["id"]) ?? "",
            planID: Self.filled(object["metadata"]?["plan_id"]) ?? "",
            customerID: Self.reference(object["customer"]),
            subscriptionID: Self.reference(object["subscription"]))
    }

    /// An id, or an object that was expanded in its place.
    private static func reference(_ value: JSONValue?) -> String? {
        filled(value) ?? filled(value?["id"])
    }

    private static func filled(_ value: JSONValue?) -> String? {
        guard let text = value?.stringValue, (1...500).contains(text.utf8.count) else { return nil }
        return text
    }
}
