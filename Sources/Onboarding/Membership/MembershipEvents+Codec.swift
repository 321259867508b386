import JSON

extension MembershipEvent: DomainEvent {
    package var kind: EventKind { type(of: payload).kind }

    package func writeData(to writer: inout JSONWriter) { payload.writeData(to: &writer) }

    package func writePersonal(to writer: inout JSONWriter) -> Bool {
        payload.writePersonal(to: &writer)
    }

    private var payload: any EventPayload {
        switch self {
        case .opened(let payload): payload
        case .edited(let payload): payload
        case .onboardingStarted(let payload): payload
        case .onboarded(let payload): payload
        case .activated(let payload): payload
        case .lapsed(let payload): payload
        case .resumed(let payload): payload
        case .restored(let payload): payload
        case .comped(let payload): payload
        case .checkoutOpened(let payload): payload
        case .checkoutReported(let payload): payload
        case .subscriptionReported(let payload): payload
        case .invoiceFailed(let payload): payload
        case .customerLinked(let payload): payload
        case .claimed(let payload): payload
        case .chartComputed(let payload): payload
        }
    }

    package static func decode(
        _ kind: EventKind, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) -> MembershipEvent {
        switch kind {
        case .membershipOpened: .opened(unsafe try .init(data: data, personal: personal))
        case .profileEdited: .edited(unsafe try .init(data: data, personal: personal))
        case .membershipOnboardingStarted:
            .onboardingStarted(unsafe try .init(data: data, personal: personal))
        case .membershipOnboarded: .onboarded(unsafe try .init(data: data, personal: personal))
        case .membershipActivated: .activated(unsafe try .init(data: data, personal: personal))
        case .membershipLapsed: .lapsed(unsafe try .init(data: data, personal: personal))
        case .membershipOnboardingResumed:
            .resumed(unsafe try .init(data: data, personal: personal))
        case .membershipRestored: .restored(unsafe try .init(data: data, personal: personal))
        case .membershipComped: .comped(unsafe try .init(data: data, personal: personal))
        case .membershipCheckoutOpened:
            .checkoutOpened(unsafe try .init(data: data, personal: personal))
        case .membershipCheckoutReported:
            .checkoutReported(unsafe try .init(data: data, personal: personal))
        case .subscriptionReported:
            .subscriptionReported(unsafe try .init(data: data, personal: personal))
        case .invoicePaymentFailed: .invoiceFailed(unsafe try .init(data: data, personal: personal))
        case .customerLinked: .customerLinked(unsafe try .init(data: data, personal: personal))
        case .membershipClaimed: .claimed(unsafe try .init(data: data, personal: personal))
        case .birthChartComputed: .chartComputed(unsafe try .init(data: data, personal: personal))
        default: throw JSONError(.invalidValue(expected: "a membership event"), at: 0)
        }
    }
}

extension MembershipOpened: EventPayload {
    static let kind = EventKind.membershipOpened
}

extension MembershipOnboardingStarted: EventPayload {
    static let kind = EventKind.membershipOnboardingStarted
}

extension MembershipOnboarded: EventPayload {
    static let kind = EventKind.membershipOnboarded
}

extension MembershipActivated: EventPayload {
    static let kind = EventKind.membershipActivated
    static let required: [StaticString] = ["cause", "plan"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "cause":
            cause = try scanner.word("payment, comp or role")
            return 0
        case "plan":
            plan = try scanner.word("none, individual or family")
            return 1
        case "status": status = try scanner.word("trialing, active, canceled or past_due")
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("cause", cause.rawValue)
        writer.member("plan", plan.rawValue)
        writer.member("status", status?.rawValue)
    }
}

extension MembershipLapsed: EventPayload {
    static let kind = EventKind.membershipLapsed
    static let required: [StaticString] = ["cause"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "cause":
            cause = try scanner.word("payment, comp or role")
            return 0
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("cause", cause.rawValue)
    }
}

extension MembershipOnboardingResumed: EventPayload {
    static let kind = EventKind.membershipOnboardingResumed
}

extension MembershipRestored: EventPayload {
    static let kind = EventKind.membershipRestored
}

extension MembershipComped: EventPayload {
    static let kind = EventKind.membershipComped
    static let required: [StaticString] = ["isComped", "reason"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "isComped":
            isComped = try scanner.bool()
            return 0
        case "reason":
            reason = try scanner.string()
            return 1
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("isComped", isComped)
        writer.member("reason", reason)
    }
}
