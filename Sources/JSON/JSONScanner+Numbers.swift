extension JSONScanner {
    /// Reads a number that is whole and fits 64 bits; `1.0` and `1e3` are whole too.
    @inlinable
    package mutating func int64() throws(JSONError) -> Int64 {
        skipWhiteSpace()
        var position = index
        let isNegative = position < count && byte(at: position) == UInt8(ascii: "-")
        if isNegative { position &+= 1 }
        let first = position
        var value: Int64 = 0
        while position < count, position &- first < 18 {
            let digit = byte(at: position) &- UInt8(ascii: "0")
            guard digit <= 9 else { break }
            value = value &* 10 &+ Int64(digit)
            position &+= 1
        }
        let isPlain =
            position > first && endsNumber(at: position)
            && (byte(at: first) != UInt8(ascii: "0") || position == first &+ 1)
        guard isPlain else { return try unusualInt64() }
        index = position
        return isNegative ? 0 &- value : value
    }

    /// Reads a number that is whole and fits `Int`.
    @inlinable
    package mutating func int() throws(JSONError) -> Int { Int(try int64()) }

    /// Reads a number as the nearest double; beyond the largest finite one is an error.
    package mutating func double() throws(JSONError) -> Double {
        let start = try numberStart()
        let end = try numberEnd(from: start)
        let text = unsafe UnsafeRawBufferPointer(start: base + start, count: end - start)
        let value =
            unsafe DecimalLiteral(text).double
            ?? Double(String(decoding: text, as: UTF8.self)) ?? .infinity
        guard value.isFinite else { throw JSONError(.numberOutOfRange, at: start) }
        index = end
        return value
    }

    /// Reads a number as it is written.
    package mutating func number() throws(JSONError) -> JSONNumber {
        let start = try numberStart()
        let end = try numberEnd(from: start)
        let text = unsafe UnsafeRawBufferPointer(start: base + start, count: end - start)
        index = end
        return unsafe JSONNumber(checked: String(decoding: text, as: UTF8.self))
    }
}

extension JSONScanner {
    /// The path for integers of 19 digits, those with a fraction or exponent, and faulty ones.
    @usableFromInline @inline(never)
    mutating func unusualInt64() throws(JSONError) -> Int64 {
        let start = try numberStart()
        let end = try numberEnd(from: start)
        let text = unsafe UnsafeRawBufferPointer(start: base + start, count: end - start)
        switch unsafe DecimalLiteral(text).whole {
        case .fits(let value):
            index = end
            return value
        case .tooLarge: throw JSONError(.numberOutOfRange, at: start)
        case .fractional: throw JSONError(.notAnInteger, at: start)
        }
    }

    /// Tells whether the byte at `position` could not go on a run of digits.
    @inlinable @inline(__always)
    func endsNumber(at position: Int) -> Bool {
        guard position < count else { return true }
        switch byte(at: position) {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "e"),
            UInt8(ascii: "E"):
            return false
        default: return true
        }
    }

    /// Where the next value begins, when it is a number; nothing is taken.
    private mutating func numberStart() throws(JSONError) -> Int {
        guard try peek() == .number else { throw mismatch(.number) }
        return index
    }

    /// Checks a number against the grammar of RFC 8259 section 6; the position behind it.
    func numberEnd(from start: Int) throws(JSONError) -> Int {
        var position = start
        if byte(at: position) == UInt8(ascii: "-") { position += 1 }
        let whole = position
        position = try digitsEnd(from: whole)
        guard position == whole + 1 || byte(at: whole) != UInt8(ascii: "0") else {
            throw JSONError(.invalidNumber, at: whole)
        }
        if position < count, byte(at: position) == UInt8(ascii: ".") {
            position = try digitsEnd(from: position + 1)
        }
        guard position < count, byte(at: position) | 0x20 == UInt8(ascii: "e") else {
            return position
        }
        position += 1
        if position < count,
            byte(at: position) == UInt8(ascii: "+") || byte(at: position) == UInt8(ascii: "-")
        {
            position += 1
        }
        return try digitsEnd(from: position)
    }

    /// Passes over at least one digit.
    private func digitsEnd(from start: Int) throws(JSONError) -> Int {
        var position = start
        while position < count, byte(at: position) &- UInt8(ascii: "0") <= 9 { position += 1 }
        guard position > start else {
            throw JSONError(start < count ? .invalidNumber : .unexpectedEnd, at: start)
        }
        return position
    }
}
