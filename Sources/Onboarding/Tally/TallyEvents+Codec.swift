import JSON

extension TallyEvent: DomainEvent {
    package var kind: EventKind {
        switch self {
        case .webhookUnmatched: WebhookUnmatched.kind
        case .commandRefused: CommandRefused.kind
        case .refusalsOmitted: RefusalsOmitted.kind
        case .effectSucceeded: EffectSucceeded.kind
        case .effectFailed: EffectFailed.kind
        case .effectAbandoned: EffectAbandoned.kind
        }
    }

    package func writeData(to writer: inout JSONWriter) { _ = write(.data, to: &writer) }

    package func writePersonal(to writer: inout JSONWriter) -> Bool {
        write(.personal, to: &writer)
    }

    /// A closed switch: a payload in an existential box would be copied into it first.
    private func write(_ part: EventPart, to writer: inout JSONWriter) -> Bool {
        switch self {
        case .webhookUnmatched(let payload): payload.write(part, to: &writer)
        case .commandRefused(let payload): payload.write(part, to: &writer)
        case .refusalsOmitted(let payload): payload.write(part, to: &writer)
        case .effectSucceeded(let payload): payload.write(part, to: &writer)
        case .effectFailed(let payload): payload.write(part, to: &writer)
        case .effectAbandoned(let payload): payload.write(part, to: &writer)
        }
    }

    package static func decode(
        _ kind: EventKind, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) -> TallyEvent {
        switch kind {
        case .webhookUnmatched: .webhookUnmatched(unsafe try .init(data: data, personal: personal))
        case .commandRefused: .commandRefused(unsafe try .init(data: data, personal: personal))
        case .refusalsOmitted: .refusalsOmitted(unsafe try .init(data: data, personal: personal))
        case .effectSucceeded: .effectSucceeded(unsafe try .init(data: data, personal: personal))
        case .effectFailed: .effectFailed(unsafe try .init(data: data, personal: personal))
        case .effectAbandoned: .effectAbandoned(unsafe try .init(data: data, personal: personal))
        default: throw JSONError(.invalidValue(expected: "a counted event"), at: 0)
        }
    }
}

extension WebhookUnmatched: EventPayload {
    static let kind = EventKind.webhookUnmatched
    static let required: [StaticString] = ["provider", "eventId", "eventType", "reason"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "provider":
            provider = try scanner.string()
            return 0
        case "eventId":
            eventID = try scanner.string()
            return 1
        case "eventType":
            eventType = try scanner.string()
            return 2
        case "reason":
            reason = try scanner.string()
            return 3
        default:
            try scanner.skip()
            return nil
        }
    }

    mutating func readPersonal(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) {
        switch key {
        case "payload": payload = try scanner.optionalString()
        default: try scanner.skip()
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("provider", provider)
        writer.member("eventId", eventID)
        writer.member("eventType", eventType)
        writer.member("reason", reason)
    }

    var hasPersonal: Bool { payload != nil }

    func writePersonalMembers(to writer: inout JSONWriter) {
        writer.member("payload", payload)
    }
}

extension CommandRefused {
    /// Reads the event's data, of the current schema version.
    package init(decoding data: UnsafeRawBufferPointer) throws(JSONError) {
        self = unsafe try CommandRefused(data: data, personal: nil)
    }
}

extension CommandRefused: EventPayload {
    static let kind = EventKind.commandRefused
    static let required: [StaticString] = ["command", "code"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "command":
            command = try scanner.string()
            return 0
        case "code":
            code = try scanner.string()
            return 1
        case "flow": flow = try scanner.optionalString()
        case "step": step = try scanner.optionalString()
        case "fields":
            try scanner.array { scanner throws(JSONError) in fields.append(try scanner.string()) }
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("command", command)
        writer.member("code", code)
        writer.member("flow", flow)
        writer.member("step", step)
        guard !fields.isEmpty else { return }
        writer.member("fields") { writer in
            writer.array { writer in
                for field in fields { writer.element(field) }
            }
        }
    }
}

extension RefusalsOmitted {
    /// Reads the event's data.
    package init(decoding data: UnsafeRawBufferPointer) throws(JSONError) {
        self = unsafe try RefusalsOmitted(data: data, personal: nil)
    }
}

extension RefusalsOmitted: EventPayload {
    static let kind = EventKind.refusalsOmitted
    static let required: [StaticString] = ["count"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "count":
            count = try scanner.int(in: PayloadBounds.ordinals)
            return 0
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) { writer.member("count", count) }
}
