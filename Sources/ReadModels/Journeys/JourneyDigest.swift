import Digest

/// What a flow's kept journeys add up to: one digest over their header and each part's digest, so
/// that keeping what changed does not read the rest again.
struct JourneyDigest {
    /// Blocks of rows in their order, then of full journeys in theirs. Two walks over the key: one
    /// in both orders would sort, with all that the parts hold.
    static let partWalks = ["number >= 0 ORDER BY number", "number < 0 ORDER BY number DESC"]

    /// Begins with flow, definition, position and header.
    private var hash = SHA256()

    init(_ flow: String, _ definition: String, _ position: Int64, _ header: [UInt8]) {
        hash.update(utf8: "\(flow)\n\(definition)\n")
        hash.update(bigEndian: UInt64(bitPattern: position))
        hash.update(SHA256.hash(header))
    }

    /// In the order of `partWalks`, each part once.
    mutating func add(part number: Int64, _ digest: [UInt8]) {
        hash.update(bigEndian: UInt64(bitPattern: number))
        hash.update(digest)
    }

    mutating func finish() -> SHA256Digest { hash.finalize() }
}
