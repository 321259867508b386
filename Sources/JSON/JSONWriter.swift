/// Writes compact JSON into a byte array; commas and escapes are its business.
///
/// Inside `object`, call `member`; inside `array`, `element`; at the top or for a member's nested
/// value, `value`, `object` or `array`.
/// Strings are escaped as little as RFC 8259 section 7 allows; everything else is UTF-8 as it is.
@usableFromInline
package struct JSONWriter: Sendable {
    /// The text so far.
    @usableFromInline package var bytes: [UInt8]
    /// A value stands before this place in the same object or array.
    @usableFromInline var needsComma = false

    /// An empty text with room for `bytesExpected` bytes.
    @inlinable
    package init(reserving bytesExpected: Int = 256) {
        bytes = []
        bytes.reserveCapacity(bytesExpected)
    }

    /// The text that `body` writes.
    @inlinable
    package static func encode<E>(
        reserving bytesExpected: Int = 256, _ body: (inout JSONWriter) throws(E) -> Void
    ) throws(E) -> [UInt8] {
        var writer = JSONWriter(reserving: bytesExpected)
        try body(&writer)
        return writer.bytes
    }

    /// Writes an object whose members `body` writes.
    @inlinable
    package mutating func object<E>(
        _ body: (inout JSONWriter) throws(E) -> Void
    ) throws(E) {
        open(UInt8(ascii: "{"))
        try body(&self)
        close(UInt8(ascii: "}"))
    }

    /// Writes an array whose elements `body` writes.
    @inlinable
    package mutating func array<E>(
        _ body: (inout JSONWriter) throws(E) -> Void
    ) throws(E) {
        open(UInt8(ascii: "["))
        try body(&self)
        close(UInt8(ascii: "]"))
    }

    /// Begins another text behind what is there.
    package mutating func beginText() { needsComma = false }

    /// Empties the text and keeps its memory, for a writer that is used again and again.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }
}

extension JSONWriter {
    /// A value of its own, so a comma may come first; none is due inside yet.
    @inlinable @inline(__always)
    mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    /// What comes next in the container around it needs a comma.
    @inlinable @inline(__always)
    mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    /// Puts a comma between this value or member and the one before.
    @inlinable @inline(__always)
    mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }

    /// Writes a value's bytes, which must be valid JSON.
    @inlinable @inline(__always)
    mutating func appendValue(_ text: UnsafeBufferPointer<UInt8>) {
        separate()
        unsafe bytes.append(contentsOf: text)
        needsComma = true
    }

    @inlinable @inline(__always)
    mutating func appendValue(_ text: StaticString) {
        unsafe appendValue(
            UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes `"name":` and leaves the place for its value.
    @inlinable
    mutating func appendKey(_ key: StaticString) {
        let text = unsafe UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount)
        unsafe appendQuoted(text, isKey: true)
        needsComma = false
    }

    /// The same for a name that is known only at run time, escaped where it must be.
    @inlinable
    mutating func appendKey(_ key: String) {
        var key = key
        key.withUTF8 { unsafe appendQuoted($0, isKey: true) }
        needsComma = false
    }
}
