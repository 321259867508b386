/// The 32 bytes of a SHA-256 hash, held inline; ordered as their bytes are.
public struct SHA256Digest: Hashable, Sendable, BitwiseCopyable {
    /// Eight bytes each, most significant first.
    @usableFromInline let words: (UInt64, UInt64, UInt64, UInt64)

    @inlinable
    init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

    /// 32 zero bytes: what a hash chain starts from.
    public static let zero = SHA256Digest(words: (0, 0, 0, 0))

    /// Takes exactly 32 bytes; nil for any other number.
    @inlinable
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var (words, index) = (InlineArray<4, UInt64>(repeating: 0), 0)
        for byte in bytes {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
            index += 1
        }
        self.init(words: (words[0], words[1], words[2], words[3]))
    }

    /// Takes exactly 32 bytes; nil for any other number.
    public init?(bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 32 else { return nil }
        func word(_ place: Int) -> UInt64 {
            unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        }
        self.init(words: (word(0), word(8), word(16), word(24)))
    }

    /// Reads 64 hexadecimal digits of either case; nil for anything else.
    public init?(hex: some StringProtocol) {
        guard let bytes = Hex.decode(hex) else { return nil }
        self.init(bytes: bytes)
    }

    public var bytes: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { unsafe withUnsafeBytes { unsafe Hex.encode($0) } }

    /// Lends the 32 bytes to `body`.
    @inlinable
    public func withUnsafeBytes<R, E>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        let inOrder = (
            words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
        )
        return try unsafe Swift.withUnsafeBytes(of: inOrder, body)
    }

    /// Copies the 32 bytes to a place in a buffer that has room for them.
    package func copy(to bytes: UnsafeMutableRawBufferPointer, at place: Int) {
        unsafe withUnsafeBytes { digest in
            let room = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[place..<place + 32])
            unsafe room.copyMemory(from: digest)
        }
    }

    public static func == (a: SHA256Digest, b: SHA256Digest) -> Bool { a.words == b.words }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

extension SHA256Digest: Comparable {
    public static func < (a: SHA256Digest, b: SHA256Digest) -> Bool { a.words < b.words }
}

extension SHA256Digest: CustomStringConvertible {
    public var description: String { hex }
}
