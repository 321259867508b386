/// One line of a header or trailer section (RFC 9112 section 5):
/// field-line = field-name ":" OWS field-value OWS.
enum FieldLine {
    /// Reads a line without its CRLF; positions in the entry count from `origin`.
    static func parse(
        _ bytes: [UInt8], in line: Range<Int>, origin: Int
    ) throws(HTTPRefusal) -> HTTPFields.Entry {
        var hash: UInt32 = 0
        var colon = line.lowerBound
        while colon < line.upperBound && ByteClass.isToken(bytes[colon]) {
            hash = FieldName.mix(hash, bytes[colon])
            colon += 1
        }
        guard colon > line.lowerBound, colon < line.upperBound,
            bytes[colon] == UInt8(ascii: ":")
        else { throw nameRefusal(bytes, line, at: colon) }
        var start = colon + 1
        var end = line.upperBound
        while start < end && ByteClass.isBlank(bytes[start]) { start += 1 }
        while end > start && ByteClass.isBlank(bytes[end - 1]) { end -= 1 }
        try check(bytes, start..<end)
        return HTTPFields.Entry(
            nameStart: Int32(line.lowerBound - origin), nameCount: Int32(colon - line.lowerBound),
            valueStart: Int32(start - origin), valueCount: Int32(end - start), nameHash: hash)
    }

    /// What a value may hold in a row beyond ASCII, in bytes: strings compare letters with that
    /// many marks in no time, and with more in the square of it.
    static let foreignBytesMax = 1024

    private static func check(_ bytes: [UInt8], _ value: Range<Int>) throws(HTTPRefusal) {
        var foreign = 0
        for index in value {
            let byte = bytes[index]
            guard ByteClass.isFieldValue(byte) else {
                let isReturn = byte == UInt8(ascii: "\r")
                throw .malformed(isReturn ? .bareCarriageReturn : .fieldValue)
            }
            foreign = byte < 0x80 ? 0 : foreign + 1
            guard foreign <= foreignBytesMax else { throw .malformed(.foreignFieldValue) }
        }
    }

    /// Says which rule broke at the byte where a colon was due.
    ///
    /// Folding (RFC 9112 section 5.2) and space before the colon (section 5.1) have led recipients
    /// to read one message in two ways; a server MUST or may refuse both, so both are refused.
    private static func nameRefusal(
        _ bytes: [UInt8], _ line: Range<Int>, at index: Int
    ) -> HTTPRefusal {
        guard index < line.upperBound else { return .malformed(.fieldName) }
        switch bytes[index] {
        case UInt8(ascii: " "), UInt8(ascii: "\t"):
            return .malformed(index == line.lowerBound ? .foldedField : .spaceBeforeColon)
        case UInt8(ascii: "\r"): return .malformed(.bareCarriageReturn)
        default: return .malformed(.fieldName)
        }
    }
}
