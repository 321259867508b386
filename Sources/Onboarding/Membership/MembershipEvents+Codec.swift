import JSON

extension MembershipEvent: DomainEvent {
    package var kind: EventKind {
        switch self {
        case .opened: .membershipOpened
        case .edited: .profileEdited
        case .onboardingStarted: .membershipOnboardingStarted
        case .onboarded: .membershipOnboarded
        case .activated: .membershipActivated
        case .lapsed: .membershipLapsed
        case .resumed: .membershipOnboardingResumed
        case .restored: .membershipRestored
        case .comped: .membershipComped
        case .checkoutOpened: .membershipCheckoutOpened
        case .checkoutReported: .membershipCheckoutReported
        case .subscriptionReported: .subscriptionReported
        case .invoiceFailed: .invoicePaymentFailed
        case .customerLinked: .customerLinked
        case .claimed: .membershipClaimed
        case .chartComputed: .birthChartComputed
        }
    }

    package func writeData(to writer: inout JSONWriter) { _ = write(.data, to: &writer) }

    package func writePersonal(to writer: inout JSONWriter) -> Bool {
        write(.personal, to: &writer)
    }

    private func write(_ part: EventPart, to writer: inout JSONWriter) -> Bool {
        switch self {
        case .opened(let payload): payload.write(part, to: &writer)
        case .edited(let payload): payload.write(part, to: &writer)
        case .onboardingStarted(let payload): payload.write(part, to: &writer)
        case .onboarded(let payload): payload.write(part, to: &writer)
        case .activated(let payload): payload.write(part, to: &writer)
        case .lapsed(let payload): payload.write(part, to: &writer)
        case .resumed(let payload): payload.write(part, to: &writer)
        case .restored(let payload): payload.write(part, to: &writer)
        case .comped(let payload): payload.write(part, to: &writer)
        case .checkoutOpened(let payload): payload.write(part, to: &writer)
        case .checkoutReported(let payload): payload.write(part, to: &writer)
        case .subscriptionReported(let payload): payload.write(part, to: &writer)
        case .invoiceFailed(let payload): payload.write(part, to: &writer)
        case .customerLinked(let payload): payload.write(part, to: &writer)
        case .claimed(let payload): payload.write(part, to: &writer)
        case .chartComputed(let payload): payload.write(part, to: &writer)
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

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "variant": variant = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) { writer.member("variant", variant) }
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
