import JSON
import Time

extension VerificationCodeSent: EventPayload {
    static let kind = EventKind.verificationCodeSent
    static let required: [StaticString] = ["issue", "expiresAt"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "issue":
            issue = try scanner.int(in: PayloadBounds.ordinals)
            return 0
        case "expiresAt":
            expiresAt = try scanner.timestamp()
            return 1
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("issue", issue)
        writer.member("expiresAt", expiresAt)
    }
}

extension VerificationCodeRefused {
    /// Reads the event's data.
    package init(decoding data: UnsafeRawBufferPointer) throws(JSONError) {
        self = unsafe try VerificationCodeRefused(data: data, personal: nil)
    }
}

extension VerificationCodeRefused: EventPayload {
    static let kind = EventKind.verificationCodeRefused
    static let required: [StaticString] = ["issue", "attempts", "voided"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "issue":
            issue = try scanner.int(in: PayloadBounds.ordinals)
            return 0
        case "attempts":
            attempts = try scanner.int(in: PayloadBounds.ordinals)
            return 1
        case "voided":
            isVoided = try scanner.bool()
            return 2
        default:
            try scanner.skip()
            return nil
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("issue", issue)
        writer.member("attempts", attempts)
        writer.member("voided", isVoided)
    }
}

extension IdentityVerified: EventPayload {
    static let kind = EventKind.identityVerified
    static let required: [StaticString] = ["method"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "method":
            method = try scanner.word("email or google")
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
        case "firstName": firstName = try scanner.personalText()
        case "lastName": lastName = try scanner.personalText()
        case "email": email = try scanner.optionalString()
        default: try scanner.skip()
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("method", method.rawValue)
    }

    var hasPersonal: Bool { !firstName.isEmpty || !lastName.isEmpty || email != nil }

    func writePersonalMembers(to writer: inout JSONWriter) {
        writer.member("firstName", firstName)
        writer.member("lastName", lastName)
        writer.member("email", email)
    }
}

extension IdentityProven: EventPayload {
    static let kind = EventKind.identityProven
    static let required: [StaticString] = ["method", "proof"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "method":
            method = try scanner.word("email or google")
            return 0
        case "proof":
            proof = try scanner.string()
            return 1
        default:
            try scanner.skip()
            return nil
        }
    }

    mutating func readPersonal(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) {
        switch key {
        case "firstName": firstName = try scanner.optionalString()
        case "lastName": lastName = try scanner.optionalString()
        default: try scanner.skip()
        }
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("method", method.rawValue)
        writer.member("proof", proof)
    }

    var hasPersonal: Bool { firstName != nil || lastName != nil }

    func writePersonalMembers(to writer: inout JSONWriter) {
        writer.member("firstName", firstName)
        writer.member("lastName", lastName)
    }
}
