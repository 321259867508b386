import JSON

extension AccessEvent: DomainEvent {
    package var kind: EventKind {
        switch self {
        case .requested: .accessRequested
        case .granted: .accessGranted
        case .approved: .accessApproved
        case .suspended: .accessSuspended
        case .reinstated: .accessReinstated
        case .onboarded: .merchantOnboarded
        case .reopened: .merchantOnboardingReopened
        }
    }

    package func writeData(to writer: inout JSONWriter) { _ = write(.data, to: &writer) }

    package func writePersonal(to writer: inout JSONWriter) -> Bool {
        write(.personal, to: &writer)
    }

    private func write(_ part: EventPart, to writer: inout JSONWriter) -> Bool {
        switch self {
        case .requested(let payload): payload.write(part, to: &writer)
        case .granted(let payload): payload.write(part, to: &writer)
        case .approved(let payload): payload.write(part, to: &writer)
        case .suspended(let payload): payload.write(part, to: &writer)
        case .reinstated(let payload): payload.write(part, to: &writer)
        case .onboarded(let payload): payload.write(part, to: &writer)
        case .reopened(let payload): payload.write(part, to: &writer)
        }
    }

    package static func decode(
        _ kind: EventKind, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) -> AccessEvent {
        switch kind {
        case .accessRequested: .requested(unsafe try .init(data: data, personal: personal))
        case .accessGranted: .granted(unsafe try .init(data: data, personal: personal))
        case .accessApproved: .approved(unsafe try .init(data: data, personal: personal))
        case .accessSuspended: .suspended(unsafe try .init(data: data, personal: personal))
        case .accessReinstated: .reinstated(unsafe try .init(data: data, personal: personal))
        case .merchantOnboarded: .onboarded(unsafe try .init(data: data, personal: personal))
        case .merchantOnboardingReopened:
            .reopened(unsafe try .init(data: data, personal: personal))
        default: throw JSONError(.invalidValue(expected: "an access event"), at: 0)
        }
    }
}

extension AccessRequested: EventPayload {
    static let kind = EventKind.accessRequested
    static let required: [StaticString] = ["requestedRole"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "requestedRole":
            requestedRole = try scanner.word("consumer, client or admin")
            return 0
        case "variant":
            variant = try scanner.optionalString()
            return nil
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("requestedRole", requestedRole.rawValue)
        writer.member("variant", variant)
    }
}

extension AccessGranted: EventPayload {
    static let kind = EventKind.accessGranted
    static let required: [StaticString] = ["requestedRole", "role"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "requestedRole":
            requestedRole = try scanner.word("consumer, client or admin")
            return 0
        case "role":
            role = try scanner.word("consumer, client or admin")
            return 1
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("requestedRole", requestedRole.rawValue)
        writer.member("role", role.rawValue)
    }
}

extension AccessApproved: EventPayload {
    static let kind = EventKind.accessApproved

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "reason": reason = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("reason", reason)
    }
}

extension AccessSuspended: EventPayload {
    static let kind = EventKind.accessSuspended

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "reason": reason = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("reason", reason)
    }
}

extension AccessReinstated: EventPayload {
    static let kind = EventKind.accessReinstated

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "reason": reason = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("reason", reason)
    }
}

extension MerchantOnboarded: EventPayload {
    static let kind = EventKind.merchantOnboarded
    static let required: [StaticString] = ["tenantId"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "tenantId":
            tenantID = try scanner.string()
            return 0
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("tenantId", tenantID)
    }
}

extension MerchantOnboardingReopened: EventPayload {
    static let kind = EventKind.merchantOnboardingReopened
    static let required: [StaticString] = ["tenantId"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "tenantId":
            tenantID = try scanner.string()
            return 0
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("tenantId", tenantID)
    }
}
