import JSON
import Time

/// A delivery of Stripe's webhook, as far as the product understands one (S3).
///
/// Reads bodies of old and new API versions: fields that were moved are looked for in both places.
public struct StripeDelivery: Sendable, Hashable {
    /// The delivery's id: the same one is taken once, for ever.
    public var id: String
    /// The provider's word, such as `checkout.session.completed`.
    public var type: String
    /// When Stripe made it, in whole seconds; nil when it does not say.
    public var createdAt: Timestamp?
    /// When the provider was asked; nil for what it delivered.
    public internal(set) var askedAt: Timestamp?
    /// What it is about, read from `data.object`.
    public var subject: Subject

    /// What it is about.
    public enum Subject: Sendable, Hashable {
        /// Also a payment that arrived later (`async_payment_succeeded`).
        case checkoutCompleted(StripeCheckout)
        /// It ran out unpaid.
        case checkoutExpired(StripeCheckout)
        /// Its state as of the delivery, and what happened to it.
        case subscription(StripeSubscription, SubscriptionChange)
        /// It could not be collected.
        case invoiceFailed(StripeInvoice)
        /// A type that is acknowledged and not acted on.
        case other
    }

    /// Reads a body whose signature was checked.
    ///
    /// - Throws: `missingMember` for a delivery without id or type, and for one of a known type
    ///   whose object has no id.
    public init(parsing body: [UInt8]) throws(StripeDeliveryError) {
        let event = StripeObject(try Self.value(body))
        guard let id = event.text("id"), !id.isEmpty else { throw .missingMember("id") }
        guard let type = event.text("type"), !type.isEmpty else { throw .missingMember("type") }
        (self.id, self.type) = (id, type)
        createdAt = event.time("created")
        let data = event.object("data")
        let object = data?.object("object")
        subject = try Self.subject(type, object, previous: data?.object("previous_attributes"))
    }

    private static func value(_ body: [UInt8]) throws(StripeDeliveryError) -> JSONObject {
        do throws(JSONError) {
            guard let event = try JSONValue(parsing: body).objectValue else {
                throw JSONError(.typeMismatch(expected: .object), at: 0)
            }
            return event
        } catch {
            throw .malformed(error.explanation(in: body))
        }
    }

    /// An unknown type may have any object, or none.
    private static func subject(
        _ type: String, _ object: StripeObject?, previous: StripeObject?
    ) throws(StripeDeliveryError) -> Subject {
        let read: (StripeObject) -> Subject?
        switch type {
        case "checkout.session.completed", "checkout.session.async_payment_succeeded":
            read = { StripeCheckout($0).map { .checkoutCompleted($0) } }
        // A payment that was under way and failed: such a checkout cannot be paid again.
        case "checkout.session.expired", "checkout.session.async_payment_failed":
            read = { StripeCheckout($0).map { .checkoutExpired($0) } }
        case "customer.subscription.created":
            read = { StripeSubscription($0, previous).map { .subscription($0, .created) } }
        case "customer.subscription.updated":
            read = { StripeSubscription($0, previous).map { .subscription($0, .updated) } }
        case "customer.subscription.deleted":
            read = { StripeSubscription($0, previous).map { .subscription($0, .deleted) } }
        case "invoice.payment_failed":
            read = { StripeInvoice($0).map { .invoiceFailed($0) } }
        default: return .other
        }
        guard let object else { throw .missingMember("data.object") }
        guard let subject = read(object) else { throw .missingMember("data.object.id") }
        return subject
    }
}

/// Why a signed body is no delivery.
public enum StripeDeliveryError: Error, Sendable, Hashable {
    /// No JSON object; says where.
    case malformed(String)
    /// Its path, with dots between, such as `data.object.id`.
    case missingMember(String)
}

/// A checkout session.
public struct StripeCheckout: Sendable, Hashable {
    /// Begins with `cs_` (S8).
    public var id: String
    /// When it was opened, in whole seconds; nil when the provider does not say.
    public var createdAt: Timestamp?
    /// `open`, `complete` or `expired`; nil where old versions leave it out.
    public var status: String?
    /// `subscription`, `payment` or `setup`; nil where old versions leave it out.
    public var mode: String?
    /// `paid`, `unpaid` or `no_payment_required`.
    public var paymentStatus: String?
    /// In the currency's smallest unit.
    public var amountTotal: Int64?
    /// Before coupons and taxes.
    public var amountSubtotal: Int64?
    /// In lower case, as the provider has it.
    public var currency: String?
    /// Whose it is, as the shop said when it opened it.
    public var clientReferenceID: String?
    /// Nil for a payer of whom the provider made no customer.
    public var customerID: String?
    /// Nil for a single payment.
    public var subscriptionID: String?
    /// As it is when the checkout is told of; nil where the provider tells only its id.
    public var subscription: StripeSubscription?
    /// Lower-cased and trimmed.
    public var email: String?
    /// The payer's, as they gave it when they paid.
    public var name: String?
    /// As the shop set them; members that are no text are left out.
    public var metadata: [String: String]

    /// One of which nothing else is known, for a provider of an app's own to fill in.
    public init(id: String, metadata: [String: String] = [:]) {
        (self.id, self.metadata) = (id, metadata)
    }

    init?(_ object: StripeObject) {
        guard let id = object.text("id") else { return nil }
        self.id = id
        createdAt = object.time("created")
        status = object.text("status")
        mode = object.text("mode")
        paymentStatus = object.text("payment_status")
        amountTotal = object.integer("amount_total")
        amountSubtotal = object.integer("amount_subtotal")
        currency = object.text("currency")?.lowercased()
        clientReferenceID = object.text("client_reference_id")
        customerID = object.id("customer")
        subscriptionID = object.id("subscription")
        subscription = object.object("subscription").flatMap { StripeSubscription($0, nil) }
        let details = object.object("customer_details")
        email = (details?.text("email") ?? object.text("customer_email"))
            .map(EmailAddress.normalized)
        name = details?.text("name")
        metadata = object.texts("metadata")
    }

    /// Reads a checkout session as the provider's API answers one (S8, S10).
    package init?(_ object: JSONObject) { self.init(StripeObject(object)) }

    // What checkouts carry in their metadata: a sign-up's session and plan (K6), a membership's
    // user and plan (S2).
    package static let signUpKey = "onboarding_session_id"
    package static let signUpPlanKey = "plan_id"
    package static let userKey = "user_id"
    package static let planKey = "plan"

    /// The sign-up session that it names (K7).
    public var signUpSessionID: String? { metadata[Self.signUpKey] ?? clientReferenceID }

    /// True when it says itself that it pays for a sign-up. One that says neither may still: then
    /// its reference is a session's.
    public var isSignUp: Bool {
        metadata[Self.signUpKey] != nil
            || metadata[Self.signUpPlanKey] != nil && metadata[Self.planKey] == nil
    }

    /// The user that it names.
    public var userID: String? { clientReferenceID ?? metadata[Self.userKey] }

    /// What came of a completed one. Nothing to pay yet is a trial, and so is a payment of nothing.
    public var outcome: CheckoutOutcome {
        switch paymentStatus {
        case "no_payment_required": .trial
        case "paid", nil: amountTotal == 0 ? .trial : .paid
        default: .unpaid
        }
    }

    /// True when the checkout is complete, which S8 demands; old versions do not say.
    public var isComplete: Bool { status == nil || status == "complete" }
}

/// A subscription.
public struct StripeSubscription: Sendable, Hashable {
    /// The provider's id, as it sends it.
    public var id: String
    /// The payer.
    public var customerID: String?
    /// The provider's word: four of them are kept, others are none (S3).
    public var status: String?
    /// As the shop set them; members that are no text are left out.
    public var metadata: [String: String]
    /// The prices of its items; old versions have a plan instead.
    public var priceIDs: [String]
    /// In whole seconds; nil when the provider does not say.
    public var startedAt: Timestamp?
    /// The end of the paid period, or of the whole when it ended.
    public var endsAt: Timestamp?
    /// When the whole ended; a deletion ends then, and not with the period. When it was called off
    /// (`canceled_at`) may be weeks before.
    var endedAt: Timestamp?
    /// The provider's word for the status before; nil when this change is about something else.
    public var previousStatus: String?
    /// `previous_attributes` as JSON.
    public var previousAttributes: String?

    /// As a look-up tells of it: nothing about what was before.
    public init(
        id: String, customerID: String? = nil, status: String? = nil,
        metadata: [String: String] = [:], priceIDs: [String] = [], startedAt: Timestamp? = nil,
        endsAt: Timestamp? = nil
    ) {
        (self.id, self.customerID, self.status) = (id, customerID, status)
        (self.metadata, self.priceIDs) = (metadata, priceIDs)
        (self.startedAt, self.endsAt) = (startedAt, endsAt)
    }

    init?(_ object: StripeObject, _ previous: StripeObject?) {
        guard let id = object.text("id") else { return nil }
        self.id = id
        customerID = object.id("customer")
        status = object.text("status")
        metadata = object.texts("metadata")
        let items = object.object("items")?.objects("data") ?? []
        priceIDs =
            items.compactMap { $0.id("price") ?? $0.id("plan") }
            + [object.id("plan")].compactMap { $0 }
        startedAt = object.time("start_date") ?? object.time("created")
        // Moved to the items in API version 2025-03-31.
        let periodEnd =
            object.time("current_period_end")
            ?? items.compactMap { $0.time("current_period_end") }.max()
        endsAt = object.time("ended_at") ?? periodEnd
        endedAt = object.time("ended_at")
        previousStatus = previous?.text("status")
        previousAttributes = previous.map { String(decoding: $0.encoded, as: UTF8.self) }
    }

    /// The user that its metadata name.
    public var userID: String? { metadata[StripeCheckout.userKey] }

    /// The sign-up that it was begun in (K6).
    var signUpSessionID: String? { metadata[StripeCheckout.signUpKey] }
}

/// An invoice.
public struct StripeInvoice: Sendable, Hashable {
    /// The provider's id, as it sends it.
    public var id: String
    /// The payer.
    public var customerID: String?
    /// Nil for an invoice of no subscription.
    public var subscriptionID: String?
    /// Trimmed and in lower case.
    public var email: String?
    /// The invoice's own, and over them the subscription's, as the invoice repeats them.
    public var metadata: [String: String]

    init?(_ object: StripeObject) {
        guard let id = object.text("id") else { return nil }
        self.id = id
        customerID = object.id("customer")
        // Moved below the parent in API version 2025-03-31.
        let details = object.object("parent")?.object("subscription_details")
        subscriptionID = object.id("subscription") ?? details?.id("subscription")
        email = object.text("customer_email").map(EmailAddress.normalized)
        let repeated = [object.object("subscription_details"), details]
        metadata = repeated.reduce(into: object.texts("metadata")) { metadata, details in
            metadata.merge(details?.texts("metadata") ?? [:]) { $1 }
        }
    }

    /// The user that its subscription's metadata name, else its own (S3).
    public var userID: String? { metadata[StripeCheckout.userKey] }

    /// The sign-up that its subscription was begun in (K6).
    var signUpSessionID: String? { metadata[StripeCheckout.signUpKey] }
}

/// An object of the provider's, read leniently: what is missing or of another kind is nil.
struct StripeObject {
    private let object: JSONObject

    init(_ object: JSONObject) { self.object = object }

    /// JSON without white space, all members included.
    var encoded: [UInt8] { JSONValue.object(object).encoded }

    /// Nil for an empty text, too.
    func text(_ key: String) -> String? {
        object[key]?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Nil for anything but a whole number.
    func integer(_ key: String) -> Int64? { object[key]?.int64Value }

    /// An id, whether the object that it names was expanded or not.
    func id(_ key: String) -> String? { text(key) ?? self.object(key)?.text("id") }

    /// A time in seconds since 1970, within what a Timestamp can write.
    func time(_ key: String) -> Timestamp? {
        guard let seconds = integer(key), (0...253_402_300_799).contains(seconds) else {
            return nil
        }
        return Timestamp(milliseconds: seconds * 1000)
    }

    func object(_ key: String) -> StripeObject? { object[key]?.objectValue.map(StripeObject.init) }

    /// An array's objects; empty for anything else.
    func objects(_ key: String) -> [StripeObject] {
        object[key]?.arrayValue?.compactMap { $0.objectValue.map(StripeObject.init) } ?? []
    }

    /// An object's texts by name; what is no text is left out.
    func texts(_ key: String) -> [String: String] {
        guard let members = object[key]?.objectValue else { return [:] }
        var texts: [String: String] = [:]
        for (key, value) in members { texts[key] = value.stringValue }
        return texts
    }
}
