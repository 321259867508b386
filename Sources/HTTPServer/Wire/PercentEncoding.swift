/// Percent-decoding of path segments and queries (RFC 3986 section 2.1).
enum PercentEncoding {
    /// The decoded text of the range; nil for a broken escape or for bytes that are not UTF-8.
    static func decode(_ bytes: Span<UInt8>, _ range: Range<Int>, plusIsSpace: Bool) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%") {
                guard index + 2 < range.upperBound,
                    let high = ByteClass.hexValue(bytes[index + 1]),
                    let low = ByteClass.hexValue(bytes[index + 2])
                else { return nil }
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
                index += 1
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    /// The `name=value` pairs of a query, split at `&`; empty pairs are skipped.
    static func queryItems(
        _ bytes: Span<UInt8>, _ range: Range<Int>
    ) throws(HTTPRefusal) -> [HTTPQueryItem] {
        var items: [HTTPQueryItem] = []
        var start = range.lowerBound
        while start < range.upperBound {
            let end = firstIndex(of: UInt8(ascii: "&"), bytes, start..<range.upperBound)
            if end > start {
                let equals = firstIndex(of: UInt8(ascii: "="), bytes, start..<end)
                let valueStart = min(equals + 1, end)
                guard let name = decode(bytes, start..<equals, plusIsSpace: true),
                    let value = decode(bytes, valueStart..<end, plusIsSpace: true)
                else { throw .malformed(.percentEncoding) }
                items.append(HTTPQueryItem(name: name, value: value))
            }
            start = end + 1
        }
        return items
    }

    /// The index of the byte, or the end of the range.
    private static func firstIndex(
        of byte: UInt8, _ bytes: Span<UInt8>, _ range: Range<Int>
    ) -> Int {
        var index = range.lowerBound
        while index < range.upperBound && bytes[index] != byte { index += 1 }
        return index
    }
}
