import JSON

/// Places within a JSON value (RFC 6901).
package enum JSONPointer {
    /// A member's name as one reference token: `~` and `/` stand escaped (section 3).
    package static func escaped(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == 0x7E || $0 == 0x2F }) else { return name }
        return name.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    /// The names that a pointer leads by, unescaped; none for what is no pointer.
    package static func names(of pointer: String) -> [String] {
        guard pointer.utf8.first == UInt8(ascii: "/") else { return [] }
        return pointer.unicodeScalars.dropFirst()
            .split(separator: "/", omittingEmptySubsequences: false)
            .map { unescaped(String(Substring($0))) }
    }

    /// The pointer that leads by the names.
    package static func leading(by names: some Sequence<String>) -> String {
        names.reduce(into: "") { $0 += "/" + escaped($1) }
    }

    /// The value at `pointer` within `root` (section 4); nil when there is none.
    package static func value(at pointer: String, in root: JSONValue) -> JSONValue? {
        guard !pointer.isEmpty else { return root }
        guard pointer.utf8.first == UInt8(ascii: "/") else { return nil }
        return names(of: pointer).reduce(root as JSONValue?) { value, name in
            guard let value else { return nil }
            if case .array = value { return place(name).flatMap { value[$0] } }
            return value[name]
        }
    }

    /// In one pass, or `~01` would become a slash (section 4). By scalars, as escaping is: a sign
    /// with an accent is another character.
    private static func unescaped(_ token: String) -> String {
        guard token.utf8.contains(UInt8(ascii: "~")) else { return token }
        let parts = token.unicodeScalars.split(separator: "~", omittingEmptySubsequences: false)
            .map { String(Substring($0)) }
        return parts.dropFirst().reduce(into: parts[0]) { text, part in
            switch part.unicodeScalars.first {
            case "0": text += "~" + String(part.unicodeScalars.dropFirst())
            case "1": text += "/" + String(part.unicodeScalars.dropFirst())
            default: text += "~" + part
            }
        }
    }

    /// Digits without leading zeros (section 4).
    package static func place(_ name: String) -> Int? {
        guard let place = Int(name), String(place) == name, place >= 0 else { return nil }
        return place
    }
}
