/// `application/x-www-form-urlencoded` (WHATWG URL, section 5.2).
package enum FormEncoding {
    /// Pairs in their order, joined by `&`; a name may come more than once.
    package static func encode(_ form: [(name: String, value: String)]) -> String {
        form.map { encode($0.name) + "=" + encode($0.value) }.joined(separator: "&")
    }

    /// Everything but letters, digits and `-._~` as `%XX`, which every decoder reads alike: also
    /// one segment of a path (RFC 3986 section 3.3).
    package static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                encoded += byte < 16 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return encoded
    }
}
