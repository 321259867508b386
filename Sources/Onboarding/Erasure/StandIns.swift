import JSON

/// What an erasure puts where a text was that the data cannot do without.
package enum ErasureMark {
    /// Good for every rule that such a member has.
    package static let text = "erased"
    /// The same for a member that is a URL (RFC 2606 section 2: nothing is ever there).
    package static let address = "https://erased.invalid"
}

/// Texts in place of what an erasure took out of one event: unlike those of any other event, so
/// that a fold with them shows which fields the event had set.
package struct StandIns: Sendable {
    private let text: String
    private let address: String

    /// - Parameter position: the event's, which makes them its own.
    package init(position: Int64) {
        text = "\(ErasureMark.text) \(position)"
        address = "\(ErasureMark.address)/\(position)"
    }

    /// Data of which an erasure took something, with stand-ins for its marks.
    package func data(_ data: [UInt8]) throws(JSONError) -> [UInt8] {
        replacing(try Self.value(data)).encoded
    }

    /// What is left of the personal data, with stand-ins for what an event of the kind never lacks;
    /// what it may have lacked stays away, for nobody can tell.
    ///
    /// - Parameter personal: nil when nothing is left.
    package func personal(_ personal: [UInt8]?, of kind: EventKind?, _ data: [UInt8])
        throws(JSONError) -> [UInt8]?
    {
        guard let kind, let object = try Self.value(data).objectValue else { return personal }
        let never = kind.personalNeverAbsent(object)
        if never.isEmpty { return personal }
        var members = JSONObject()
        if let personal, let left = try Self.value(personal).objectValue { members = left }
        for name in never where !members.contains(name) { members[name] = .string(text) }
        return JSONValue.object(members).encoded
    }

    /// Older imports have rows in which a member is there twice.
    private static func value(_ payload: [UInt8]) throws(JSONError) -> JSONValue {
        try JSONValue(parsing: payload, limits: .trusted, duplicateKeys: .lastWins)
    }

    private func replacing(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(ErasureMark.text): return .string(text)
        case .string(ErasureMark.address): return .string(address)
        case .array(let elements): return .array(elements.map { replacing($0) })
        case .object(var object):
            for (name, member) in object { object[name] = replacing(member) }
            return .object(object)
        case .string, .number, .bool, .null: return value
        }
    }
}

extension EventKind {
    /// The personal texts that no event of the kind is recorded without, which says what `data`
    /// says. Google and tokens need not name anybody; who proves an email by a code does.
    fileprivate func personalNeverAbsent(_ data: JSONObject) -> [String] {
        let names = data["method"] == "email" ? ["firstName", "lastName"] : []
        let hasEmail = data["isEmailVerified"] == true || data["holdsEmail"] == true
        return switch self {
        case .signUpStarted, .emailVerified: ["email"]
        case .identityVerified: names
        case .profileCreated: ["email"] + names
        case .accountOpened: hasEmail ? ["email"] : []
        default: []
        }
    }
}
