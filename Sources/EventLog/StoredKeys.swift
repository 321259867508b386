import Digest

/// How claims and deduplication keys stand in the log: as 16 bytes of an HMAC under the ledger's
/// own key, so that personal values leave no trace, and equal values meet.
struct StoredKeys: Sendable {
    private let key: HMACKey

    init(serverKey: [UInt8]) {
        key = HMACKey(HMACSHA256.authenticate(Array("claims".utf8), key: serverKey).bytes)
    }

    func bytes(_ space: String, _ value: String) -> [UInt8] {
        Array(key.authenticate(Array(space.utf8) + [0] + Array(value.utf8)).bytes.prefix(16))
    }
}
