import Digest
import SQLite

/// What the log keeps of a unique or deduplication key: 16 bytes of an HMAC (see `KeyDigester`).
/// Ordered as its bytes are.
package struct KeyedDigest: Hashable, Comparable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// The 0 between space and value keeps either from running into the other.
    init(space: String, value: String, key: HMACKey) {
        let tag = key.authenticate { hash in
            hash.update(utf8: space)
            hash.update(0)
            hash.update(utf8: value)
        }
        self = unsafe tag.withUnsafeBytes { unsafe KeyedDigest(bytes: $0) }
    }

    /// What is shorter than every row's 16 bytes was damaged, and is nobody's key.
    package init(bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 16 else {
            (high, low) = (0, 0)
            return
        }
        high = unsafe UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self))
        low = unsafe UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    }

    /// Spread over all keys already, so that half of it tells nearly any two apart.
    package func hash(into hasher: inout Hasher) { hasher.combine(high) }

    package static func < (a: KeyedDigest, b: KeyedDigest) -> Bool {
        (a.high, a.low) < (b.high, b.low)
    }

    func bind(to statement: borrowing SQLiteStatement, _ parameter: Int32) {
        unsafe withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) {
            unsafe statement.bind(parameter, blob: $0)
        }
    }
}
