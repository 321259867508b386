import Digest

/// How the log stores unique keys and deduplication keys: as digests under a key of the file's own,
/// so that personal values leave no trace, and equal values meet.
struct KeyDigests: Sendable {
    private let key: HMACKey

    init(serverKey: [UInt8]) {
        key = HMACKey(HMACSHA256.authenticate(Array("claims".utf8), key: serverKey).bytes)
    }

    func digest(_ claim: Claim) -> [UInt8] { digest(claim.space, claim.value) }

    func digest(_ key: DeduplicationKey) -> [UInt8] { digest(key.space, key.value) }

    /// 16 bytes of an HMAC.
    private func digest(_ space: String, _ value: String) -> [UInt8] {
        let text = Array(space.utf8) + [0] + Array(value.utf8)
        return Array(key.authenticate(text).bytes.prefix(16))
    }
}
