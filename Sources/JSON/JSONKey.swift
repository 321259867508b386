/// A string of the text while it is being scanned: checked, not yet copied.
///
/// Member names arrive as keys. They are compared by bytes without an allocation
/// (`switch key { case "email": … }`), also when the text spells them with escapes.
/// A key lives as long as the closure it was handed to; what outlives it is `string`.
@safe
@usableFromInline
package struct JSONKey {
    /// The first byte behind the opening quote.
    @usableFromInline let base: UnsafeRawPointer
    /// In bytes of the text, escapes and all.
    @usableFromInline let count: Int
    /// True when the text is not its own UTF-8: a backslash stands in it.
    @usableFromInline let hasEscapes: Bool

    @inlinable @inline(__always)
    init(base: UnsafeRawPointer, count: Int, hasEscapes: Bool) {
        unsafe self.base = base
        self.count = count
        self.hasEscapes = hasEscapes
    }

    /// The text with its escapes resolved.
    @inlinable
    package var string: String {
        guard !hasEscapes else { return unescaped }
        let bytes = unsafe UnsafeRawBufferPointer(start: base, count: count)
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    /// Lets a `switch` name the members that a reader knows, without a copy of the key.
    @inlinable @inline(__always)
    package static func ~= (name: StaticString, key: JSONKey) -> Bool { key == name }

    /// By bytes, with escapes resolved; no Unicode equivalence.
    @inlinable @inline(__always)
    package static func == (key: JSONKey, name: StaticString) -> Bool {
        guard !key.hasEscapes else { return key.unescapedEquals(name) }
        guard key.count == name.utf8CodeUnitCount else { return false }
        return unsafe equalBytes(key.base, name.utf8Start, count: key.count)
    }
}

extension JSONKey {
    /// Whether the key is `name`, given as UTF-8: for names that are only known at run time.
    package func equals(_ name: [UInt8]) -> Bool {
        if hasEscapes { return string.utf8.elementsEqual(name) }
        guard count == name.count else { return false }
        return unsafe name.withUnsafeBytes { name in
            unsafe UnsafeRawBufferPointer(start: base, count: count).elementsEqual(name)
        }
    }

    /// Lends the text as UTF-8, its escapes resolved.
    package func withUTF8<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        guard hasEscapes else {
            return unsafe body(UnsafeRawBufferPointer(start: base, count: count))
        }
        return unsafe Array(string.utf8).withUnsafeBytes(body)
    }

    /// The path for keys with escapes, which allocates; out of line because hardly anybody writes
    /// them.
    @usableFromInline @inline(never)
    func unescapedEquals(_ name: StaticString) -> Bool {
        let bytes = unsafe UnsafeBufferPointer(
            start: name.utf8Start, count: name.utf8CodeUnitCount)
        return unsafe string.utf8.elementsEqual(bytes)
    }

    /// Resolving an escape never makes a text longer, so the raw length is room enough.
    @usableFromInline @inline(never)
    var unescaped: String {
        unsafe String(unsafeUninitializedCapacity: count) { buffer in
            var (source, target) = (0, 0)
            while source < count {
                let byte = byte(at: source)
                if byte == UInt8(ascii: "\\") {
                    for unit in takeEscape(&source).utf8 {
                        unsafe buffer[target] = unit
                        target += 1
                    }
                } else {
                    unsafe buffer[target] = byte
                    (source, target) = (source + 1, target + 1)
                }
            }
            return target
        }
    }

    /// The scalar that the escape at `index` stands for; the scanner has checked its form.
    private func takeEscape(_ index: inout Int) -> Unicode.Scalar {
        let letter = byte(at: index + 1)
        guard letter == UInt8(ascii: "u") else {
            index += 2
            return Unicode.Scalar(Self.shortEscape(letter))
        }
        var value = hexUnit(at: index + 2)
        index += 6
        if value & 0xFC00 == 0xD800 {
            value = 0x10000 + (value & 0x3FF) << 10 + hexUnit(at: index + 2) & 0x3FF
            index += 6
        }
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    /// The character behind `\n` and its like; the other three stand for themselves.
    private static func shortEscape(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: letter
        }
    }

    /// The value of four digits that the scanner has checked.
    private func hexUnit(at index: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 << 4 | UInt32(hexDigit(byte(at: index + $1)) ?? 0) }
    }

    private func byte(at index: Int) -> UInt8 {
        unsafe base.load(fromByteOffset: index, as: UInt8.self)
    }
}

/// The value of one hexadecimal digit of either case.
func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
