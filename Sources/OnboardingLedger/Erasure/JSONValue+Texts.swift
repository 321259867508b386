import JSON

extension JSONValue {
    /// The value of a text that is JSON itself, an array or an object; nil for any other text.
    init?(within text: String) {
        guard let first = text.utf8.first(where: { $0 > 0x20 }),
            first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
            let value = try? JSONValue(parsing: Array(text.utf8), limits: .trusted)
        else { return nil }
        self = value
    }

    /// Every text in the value, with members' names, without escapes: also those of texts that are
    /// JSON themselves, as what is kept of answers and deliveries.
    var texts: [String] {
        var found: [String] = []
        addTexts(to: &found)
        return found
    }

    private func addTexts(to found: inout [String]) {
        switch self {
        case .string(let text):
            if let value = JSONValue(within: text) {
                value.addTexts(to: &found)
            } else {
                found.append(text)
            }
        case .array(let elements): for element in elements { element.addTexts(to: &found) }
        case .object(let object):
            for (name, member) in object {
                found.append(name)
                member.addTexts(to: &found)
            }
        case .null, .bool, .number: break
        }
    }
}
