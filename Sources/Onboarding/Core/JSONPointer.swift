import JSON

/// Places within a JSON value (RFC 6901).
package enum JSONPointer {
    /// A member's name as one reference token: `~` and `/` stand escaped (section 3).
    package static func escaped(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == 0x7E || $0 == 0x2F }) else { return name }
        return name.reduce(into: "") { text, character in
            switch character {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.append(character)
            }
        }
    }

    /// The value at `pointer` within `root` (section 4); nil when there is none.
    package static func value(at pointer: String, in root: JSONValue) -> JSONValue? {
        guard !pointer.isEmpty else { return root }
        guard pointer.hasPrefix("/") else { return nil }
        let tokens = pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        return tokens.reduce(root as JSONValue?) { value, token in
            guard let value else { return nil }
            if case .array = value { return place(token).flatMap { value[$0] } }
            return value[unescaped(token)]
        }
    }

    /// `~1` first, or `~01` would become a slash (section 4).
    private static func unescaped(_ token: Substring) -> String {
        guard token.utf8.contains(UInt8(ascii: "~")) else { return String(token) }
        return String(token.replacing("~1", with: "/").replacing("~0", with: "~"))
    }

    /// Digits without leading zeros (section 4).
    private static func place(_ token: Substring) -> Int? {
        guard let place = Int(token), String(place) == token else { return nil }
        return place
    }
}
