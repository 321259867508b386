import JSON

extension ProfileEvent: DomainEvent {
    package var kind: EventKind {
        switch self {
        case .created: .profileCreated
        case .accountOpened: .accountOpened
        case .emailVerified: .emailVerified
        case .identityLinked: .identityLinked
        case .roleChanged: .roleChanged
        case .deleted: .profileDeleted
        }
    }

    package func writeData(to writer: inout JSONWriter) { _ = write(.data, to: &writer) }

    package func writePersonal(to writer: inout JSONWriter) -> Bool {
        write(.personal, to: &writer)
    }

    /// A closed switch: a payload in an existential box would be copied into it first.
    private func write(_ part: EventPart, to writer: inout JSONWriter) -> Bool {
        switch self {
        case .created(let payload): payload.write(part, to: &writer)
        case .accountOpened(let payload): payload.write(part, to: &writer)
        case .emailVerified(let payload): payload.write(part, to: &writer)
        case .identityLinked(let payload): payload.write(part, to: &writer)
        case .roleChanged(let payload): payload.write(part, to: &writer)
        case .deleted(let payload): payload.write(part, to: &writer)
        }
    }

    package static func decode(
        _ kind: EventKind, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) -> ProfileEvent {
        switch kind {
        case .profileCreated: .created(unsafe try .init(data: data, personal: personal))
        case .accountOpened: .accountOpened(unsafe try .init(data: data, personal: personal))
        case .emailVerified: .emailVerified(unsafe try .init(data: data, personal: personal))
        case .identityLinked: .identityLinked(unsafe try .init(data: data, personal: personal))
        case .roleChanged: .roleChanged(unsafe try .init(data: data, personal: personal))
        case .profileDeleted: .deleted(unsafe try .init(data: data, personal: personal))
        default: throw JSONError(.invalidValue(expected: "a profile event"), at: 0)
        }
    }
}

extension ProfileCreated: EventPayload {
    static let kind = EventKind.profileCreated
    static let required: [StaticString] = ["source", "role", "isEmailVerified", "method"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "source":
            source = try scanner.string()
            return 0
        case "role":
            role = try scanner.string()
            return 1
        case "isEmailVerified":
            isEmailVerified = try scanner.bool()
            return 2
        case "method":
            method = try scanner.word("email or google")
            return 3
        case "tenantId": tenantID = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
    }

    mutating func readPersonal(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) {
        switch key {
        case "email": email = try scanner.personalText()
        case "firstName": firstName = try scanner.personalText()
        case "lastName": lastName = try scanner.personalText()
        default: try scanner.skip()
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("source", source)
        writer.member("role", role)
        writer.member("tenantId", tenantID)
        writer.member("isEmailVerified", isEmailVerified)
        writer.member("method", method.rawValue)
    }

    var hasPersonal: Bool { !email.isEmpty || !firstName.isEmpty || !lastName.isEmpty }

    func writePersonalMembers(to writer: inout JSONWriter) {
        writer.member("email", email)
        writer.member("firstName", firstName)
        writer.member("lastName", lastName)
    }
}
