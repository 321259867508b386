import Digest
import EventLog
import JSON
import Onboarding
import Time

/// One row of a read model: a stream's state as its events add up to it.
public struct ViewRow: Sendable, Hashable {
    /// The stream's name.
    public var name: String
    /// The flow that the subject passes through; nil for tenants and profiles, which pass through
    /// several.
    public var flow: String?
    /// Nil where the stream has none of its own.
    public var stage: String?
    /// What lists filter by; nil where the stream has no such thing.
    public var status: String?
    /// The stream's version: how many events the state is made of.
    public var version: Int64
    /// The latest time of any of them.
    public var updatedAt: Timestamp
    /// Lower-cased words that `?q=` looks in.
    public var search: String
    /// The state as a JSON object.
    public var state: [UInt8]

    /// Covers the row's name, version and state; the other columns follow from the state.
    package var digest: SHA256Digest {
        var hash = SHA256()
        hash.update(utf8: name)
        hash.update(UInt8(ascii: "\n"))
        hash.update(utf8: String(version))
        hash.update(UInt8(ascii: "\n"))
        hash.update(state)
        return hash.finalize()
    }
}

extension ViewRow {
    /// The state as it stands.
    ///
    /// - Throws: `damaged` for a row of a damaged file, which a rebuild makes anew.
    package func parsedState() throws(LogFailure) -> JSONValue {
        do { return try JSONValue(parsing: state, limits: .trusted) } catch {
            let view = ViewName(category: name.prefix { $0 != "-" }) ?? .session
            throw LogFailure(damaged: view, row: name, error)
        }
    }
}

extension LogFailure {
    /// A row whose state is no JSON any more.
    init(damaged view: ViewName, row: String, _ error: JSONError) {
        self.init(
            .damaged,
            "The row \(row) of the read model \(view.rawValue) cannot be read: \(error).",
            hint: "Make the model anew from the log: onboard rebuild \(view.rawValue)")
    }
}

/// A digest of a set of rows that can be kept up row by row: the sum of their digests.
///
/// Adding and taking away commute, so the order of rows and how they came about do not matter.
public struct RollingDigest: Sendable, Hashable {
    /// 256 bits; each word overflows by itself.
    private var words: SIMD4<UInt64>

    /// Of no rows.
    public static let empty = RollingDigest(words: .zero)

    private init(words: SIMD4<UInt64>) { self.words = words }

    /// Nil for anything but 32 bytes.
    init?(bytes: [UInt8]) {
        guard let digest = SHA256Digest(bytes: bytes) else { return nil }
        self.init(digest)
    }

    /// Nil for anything but 64 hex digits.
    init?(hex: String) {
        guard let digest = SHA256Digest(hex: hex) else { return nil }
        self.init(digest)
    }

    private init(_ digest: SHA256Digest) {
        words = unsafe digest.withUnsafeBytes { bytes in
            var words = SIMD4<UInt64>.zero
            for word in 0..<4 {
                words[word] = unsafe UInt64(
                    bigEndian: bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self))
            }
            return words
        }
    }

    /// 32 bytes, each word's most significant first.
    var bytes: [UInt8] {
        (0..<4).flatMap { word in
            stride(from: UInt64(56), through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: words[word] >> $0)
            }
        }
    }

    /// 64 lower-case digits.
    public var hex: String { (SHA256Digest(bytes: bytes) ?? .zero).hex }

    mutating func add(_ digest: SHA256Digest) { words &+= RollingDigest(digest).words }

    /// Only for a digest that was added: nothing tells otherwise.
    mutating func remove(_ digest: SHA256Digest) { words &-= RollingDigest(digest).words }
}
