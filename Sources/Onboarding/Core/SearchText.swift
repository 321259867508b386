import JSON

/// The text that the lists' `?q=` looks through.
enum SearchText {
    /// Longer texts are no names, and nobody can look for more (section 8's `q`).
    private static let textBytesMax = 200

    /// The texts in a value, wherever they stand in it.
    static func texts(_ value: JSONValue) -> [String] {
        switch value {
        case .string(let text): text.utf8.count <= textBytesMax ? [text] : []
        case .array(let elements): elements.flatMap(texts)
        case .object(let members): members.flatMap { texts($0.value) }
        case .null, .bool, .number: []
        }
    }

    /// The parts that have something to say, in lower case, with a space between.
    ///
    /// Scalar by scalar, as `lowercased()` does it, but without its tables for ASCII.
    static func join(_ parts: [String?]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(96)
        for case let part? in parts where !part.isEmpty {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: " ")) }
            if addASCII(part, to: &bytes) { continue }
            for scalar in part.unicodeScalars {
                bytes.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// False, and nothing added, for a text with other characters in it.
    private static func addASCII(_ text: String, to bytes: inout [UInt8]) -> Bool {
        let before = bytes.count
        for byte in text.utf8 {
            guard byte < 0x80 else {
                bytes.removeLast(bytes.count - before)
                return false
            }
            let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            bytes.append(isUpper ? byte | 0x20 : byte)
        }
        return true
    }
}
