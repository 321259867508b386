/// Eight bytes looked at in one step ("SIMD within a register").
///
/// A mask has bit 7 of a byte set where the byte matched. Borrows run upwards only, so the lowest
/// match is always exact; higher ones may be false and are never looked at.
@usableFromInline
enum ByteWord {
    @usableFromInline static let ones: UInt64 = 0x0101_0101_0101_0101
    @usableFromInline static let tops: UInt64 = 0x8080_8080_8080_8080

    /// Marks quotes, backslashes and control characters: what may not stand bare in a string.
    @inlinable @inline(__always)
    static func specials(_ word: UInt64) -> UInt64 {
        let quotes = word ^ 0x2222_2222_2222_2222
        let backslashes = word ^ 0x5C5C_5C5C_5C5C_5C5C
        let isQuote = (quotes &- ones) & ~quotes
        let isBackslash = (backslashes &- ones) & ~backslashes
        let isControl = (word &- 0x2020_2020_2020_2020) & ~word
        return (isQuote | isBackslash | isControl) & tops
    }

    /// The same, and also every byte outside ASCII.
    @inlinable @inline(__always)
    static func specialsAndNonASCII(_ word: UInt64) -> UInt64 { specials(word) | (word & tops) }

    /// The place of the lowest match in memory, 0 to 7.
    @inlinable @inline(__always)
    static func firstMatch(_ mask: UInt64) -> Int { mask.trailingZeroBitCount >> 3 }

    /// Eight bytes from `index` on, the first of them lowest, however the machine orders them.
    ///
    /// - Precondition: all eight are within the text.
    @inlinable @inline(__always)
    static func load(_ base: UnsafeRawPointer, at index: Int) -> UInt64 {
        unsafe UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }
}

/// Tells whether two runs of `count` bytes are alike, in steps of eight and four that may overlap.
@inlinable @inline(__always)
func equalBytes(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, count: Int) -> Bool {
    if count >= 8 {
        var index = 0
        while index &+ 8 <= count {
            guard unsafe ByteWord.load(a, at: index) == ByteWord.load(b, at: index) else {
                return false
            }
            index &+= 8
        }
        return unsafe ByteWord.load(a, at: count &- 8) == ByteWord.load(b, at: count &- 8)
    }
    if count >= 4 {
        let last = count &- 4
        return unsafe a.loadUnaligned(as: UInt32.self) == b.loadUnaligned(as: UInt32.self)
            && a.loadUnaligned(fromByteOffset: last, as: UInt32.self)
                == b.loadUnaligned(fromByteOffset: last, as: UInt32.self)
    }
    for index in 0..<count {
        let left = unsafe a.load(fromByteOffset: index, as: UInt8.self)
        guard unsafe left == b.load(fromByteOffset: index, as: UInt8.self) else { return false }
    }
    return true
}
