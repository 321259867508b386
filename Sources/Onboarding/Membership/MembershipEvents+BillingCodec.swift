import JSON
import Time

extension MembershipCheckoutOpened: EventPayload {
    static let kind = EventKind.membershipCheckoutOpened
    static let required: [StaticString] = ["checkoutSessionId", "plan"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "checkoutSessionId":
            checkoutSessionID = try scanner.string()
            return 0
        case "plan":
            plan = try scanner.word("none, individual or family")
            return 1
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("checkoutSessionId", checkoutSessionID)
        writer.member("plan", plan.rawValue)
    }
}

extension MembershipCheckoutReported: EventPayload {
    static let kind = EventKind.membershipCheckoutReported
    static let required: [StaticString] = ["checkoutSessionId", "outcome", "eventId", "asOf"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "checkoutSessionId":
            checkoutSessionID = try scanner.string()
            return 0
        case "outcome":
            outcome = try scanner.word("paid, trial, unpaid or expired")
            return 1
        case "eventId":
            eventID = try scanner.string()
            return 2
        case "asOf":
            asOf = try scanner.timestamp()
            return 3
        case "plan": plan = try scanner.word("none, individual or family")
        case "subscriptionId": subscriptionID = try scanner.optionalString()
        case "customerId": customerID = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("checkoutSessionId", checkoutSessionID)
        writer.member("outcome", outcome.rawValue)
        writer.member("plan", plan?.rawValue)
        writer.member("subscriptionId", subscriptionID)
        writer.member("customerId", customerID)
        writer.member("eventId", eventID)
        writer.member("asOf", asOf)
    }
}

extension SubscriptionReported: EventPayload {
    static let kind = EventKind.subscriptionReported
    static let required: [StaticString] = ["subscriptionId", "change", "eventId", "asOf"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "subscriptionId":
            subscriptionID = try scanner.string()
            return 0
        case "change":
            change = try scanner.word("created, updated or deleted")
            return 1
        case "eventId":
            eventID = try scanner.string()
            return 2
        case "asOf":
            asOf = try scanner.timestamp()
            return 3
        case "status": status = try scanner.word("trialing, active, canceled or past_due")
        case "plan": plan = try scanner.word("none, individual or family")
        case "customerId": customerID = try scanner.optionalString()
        case "startedAt": startedAt = try scanner.timestamp()
        case "endsAt": endsAt = try scanner.timestamp()
        case "previousStatus":
            previousStatus = try scanner.word("trialing, active, canceled or past_due")
        default: try scanner.skip()
        }
        return nil
    }

    mutating func readPersonal(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) {
        switch key {
        case "previousAttributes": previousAttributes = try scanner.optionalString()
        default: try scanner.skip()
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("subscriptionId", subscriptionID)
        writer.member("change", change.rawValue)
        writer.member("status", status?.rawValue)
        writer.member("plan", plan?.rawValue)
        writer.member("customerId", customerID)
        writer.member("startedAt", startedAt)
        writer.member("endsAt", endsAt)
        writer.member("previousStatus", previousStatus?.rawValue)
        writer.member("eventId", eventID)
        writer.member("asOf", asOf)
    }

    var hasPersonal: Bool { previousAttributes != nil }

    func writePersonalMembers(to writer: inout JSONWriter) {
        writer.member("previousAttributes", previousAttributes)
    }
}

extension InvoicePaymentFailed: EventPayload {
    static let kind = EventKind.invoicePaymentFailed
    static let required: [StaticString] = ["invoiceId", "eventId", "asOf"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "invoiceId":
            invoiceID = try scanner.string()
            return 0
        case "eventId":
            eventID = try scanner.string()
            return 1
        case "asOf":
            asOf = try scanner.timestamp()
            return 2
        case "subscriptionId": subscriptionID = try scanner.optionalString()
        case "customerId": customerID = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("subscriptionId", subscriptionID)
        writer.member("invoiceId", invoiceID)
        writer.member("customerId", customerID)
        writer.member("eventId", eventID)
        writer.member("asOf", asOf)
    }
}

extension CustomerLinked: EventPayload {
    static let kind = EventKind.customerLinked
    static let required: [StaticString] = ["customerId"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "customerId":
            customerID = try scanner.string()
            return 0
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("customerId", customerID)
    }
}

extension MembershipClaimed: EventPayload {
    static let kind = EventKind.membershipClaimed
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

    mutating func readPersonal(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) {
        switch key {
        case "email": email = try scanner.personalText()
        default: try scanner.skip()
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("checkoutSessionId", checkoutSessionID)
    }

    var hasPersonal: Bool { !email.isEmpty }

    func writePersonalMembers(to writer: inout JSONWriter) {
        writer.member("email", email)
    }
}
