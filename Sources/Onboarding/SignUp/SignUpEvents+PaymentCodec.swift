import JSON
import Time

extension PaymentSkipped: EventPayload { static let kind = EventKind.paymentSkipped }

extension PaymentRequired: EventPayload { static let kind = EventKind.paymentRequired }

extension CheckoutRequested: EventPayload { static let kind = EventKind.checkoutRequested }

extension CheckoutStarted: EventPayload {
    static let kind = EventKind.checkoutStarted
    static let required: [StaticString] = [
        "checkoutSessionId", "checkoutUrl", "expiresAt", "planId",
    ]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "checkoutSessionId":
            checkoutSessionID = try scanner.string()
            return 0
        case "checkoutUrl":
            checkoutURL = try scanner.string()
            return 1
        case "expiresAt":
            expiresAt = try scanner.timestamp()
            return 2
        case "planId":
            planID = try scanner.string()
            return 3
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("checkoutSessionId", checkoutSessionID)
        writer.member("checkoutUrl", checkoutURL)
        writer.member("expiresAt", expiresAt)
        writer.member("planId", planID)
    }
}

extension CheckoutFailed: EventPayload {
    static let kind = EventKind.checkoutFailed
    static let required: [StaticString] = ["reason"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "reason":
            reason = try scanner.string()
            return 0
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) { writer.member("reason", reason) }
}

extension CheckoutExpired: EventPayload {
    static let kind = EventKind.checkoutExpired
    static let required: [StaticString] = ["checkoutSessionId"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "checkoutSessionId":
            checkoutSessionID = try scanner.string()
            return 0
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("checkoutSessionId", checkoutSessionID)
    }
}

extension PaymentConfirmed: PaymentPayload { static let kind = EventKind.paymentConfirmed }

extension PaymentKept: PaymentPayload { static let kind = EventKind.paymentKept }

extension PaymentSetAside: PaymentPayload { static let kind = EventKind.paymentSetAside }

extension PaymentHandedOver: EventPayload {
    static let kind = EventKind.paymentHandedOver
    static let required: [StaticString] = ["sessionId"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "sessionId":
            sessionID = try scanner.string()
            return 0
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) { writer.member("sessionId", sessionID) }
}

private let paymentMembers: [StaticString] = ["checkoutSessionId", "planId"]

/// An event that names a payment: each has the same members.
protocol PaymentPayload: EventPayload {
    var checkoutSessionID: String { get set }
    var planID: String { get set }
    var customerID: String? { get set }
    var subscriptionID: String? { get set }
}

extension PaymentPayload {
    static var required: [StaticString] { paymentMembers }

    /// - Parameter payment: as the provider reported it.
    init(_ payment: SignUpState.Payment) {
        self.init()
        (checkoutSessionID, planID) = (payment.checkoutSessionID, payment.planID)
        (customerID, subscriptionID) = (payment.customerID, payment.subscriptionID)
    }

    /// The payment as a state keeps it.
    var payment: SignUpState.Payment {
        SignUpState.Payment(
            checkoutSessionID: checkoutSessionID, planID: planID, customerID: customerID,
            subscriptionID: subscriptionID)
    }

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "checkoutSessionId":
            checkoutSessionID = try scanner.string()
            return 0
        case "planId":
            planID = try scanner.string()
            return 1
        case "customerId": customerID = try scanner.optionalString()
        case "subscriptionId": subscriptionID = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("checkoutSessionId", checkoutSessionID)
        writer.member("planId", planID)
        writer.member("customerId", customerID)
        writer.member("subscriptionId", subscriptionID)
    }
}
