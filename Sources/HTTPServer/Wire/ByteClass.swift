/// The character classes of RFC 9110 and RFC 3986 that requests are made of.
enum ByteClass {
    /// tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|"
    /// / "~" / DIGIT / ALPHA (RFC 9110 section 5.6.2), as one bit per ASCII byte.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        isSet(byte, low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE)
    }

    /// field-vchar, obs-text, SP and HTAB: all that may stand in a field value
    /// (RFC 9110 section 5.5); CR, LF, NUL and the other controls may not.
    @inline(__always)
    static func isFieldValue(_ byte: UInt8) -> Bool {
        byte >= 0x20 ? byte != 0x7F : byte == 0x09
    }

    /// What may stand in a request target: visible ASCII but `"`, `#`, `<`, `>` and `\`.
    ///
    /// Wider than RFC 3986 by the few characters (`[ ] ^ { | }` and the back-tick) that browsers
    /// send as they are in a query; none of them means anything to framing or to the router.
    @inline(__always)
    static func isTarget(_ byte: UInt8) -> Bool {
        isSet(byte, low: 0xAFFF_FFF2_0000_0000, high: 0x7FFF_FFFF_EFFF_FFFF)
    }

    /// uri-host [ ":" port ] by its characters: unreserved, sub-delims, `%`, `:` and brackets.
    @inline(__always)
    static func isAuthority(_ byte: UInt8) -> Bool {
        isSet(byte, low: 0x2FFF_7FF2_0000_0000, high: 0x47FF_FFFE_AFFF_FFFE)
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// The value of a hexadecimal digit; nil for anything else.
    @inline(__always)
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    /// An ASCII letter in lower case; every other byte as it is.
    @inline(__always)
    static func folded(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    @inline(__always)
    private static func isSet(_ byte: UInt8, low: UInt64, high: UInt64) -> Bool {
        byte < 64 ? low >> byte & 1 == 1 : byte < 128 && high >> (byte - 64) & 1 == 1
    }
}
