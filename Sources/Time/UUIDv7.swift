/// A time-ordered identifier (RFC 9562 section 5.7): 48 bits of milliseconds, 74 random ones.
///
/// Also holds any other UUID that a caller sends, for which the time part means nothing.
public struct UUIDv7: Hashable, Comparable, Sendable {
    public let high: UInt64
    public let low: UInt64

    /// An identifier made at `time`; the version and variant bits replace six of the random ones.
    public init(at time: Timestamp, random: (UInt64, UInt64)) {
        let milliseconds = UInt64(clamping: time.milliseconds) & 0xFFFF_FFFF_FFFF
        high = milliseconds << 16 | 0x7000 | (random.0 & 0x0FFF)
        low = 0x8000_0000_0000_0000 | (random.1 & 0x3FFF_FFFF_FFFF_FFFF)
    }

    /// An identifier made at `time`, random for the rest by the system's generator.
    public static func fresh(at time: Timestamp) -> UUIDv7 {
        var generator = SystemRandomNumberGenerator()
        return UUIDv7(at: time, random: (generator.next(), generator.next()))
    }

    @inlinable
    public init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

    /// Reads 16 bytes, most significant first.
    ///
    /// - Precondition: there are exactly 16.
    @inlinable
    public init(bytes: some Collection<UInt8>) {
        precondition(bytes.count == 16, "a UUID has 16 bytes")
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// When it was made, by its first 48 bits.
    public var time: Timestamp { Timestamp(milliseconds: Int64(high >> 16)) }

    /// Reads 16 lent bytes, most significant first.
    ///
    /// - Precondition: there are exactly 16.
    public init(bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == 16, "a UUID has 16 bytes")
        high = unsafe UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
        low = unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    /// Reads the canonical lower-case text form (8-4-4-4-12); nil for any other, so that text and
    /// bytes stand for each other exactly.
    public init?(_ text: String) { self.init(utf8: text.utf8) }

    public init?(_ text: Substring) { self.init(utf8: text.utf8) }

    @inline(__always)
    private init?(utf8 text: some Collection<UInt8>) {
        var (high, low, digitCount, index) = (UInt64(0), UInt64(0), 0, 0)
        for byte in text {
            defer { index += 1 }
            if index == 8 || index == 13 || index == 18 || index == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard index < 36, let digit = Self.hexValue(byte) else { return nil }
            if digitCount < 16 { high = high << 4 | digit } else { low = low << 4 | digit }
            digitCount += 1
        }
        guard index == 36, digitCount == 32 else { return nil }
        (self.high, self.low) = (high, low)
    }

    /// The 16 bytes, most significant first: they sort as the text does.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        for word in [high, low] {
            for shift in stride(from: 56, through: 0, by: -8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        return bytes
    }

    /// The canonical lower-case text form, 36 characters.
    public var text: String {
        unsafe String(unsafeUninitializedCapacity: 36) { buffer in
            unsafe fill(UnsafeMutableRawBufferPointer(buffer))
            return 36
        }
    }

    /// Adds the canonical text form's 36 bytes.
    public func write(to bytes: inout [UInt8]) {
        unsafe withText { unsafe bytes.append(contentsOf: $0) }
    }

    /// Lends the canonical text form's 36 bytes.
    @inlinable
    public func withText<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        unsafe withUnsafeTemporaryAllocation(byteCount: 36, alignment: 8) { text in
            unsafe fill(text)
            return unsafe body(UnsafeRawBufferPointer(text))
        }
    }

    /// Writes the text form's 36 bytes: eight digits at a time, in the groups of the form.
    @usableFromInline
    func fill(_ text: UnsafeMutableRawBufferPointer) {
        let (a, b) = (Self.digits(high >> 32), Self.digits(high))
        let (c, d) = (Self.digits(low >> 32), Self.digits(low))
        unsafe text.storeBytes(of: a.bigEndian, toByteOffset: 0, as: UInt64.self)
        unsafe text.storeBytes(of: b.bigEndian, toByteOffset: 10, as: UInt64.self)
        unsafe text.storeBytes(of: UInt32(b >> 32).bigEndian, toByteOffset: 9, as: UInt32.self)
        unsafe text.storeBytes(of: c.bigEndian, toByteOffset: 20, as: UInt64.self)
        unsafe text.storeBytes(of: UInt32(c >> 32).bigEndian, toByteOffset: 19, as: UInt32.self)
        unsafe text.storeBytes(of: d.bigEndian, toByteOffset: 28, as: UInt64.self)
        unsafe text[8] = UInt8(ascii: "-")
        unsafe text[13] = UInt8(ascii: "-")
        unsafe text[18] = UInt8(ascii: "-")
        unsafe text[23] = UInt8(ascii: "-")
    }

    /// The lower 32 bits as eight hexadecimal digits, the first in the most significant byte.
    private static func digits(_ word: UInt64) -> UInt64 {
        var nibbles = word & 0xFFFF_FFFF
        nibbles = (nibbles << 16 | nibbles) & 0x0000_FFFF_0000_FFFF
        nibbles = (nibbles << 8 | nibbles) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles << 4 | nibbles) & 0x0F0F_0F0F_0F0F_0F0F
        // One in each byte whose digit is a letter.
        let letters = (nibbles + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return nibbles + 0x3030_3030_3030_3030 + letters * 39
    }

    public static func < (a: UUIDv7, b: UUIDv7) -> Bool { (a.high, a.low) < (b.high, b.low) }

    private static func hexValue(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - 48)
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - 87)
        default: nil
        }
    }
}
