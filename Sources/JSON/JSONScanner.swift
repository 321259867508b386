/// Reads one JSON text (RFC 8259) from borrowed bytes, front to back, once.
///
/// The caller drives: it asks for the value it needs at the place where the scanner stands, and
/// gets it or a `JSONError`. Nothing is copied but the strings that are asked for. White space is
/// nobody's business but the scanner's. After an error the scanner's place means nothing.
@safe
@usableFromInline
package struct JSONScanner: ~Copyable {
    @usableFromInline let base: UnsafeRawPointer
    @usableFromInline let count: Int
    /// The next byte to read; never above `count`.
    @usableFromInline var index = 0
    /// How many more objects and arrays may be opened.
    @usableFromInline var depthLeft: Int

    @inlinable
    init(base: UnsafeRawPointer, count: Int, depthMax: Int) {
        unsafe self.base = base
        self.count = count
        depthLeft = depthMax
    }

    /// Lends a scanner over `bytes` to `body`, which must read exactly one value.
    ///
    /// Anything but white space behind that value is `trailingBytes`.
    @inlinable
    package static func scan<R>(
        _ bytes: UnsafeRawBufferPointer, limits: JSONLimits = JSONLimits(),
        _ body: (inout JSONScanner) throws(JSONError) -> R
    ) throws(JSONError) -> R {
        guard bytes.count <= limits.bytesMax else {
            throw JSONError(.tooLarge, at: limits.bytesMax)
        }
        guard let base = bytes.baseAddress else { throw JSONError(.unexpectedEnd, at: 0) }
        var scanner = unsafe JSONScanner(
            base: base, count: bytes.count, depthMax: limits.depthMax)
        try scanner.refuseByteOrderMark()
        let result = try body(&scanner)
        try scanner.expectEnd()
        return result
    }

    /// Lends a scanner over a span to `body`; otherwise like `scan` over a buffer.
    @inlinable
    package static func scan<R>(
        _ bytes: RawSpan, limits: JSONLimits = JSONLimits(),
        _ body: (inout JSONScanner) throws(JSONError) -> R
    ) throws(JSONError) -> R {
        try unsafe bytes.withUnsafeBytes { buffer throws(JSONError) in
            try unsafe scan(buffer, limits: limits, body)
        }
    }

    /// Lends a scanner over an array to `body`; otherwise like `scan` over a buffer.
    @inlinable
    package static func scan<R>(
        _ bytes: [UInt8], limits: JSONLimits = JSONLimits(),
        _ body: (inout JSONScanner) throws(JSONError) -> R
    ) throws(JSONError) -> R {
        try unsafe scan(bytes.span.bytes, limits: limits, body)
    }

    /// Where the scanner stands, in bytes from the start of the text.
    @inlinable
    package var byteIndex: Int { index }

    /// An error at the scanner's place, for readers that find a value's content wrong.
    package func error(_ code: JSONError.Code) -> JSONError { JSONError(code, at: index) }

    /// The kind of the next value, by its first byte.
    @inlinable
    package mutating func peek() throws(JSONError) -> JSONKind {
        skipWhiteSpace()
        guard index < count else { throw JSONError(.unexpectedEnd, at: index) }
        switch byte(at: index) {
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        default: throw JSONError(.unexpectedByte, at: index)
        }
    }
}

extension JSONScanner {
    /// - Precondition: `index` is below `count`; only builds that assert check.
    @inlinable @inline(__always)
    func byte(at index: Int) -> UInt8 {
        assert(index < count)
        return unsafe base.load(fromByteOffset: index, as: UInt8.self)
    }

    /// Space, tab, line feed and carriage return, nothing else (RFC 8259 section 2).
    @inlinable @inline(__always)
    mutating func skipWhiteSpace() {
        guard index < count, byte(at: index) <= 0x20 else { return }
        skipWhiteSpaceRun()
    }

    @usableFromInline
    mutating func skipWhiteSpaceRun() {
        while index < count {
            switch byte(at: index) {
            case 0x20, 0x09, 0x0A, 0x0D: index += 1
            default: return
            }
        }
    }

    /// Takes `expected` when it comes next.
    @inlinable @inline(__always)
    mutating func take(_ expected: UInt8) -> Bool {
        skipWhiteSpace()
        guard index < count, byte(at: index) == expected else { return false }
        index &+= 1
        return true
    }

    /// RFC 8259 section 8.1 lets a reader ignore it; this one refuses it.
    @usableFromInline
    func refuseByteOrderMark() throws(JSONError) {
        guard count >= 3, byte(at: 0) == 0xEF, byte(at: 1) == 0xBB, byte(at: 2) == 0xBF else {
            return
        }
        throw JSONError(.byteOrderMark, at: 0)
    }

    /// - Throws: `trailingBytes` when anything but white space is left.
    @inlinable
    mutating func expectEnd() throws(JSONError) {
        skipWhiteSpace()
        guard index == count else { throw JSONError(.trailingBytes, at: index) }
    }

    /// Says why the next value is not an `expected` one: another kind, no value at all, or the end.
    @usableFromInline @inline(never)
    mutating func mismatch(_ expected: JSONKind) -> JSONError {
        do {
            let found = try peek()
            return JSONError(
                found == expected ? .unexpectedByte : .typeMismatch(expected: expected), at: index)
        } catch {
            return error
        }
    }

    /// Says that something else stands where the grammar wants a certain byte.
    @usableFromInline @inline(never)
    func misplaced() -> JSONError {
        JSONError(index < count ? .unexpectedByte : .unexpectedEnd, at: index)
    }
}
