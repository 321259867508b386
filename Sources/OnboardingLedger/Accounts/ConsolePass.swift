import Time

/// Stands for an API key in a browser, for a while: it names the key and does not hold it.
package struct ConsolePass: Hashable, Sendable {
    package let keyID: UUIDv7
    /// When it is of no use any more.
    package let expiresAt: Timestamp

    package init(keyID: UUIDv7, expiresAt: Timestamp) {
        (self.keyID, self.expiresAt) = (keyID, expiresAt)
    }

    /// 24 of them: the key's id and the end in milliseconds since 1970, big-endian.
    var bytes: [UInt8] {
        keyID.bytes + UInt64(bitPattern: expiresAt.milliseconds).bigEndianBytes
    }
}
