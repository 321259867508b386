import JSON

extension TenantEvent: DomainEvent {
    package var kind: EventKind {
        switch self {
        case .workspaceCreated: WorkspaceCreated.kind
        case .businessCreated: BusinessCreated.kind
        case .subscriptionStarted: SubscriptionStarted.kind
        case .subscriptionChanged: SubscriptionChanged.kind
        }
    }

    package func writeData(to writer: inout JSONWriter) { _ = write(.data, to: &writer) }

    package func writePersonal(to writer: inout JSONWriter) -> Bool {
        write(.personal, to: &writer)
    }

    /// A closed switch: a payload in an existential box would be copied into it first.
    private func write(_ part: EventPart, to writer: inout JSONWriter) -> Bool {
        switch self {
        case .workspaceCreated(let payload): payload.write(part, to: &writer)
        case .businessCreated(let payload): payload.write(part, to: &writer)
        case .subscriptionStarted(let payload): payload.write(part, to: &writer)
        case .subscriptionChanged(let payload): payload.write(part, to: &writer)
        }
    }

    package static func decode(
        _ kind: EventKind, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) -> TenantEvent {
        switch kind {
        case .workspaceCreated: .workspaceCreated(unsafe try .init(data: data, personal: personal))
        case .businessCreated: .businessCreated(unsafe try .init(data: data, personal: personal))
        case .subscriptionStarted:
            .subscriptionStarted(unsafe try .init(data: data, personal: personal))
        case .subscriptionChanged:
            .subscriptionChanged(unsafe try .init(data: data, personal: personal))
        default: throw JSONError(.invalidValue(expected: "a tenant event"), at: 0)
        }
    }
}

extension WorkspaceCreated: EventPayload {
    static let kind = EventKind.workspaceCreated
    static let required: [StaticString] = ["name", "ownerId", "source"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "name":
            name = try scanner.string()
            return 0
        case "ownerId":
            ownerID = try scanner.string()
            return 1
        case "source":
            source = try scanner.string()
            return 2
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("name", name)
        writer.member("ownerId", ownerID)
        writer.member("source", source)
    }
}

extension BusinessCreated: EventPayload {
    static let kind = EventKind.businessCreated
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

extension SubscriptionStarted: EventPayload {
    static let kind = EventKind.subscriptionStarted
    static let required: [StaticString] = ["planId", "planDescriptor", "status"]

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
        case "status":
            status = try scanner.word("trialing or active")
            return 2
        case "customerId": customerID = try scanner.optionalString()
        case "subscriptionId": subscriptionID = try scanner.optionalString()
        case "checkoutSessionId": checkoutSessionID = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("planId", planID)
        writer.member("planDescriptor", planDescriptor)
        writer.member("status", status.rawValue)
        writer.member("customerId", customerID)
        writer.member("subscriptionId", subscriptionID)
        writer.member("checkoutSessionId", checkoutSessionID)
    }
}

extension SubscriptionChanged: EventPayload {
    static let kind = EventKind.subscriptionChanged
    static let required: [StaticString] = ["subscriptionId"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "subscriptionId":
            subscriptionID = try scanner.string()
            return 0
        case "status": status = try scanner.word("a membership's status")
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("subscriptionId", subscriptionID)
        writer.member("status", status?.rawValue)
    }
}
