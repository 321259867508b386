import Digest
import Onboarding
import Time

/// One row of a read model: a stream's state as its events add up to it.
public struct ViewRow: Sendable, Hashable {
    /// The stream's name.
    public var name: String
    public var flow: String?
    public var stage: String?
    public var status: String?
    /// The stream's version: how many events the state is made of.
    public var version: Int64
    /// The time of the last of them.
    public var updatedAt: Timestamp
    /// Lower-cased words that `?q=` looks in.
    public var search: String
    /// The state as a JSON object.
    public var state: [UInt8]

    /// Covers the row's name, version and state; the other columns follow from the state.
    package var digest: SHA256Digest {
        var hash = SHA256()
        hash.update(Array("\(name)\n\(version)\n".utf8))
        hash.update(state)
        return hash.finalize()
    }
}

/// A digest of a set of rows that can be kept up row by row: the sum of their digests.
///
/// Adding and taking away commute, so the order of rows and how they came about do not matter.
public struct RollingDigest: Sendable, Hashable {
    private var words: [UInt64]

    public static let empty = RollingDigest(words: [0, 0, 0, 0])

    private init(words: [UInt64]) { self.words = words }

    init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        words = (0..<4).map { word in
            bytes[word * 8..<word * 8 + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    var bytes: [UInt8] {
        words.flatMap { word in
            stride(from: UInt64(56), through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: word >> $0)
            }
        }
    }

    public var hex: String { (SHA256Digest(bytes: bytes) ?? .zero).hex }

    mutating func add(_ digest: SHA256Digest) { combine(digest) { $0 &+ $1 } }

    mutating func remove(_ digest: SHA256Digest) { combine(digest) { $0 &- $1 } }

    private mutating func combine(_ digest: SHA256Digest, _ by: (UInt64, UInt64) -> UInt64) {
        guard let other = RollingDigest(bytes: digest.bytes) else { return }
        for index in 0..<4 { words[index] = by(words[index], other.words[index]) }
    }
}
