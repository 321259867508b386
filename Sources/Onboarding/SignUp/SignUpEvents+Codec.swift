import JSON
import Time

extension SignUpEvent: DomainEvent {
    package var kind: EventKind {
        switch self {
        case .started: SignUpStarted.kind
        case .planChanged: PlanChanged.kind
        case .codeSent: VerificationCodeSent.kind
        case .codeRefused: VerificationCodeRefused.kind
        case .identityVerified: IdentityVerified.kind
        case .identityProven: IdentityProven.kind
        case .businessStaged: BusinessStaged.kind
        case .paymentSkipped: PaymentSkipped.kind
        case .paymentRequired: PaymentRequired.kind
        case .checkoutRequested: CheckoutRequested.kind
        case .checkoutStarted: CheckoutStarted.kind
        case .checkoutFailed: CheckoutFailed.kind
        case .checkoutExpired: CheckoutExpired.kind
        case .paymentConfirmed: PaymentConfirmed.kind
        case .readied: SignUpReadied.kind
        case .completed: SignUpCompleted.kind
        case .cancelled: SignUpCancelled.kind
        case .expired: SignUpExpired.kind
        case .paymentKept: PaymentKept.kind
        case .paymentHandedOver: PaymentHandedOver.kind
        case .paymentSetAside: PaymentSetAside.kind
        }
    }

    package func writeData(to writer: inout JSONWriter) { _ = write(.data, to: &writer) }

    package func writePersonal(to writer: inout JSONWriter) -> Bool {
        write(.personal, to: &writer)
    }

    /// A closed switch: a payload in an existential box would be copied into it first.
    private func write(_ part: EventPart, to writer: inout JSONWriter) -> Bool {
        switch self {
        case .started(let payload): payload.write(part, to: &writer)
        case .planChanged(let payload): payload.write(part, to: &writer)
        case .codeSent(let payload): payload.write(part, to: &writer)
        case .codeRefused(let payload): payload.write(part, to: &writer)
        case .identityVerified(let payload): payload.write(part, to: &writer)
        case .identityProven(let payload): payload.write(part, to: &writer)
        case .businessStaged(let payload): payload.write(part, to: &writer)
        case .paymentSkipped(let payload): payload.write(part, to: &writer)
        case .paymentRequired(let payload): payload.write(part, to: &writer)
        case .checkoutRequested(let payload): payload.write(part, to: &writer)
        case .checkoutStarted(let payload): payload.write(part, to: &writer)
        case .checkoutFailed(let payload): payload.write(part, to: &writer)
        case .checkoutExpired(let payload): payload.write(part, to: &writer)
        case .paymentConfirmed(let payload): payload.write(part, to: &writer)
        case .readied(let payload): payload.write(part, to: &writer)
        case .completed(let payload): payload.write(part, to: &writer)
        case .cancelled(let payload): payload.write(part, to: &writer)
        case .expired(let payload): payload.write(part, to: &writer)
        case .paymentKept(let payload): payload.write(part, to: &writer)
        case .paymentHandedOver(let payload): payload.write(part, to: &writer)
        case .paymentSetAside(let payload): payload.write(part, to: &writer)
        }
    }

    package static func decode(
        _ kind: EventKind, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) -> SignUpEvent {
        switch kind {
        case .signUpStarted: .started(unsafe try .init(data: data, personal: personal))
        case .planChanged: .planChanged(unsafe try .init(data: data, personal: personal))
        case .verificationCodeSent: .codeSent(unsafe try .init(data: data, personal: personal))
        case .verificationCodeRefused:
            .codeRefused(unsafe try .init(data: data, personal: personal))
        case .identityVerified: .identityVerified(unsafe try .init(data: data, personal: personal))
        case .identityProven: .identityProven(unsafe try .init(data: data, personal: personal))
        case .businessStaged: .businessStaged(unsafe try .init(data: data, personal: personal))
        case .paymentSkipped: .paymentSkipped(unsafe try .init(data: data, personal: personal))
        case .paymentRequired: .paymentRequired(unsafe try .init(data: data, personal: personal))
        case .checkoutRequested:
            .checkoutRequested(unsafe try .init(data: data, personal: personal))
        case .checkoutStarted: .checkoutStarted(unsafe try .init(data: data, personal: personal))
        case .checkoutFailed: .checkoutFailed(unsafe try .init(data: data, personal: personal))
        case .checkoutExpired: .checkoutExpired(unsafe try .init(data: data, personal: personal))
        case .paymentConfirmed: .paymentConfirmed(unsafe try .init(data: data, personal: personal))
        case .signUpReadied: .readied(unsafe try .init(data: data, personal: personal))
        case .signUpCompleted: .completed(unsafe try .init(data: data, personal: personal))
        case .signUpCancelled: .cancelled(unsafe try .init(data: data, personal: personal))
        case .signUpExpired: .expired(unsafe try .init(data: data, personal: personal))
        case .paymentKept: .paymentKept(unsafe try .init(data: data, personal: personal))
        case .paymentHandedOver:
            .paymentHandedOver(unsafe try .init(data: data, personal: personal))
        case .paymentSetAside: .paymentSetAside(unsafe try .init(data: data, personal: personal))
        default: throw JSONError(.invalidValue(expected: "a sign-up event"), at: 0)
        }
    }
}

extension SignUpStarted: EventPayload {
    static let kind = EventKind.signUpStarted
    static let required: [StaticString] = [
        "planId", "planDescriptor", "isPaid", "expiresAt",
    ]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "planId":
            planID = try scanner.string()
            return 0
        case "planDescriptor":
            planDescriptor = try scanner.string()
            return 1
        case "isPaid":
            isPaid = try scanner.bool()
            return 2
        case "expiresAt":
            expiresAt = try scanner.timestamp()
            return 3
        case "variant": variant = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
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
        writer.member("planId", planID)
        writer.member("planDescriptor", planDescriptor)
        writer.member("isPaid", isPaid)
        writer.member("expiresAt", expiresAt)
        writer.member("variant", variant)
    }

    var hasPersonal: Bool { !email.isEmpty }

    func writePersonalMembers(to writer: inout JSONWriter) {
        writer.member("email", email)
    }
}

extension PlanChanged: EventPayload {
    static let kind = EventKind.planChanged
    static let required: [StaticString] = ["planId", "planDescriptor", "isPaid"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "planId":
            planID = try scanner.string()
            return 0
        case "planDescriptor":
            planDescriptor = try scanner.string()
            return 1
        case "isPaid":
            isPaid = try scanner.bool()
            return 2
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("planId", planID)
        writer.member("planDescriptor", planDescriptor)
        writer.member("isPaid", isPaid)
    }
}

extension BusinessStaged: EventPayload {
    static let kind = EventKind.businessStaged
    static let required: [StaticString] = ["name", "descriptor", "country", "currency"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "name":
            name = try scanner.string()
            return 0
        case "descriptor":
            descriptor = try scanner.string()
            return 1
        case "country":
            country = try scanner.string()
            return 2
        case "currency":
            currency = try scanner.string()
            return 3
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("descriptor", descriptor)
        writer.member("country", country)
        writer.member("currency", currency)
    }
}

extension SignUpReadied: EventPayload { static let kind = EventKind.signUpReadied }

extension SignUpCompleted: EventPayload {
    static let kind = EventKind.signUpCompleted
    static let required: [StaticString] = ["userId", "tenantId"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "userId":
            userID = try scanner.string()
            return 0
        case "tenantId":
            tenantID = try scanner.string()
            return 1
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("userId", userID)
        writer.member("tenantId", tenantID)
    }
}

extension SignUpCancelled: EventPayload { static let kind = EventKind.signUpCancelled }

extension SignUpExpired: EventPayload { static let kind = EventKind.signUpExpired }
