import Digest

/// How the log stores unique keys and deduplication keys: as digests under a key of the file's own,
/// so that personal values leave no trace, and equal values meet.
struct KeyDigester: Sendable {
    /// Derived from the server key under the word `claims`, which nothing else is derived under.
    private let key: HMACKey

    init(serverKey: [UInt8]) {
        key = HMACKey(serverKey).derived(for: "claims")
    }

    func digest(_ claim: Claim) -> KeyedDigest {
        KeyedDigest(space: claim.space, value: claim.value, key: key)
    }

    func digest(_ key: DeduplicationKey) -> KeyedDigest {
        KeyedDigest(space: key.space, value: key.value, key: self.key)
    }
}
