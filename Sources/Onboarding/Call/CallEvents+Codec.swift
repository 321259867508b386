import JSON

extension CallEvent: DomainEvent {
    package var kind: EventKind {
        switch self {
        case .required: .callRequired
        case .notRequired: .callNotRequired
        case .booked: .meetingBooked
        case .rescheduled: .meetingRescheduled
        case .cancelled: .meetingCancelled
        case .held: .meetingHeld
        case .noted: .meetingNoted
        }
    }

    package func writeData(to writer: inout JSONWriter) { _ = write(.data, to: &writer) }

    package func writePersonal(to writer: inout JSONWriter) -> Bool {
        write(.personal, to: &writer)
    }

    private func write(_ part: EventPart, to writer: inout JSONWriter) -> Bool {
        switch self {
        case .required(let payload): payload.write(part, to: &writer)
        case .notRequired(let payload): payload.write(part, to: &writer)
        case .booked(let payload): payload.write(part, to: &writer)
        case .rescheduled(let payload): payload.write(part, to: &writer)
        case .cancelled(let payload): payload.write(part, to: &writer)
        case .held(let payload): payload.write(part, to: &writer)
        case .noted(let payload): payload.write(part, to: &writer)
        }
    }

    package static func decode(
        _ kind: EventKind, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) -> CallEvent {
        switch kind {
        case .callRequired: .required(unsafe try .init(data: data, personal: personal))
        case .callNotRequired: .notRequired(unsafe try .init(data: data, personal: personal))
        case .meetingBooked: .booked(unsafe try .init(data: data, personal: personal))
        case .meetingRescheduled: .rescheduled(unsafe try .init(data: data, personal: personal))
        case .meetingCancelled: .cancelled(unsafe try .init(data: data, personal: personal))
        case .meetingHeld: .held(unsafe try .init(data: data, personal: personal))
        case .meetingNoted: .noted(unsafe try .init(data: data, personal: personal))
        default: throw JSONError(.invalidValue(expected: "a call event"), at: 0)
        }
    }
}

extension CallRequired: EventPayload {
    static let kind = EventKind.callRequired

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "inviteType": inviteType = try scanner.optionalString()
        case "initialSignupType": initialSignupType = try scanner.optionalString()
        case "variant": variant = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("inviteType", inviteType)
        writer.member("initialSignupType", initialSignupType)
        writer.member("variant", variant)
    }
}

extension CallNotRequired: EventPayload {
    static let kind = EventKind.callNotRequired

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "inviteType": inviteType = try scanner.optionalString()
        case "initialSignupType": initialSignupType = try scanner.optionalString()
        case "variant": variant = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("inviteType", inviteType)
        writer.member("initialSignupType", initialSignupType)
        writer.member("variant", variant)
    }
}

extension MeetingBooked: EventPayload {
    static let kind = EventKind.meetingBooked
    static let required: [StaticString] = ["meetingId"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "meetingId":
            meetingID = try scanner.string()
            return 0
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) { writer.member("meetingId", meetingID) }
}

extension MeetingRescheduled: EventPayload {
    static let kind = EventKind.meetingRescheduled
    static let required: [StaticString] = ["meetingId", "replacedId"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "meetingId":
            meetingID = try scanner.string()
            return 0
        case "replacedId":
            replacedID = try scanner.string()
            return 1
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("meetingId", meetingID)
        writer.member("replacedId", replacedID)
    }
}

extension MeetingCancelled: EventPayload {
    static let kind = EventKind.meetingCancelled
    static let required: [StaticString] = ["meetingId", "trigger"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "meetingId":
            meetingID = try scanner.string()
            return 0
        case "trigger":
            trigger = try scanner.word("a calendar's trigger")
            return 1
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("meetingId", meetingID)
        writer.member("trigger", trigger.rawValue)
    }
}

extension MeetingHeld: EventPayload {
    static let kind = EventKind.meetingHeld
    static let required: [StaticString] = ["meetingId"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "meetingId":
            meetingID = try scanner.string()
            return 0
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) { writer.member("meetingId", meetingID) }
}

extension MeetingNoted: EventPayload {
    static let kind = EventKind.meetingNoted
    static let required: [StaticString] = ["meetingId", "trigger"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "meetingId":
            meetingID = try scanner.string()
            return 0
        case "trigger":
            trigger = try scanner.word("a calendar's trigger")
            return 1
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("meetingId", meetingID)
        writer.member("trigger", trigger.rawValue)
    }
}
