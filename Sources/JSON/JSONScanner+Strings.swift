extension JSONScanner {
    /// Reads a string, its escapes resolved.
    @inlinable
    package mutating func string() throws(JSONError) -> String { try symbol().string }

    /// Reads a string, or nil for `null`.
    @inlinable
    package mutating func optionalString() throws(JSONError) -> String? {
        consumeNull() ? nil : try string()
    }

    /// Reads a string without copying it, for a `switch` over a closed set of words.
    @inlinable
    package mutating func symbol() throws(JSONError) -> JSONKey {
        guard take(UInt8(ascii: "\"")) else { throw mismatch(.string) }
        return try stringBody()
    }

    /// Reads up to and with the closing quote; the opening one has been taken.
    ///
    /// Nearly every string is plain ASCII without escapes, and this path serves just those.
    @inlinable
    mutating func stringBody() throws(JSONError) -> JSONKey {
        let start = index
        let end = plainEnd(from: start)
        guard end < count, byte(at: end) == UInt8(ascii: "\"") else {
            return try unusualStringBody(start: start, from: end)
        }
        index = end &+ 1
        return unsafe JSONKey(base: base + start, count: end &- start, hasEscapes: false)
    }

    /// The first position from `start` on that is no plain ASCII character of a string.
    @inlinable @inline(__always)
    func plainEnd(from start: Int) -> Int {
        var position = start
        while position &+ 8 <= count {
            let mask = unsafe ByteWord.specialsAndNonASCII(ByteWord.load(base, at: position))
            if mask != 0 { return position &+ ByteWord.firstMatch(mask) }
            position &+= 8
        }
        while position < count {
            switch byte(at: position) {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), ..<0x20, 0x80...: return position
            default: position &+= 1
            }
        }
        return position
    }

    /// The path for strings with escapes or characters outside ASCII, and for faulty ones.
    @usableFromInline @inline(never)
    mutating func unusualStringBody(
        start: Int, from first: Int
    ) throws(JSONError) -> JSONKey {
        var (position, hasEscapes) = (first, false)
        while position < count {
            switch byte(at: position) {
            case UInt8(ascii: "\""):
                index = position + 1
                return unsafe JSONKey(
                    base: base + start, count: position - start, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                position = try escapeEnd(at: position)
            case ..<0x20:
                throw JSONError(.controlCharacter, at: position)
            case 0x80...:
                position = try sequenceEnd(at: position)
            default:
                position = plainEnd(from: position)
            }
        }
        throw JSONError(.unexpectedEnd, at: count)
    }

    /// Checks the escape at `start` and returns the position behind it.
    private func escapeEnd(at start: Int) throws(JSONError) -> Int {
        guard start + 1 < count else { throw JSONError(.unexpectedEnd, at: count) }
        switch byte(at: start + 1) {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            return try unicodeEscapeEnd(at: start)
        default:
            throw JSONError(.invalidEscape, at: start)
        }
    }

    /// Checks `\uXXXX`, or a pair of them that makes a character beyond the basic plane.
    ///
    /// Half a pair is refused: RFC 8259 section 8.2 leaves it open; no Swift string can hold it.
    private func unicodeEscapeEnd(at start: Int) throws(JSONError) -> Int {
        let unit = try hexUnit(at: start)
        switch unit {
        case 0xDC00...0xDFFF:
            throw JSONError(.loneSurrogate, at: start)
        case 0xD800...0xDBFF:
            let second = start + 6
            guard second + 1 < count, byte(at: second) == UInt8(ascii: "\\"),
                byte(at: second + 1) == UInt8(ascii: "u"),
                case 0xDC00...0xDFFF = try hexUnit(at: second)
            else { throw JSONError(.loneSurrogate, at: start) }
            return start + 12
        default:
            return start + 6
        }
    }

    /// The value of the four digits of the `\u` at `start`.
    private func hexUnit(at start: Int) throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for position in start + 2..<start + 6 {
            guard position < count else { throw JSONError(.unexpectedEnd, at: count) }
            guard let digit = hexDigit(byte(at: position)) else {
                throw JSONError(.invalidEscape, at: start)
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// Checks one UTF-8 sequence of two to four bytes (RFC 3629 section 4, the table).
    private func sequenceEnd(at start: Int) throws(JSONError) -> Int {
        let lead = byte(at: start)
        let (length, second): (Int, ClosedRange<UInt8>)
        switch lead {
        case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw JSONError(.invalidUTF8, at: start)
        }
        guard start + length <= count, second.contains(byte(at: start + 1)) else {
            throw JSONError(.invalidUTF8, at: start)
        }
        for position in start + 2..<start + length where byte(at: position) & 0xC0 != 0x80 {
            throw JSONError(.invalidUTF8, at: start)
        }
        return start + length
    }
}
