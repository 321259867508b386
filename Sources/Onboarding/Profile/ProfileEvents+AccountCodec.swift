import JSON

extension AccountOpened: EventPayload {
    static let kind = EventKind.accountOpened
    static let required: [StaticString] = ["source", "role", "isEmailVerified", "holdsEmail"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "source":
            source = try scanner.word("token or checkout")
            return 0
        case "role":
            role = try scanner.string()
            return 1
        case "isEmailVerified":
            isEmailVerified = try scanner.bool()
            return 2
        case "holdsEmail":
            holdsEmail = try scanner.bool()
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
        case "email": email = try scanner.personalText()
        case "firstName": firstName = try scanner.personalText()
        case "lastName": lastName = try scanner.personalText()
        case "phone": phone = try scanner.optionalString()
        default: try scanner.skip()
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("source", source.rawValue)
        writer.member("role", role)
        writer.member("isEmailVerified", isEmailVerified)
        writer.member("holdsEmail", holdsEmail)
    }

    var hasPersonal: Bool {
        !email.isEmpty
            || !firstName.isEmpty
            || !lastName.isEmpty
            || phone != nil
    }

    func writePersonalMembers(to writer: inout JSONWriter) {
        writer.member("email", email)
        writer.member("firstName", firstName)
        writer.member("lastName", lastName)
        writer.member("phone", phone)
    }
}

extension EmailVerified: EventPayload {
    static let kind = EventKind.emailVerified

    mutating func readPersonal(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) {
        switch key {
        case "email": email = try scanner.personalText()
        default: try scanner.skip()
        }
    }

    var hasPersonal: Bool { !email.isEmpty }

    func writePersonalMembers(to writer: inout JSONWriter) {
        writer.member("email", email)
    }
}

extension IdentityLinked: EventPayload {
    static let kind = EventKind.identityLinked
    static let required: [StaticString] = ["subject"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "subject":
            subject = try scanner.string()
            return 0
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("subject", subject)
    }
}

extension RoleChanged: EventPayload {
    static let kind = EventKind.roleChanged
    static let required: [StaticString] = ["role", "reason"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "role":
            role = try scanner.string()
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
        writer.member("role", role)
        writer.member("reason", reason)
    }
}

extension ProfileDeleted: EventPayload {
    static let kind = EventKind.profileDeleted
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

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("reason", reason)
    }
}
