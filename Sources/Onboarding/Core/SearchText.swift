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
