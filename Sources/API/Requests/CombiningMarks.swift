import JSON

/// How many combining marks a body's texts may stack on one letter.
///
/// Swift compares and hashes texts in normal form, which sorts each letter's marks and takes the
/// square of their number: without a bound one request keeps a thread busy for a minute. The
/// Stream-Safe Text Format (UAX #15 section 13) ends such a run after 30; what people do for fun
/// stays far below ours.
enum CombiningMarks {
    static let inARowMax = 128

    /// - Throws: the place of the first mark that is one too many in the texts of `json`, escaped
    ///   or not.
    static func check(_ json: [UInt8]) throws(JSONError) {
        var (index, count) = (0, 0)
        while index < json.count {
            guard json[index] >= 0x80 || json[index] == UInt8(ascii: "\\") else {
                (index, count) = (index + 1, 0)
                continue
            }
            let (scalar, width) = scalar(in: json, at: index)
            count = scalar.map(isMark) == true ? count + 1 : 0
            guard count <= inARowMax else {
                let expected = "at most \(inARowMax) combining marks in a row"
                throw JSONError(.invalidValue(expected: expected), at: index)
            }
            index += width
        }
    }

    /// Nothing below U+0300 combines.
    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x300 && scalar.properties.canonicalCombiningClass != .notReordered
    }

    /// The scalar there and how many bytes it takes; nil for what is plain, or no text at all,
    /// which is the scanner's to tell.
    private static func scalar(in json: [UInt8], at index: Int) -> (Unicode.Scalar?, width: Int) {
        let byte = json[index]
        guard byte != UInt8(ascii: "\\") else { return escape(in: json, at: index) }
        // A lead byte tells how many follow (RFC 3629 section 3).
        let width = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
        guard width > 1, index + width <= json.count else { return (nil, 1) }
        let lead = UInt32(byte) & (0x7F >> UInt32(width))
        let value = json[index + 1..<index + width].reduce(lead) { $0 << 6 | UInt32($1 & 0x3F) }
        return (Unicode.Scalar(value), width)
    }

    /// `\u` with one or, for a surrogate pair, two halves; any other escape is no mark.
    private static func escape(in json: [UInt8], at index: Int) -> (Unicode.Scalar?, width: Int) {
        guard let unit = unit(in: json, at: index) else { return (nil, 2) }
        guard UTF16.isLeadSurrogate(unit), let next = self.unit(in: json, at: index + 6) else {
            return (Unicode.Scalar(unit), 6)
        }
        var pair = UTF16()
        var units = [unit, next].makeIterator()
        guard case .scalarValue(let scalar) = pair.decode(&units) else { return (nil, 6) }
        return (scalar, 12)
    }

    /// What `\uXXXX` stands for, when that stands there.
    private static func unit(in json: [UInt8], at index: Int) -> UInt16? {
        guard index + 6 <= json.count, json[index] == UInt8(ascii: "\\"),
            json[index + 1] == UInt8(ascii: "u")
        else { return nil }
        return UInt16(String(decoding: json[index + 2..<index + 6], as: UTF8.self), radix: 16)
    }
}
