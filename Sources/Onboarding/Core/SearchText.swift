/// The text that the lists' `?q=` looks through.
enum SearchText {
    /// The parts that have something to say, in lower case, with a space between.
    ///
    /// Scalar by scalar, as `lowercased()` does it, but without its tables for ASCII.
    static func join(_ parts: [String?]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(96)
        for case let part? in parts where !part.isEmpty {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: " ")) }
            for scalar in part.unicodeScalars {
                switch scalar {
                case "A"..."Z": bytes.append(UInt8(ascii: scalar) | 0x20)
                case "\0"..."\u{7F}": bytes.append(UInt8(ascii: scalar))
                default: bytes.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
