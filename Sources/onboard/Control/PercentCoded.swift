/// Text as one segment of a request's path (RFC 3986 section 3.3).
enum PercentCoded {
    /// Everything but unreserved characters as `%XX`.
    static func segment(_ text: String) -> String {
        var coded = ""
        for byte in text.utf8 {
            if Self.isUnreserved(byte) {
                coded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                coded += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return coded
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
