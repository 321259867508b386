/// A key for HMAC with SHA-256 (RFC 2104, FIPS 198-1), with both of its pads hashed, which halves
/// the work for short texts.
package struct HMACKey: Sendable {
    private var inner: SHA256
    private var outer: SHA256

    /// Takes a key of any length; one longer than a block (64 bytes) stands for its hash.
    package init(_ key: [UInt8]) {
        let key = key.count > 64 ? SHA256.hash(key).bytes : key
        let block = key + [UInt8](repeating: 0, count: 64 - key.count)
        (inner, outer) = (SHA256(), SHA256())
        inner.update(block.map { $0 ^ 0x36 })
        outer.update(block.map { $0 ^ 0x5C })
    }

    /// A key for one purpose alone: whoever has it comes by neither this one nor another purpose's.
    package func derived(for purpose: String) -> HMACKey {
        HMACKey(authenticate(utf8: purpose).bytes)
    }

    /// The tag of all that `feed` gives the hasher.
    package func authenticate(_ feed: (inout SHA256) -> Void) -> SHA256Digest {
        var hasher = inner
        feed(&hasher)
        return finish(hasher)
    }

    package func authenticate(_ bytes: UnsafeRawBufferPointer) -> SHA256Digest {
        authenticate { unsafe $0.update(bytes) }
    }

    package func authenticate(_ bytes: [UInt8]) -> SHA256Digest {
        unsafe bytes.withUnsafeBytes { unsafe authenticate($0) }
    }

    package func authenticate(utf8 text: String) -> SHA256Digest {
        authenticate { $0.update(utf8: text) }
    }

    /// Tells in constant time whether `tag` is this key's for `bytes`.
    ///
    /// - Precondition: `tagByteCount` is 16 to 32 (RFC 2104 section 5: no less than half).
    package func isValid(
        _ tag: some Collection<UInt8>, for bytes: [UInt8], tagByteCount: Int = 32
    ) -> Bool {
        precondition((16...32).contains(tagByteCount), "a tag has 16 to 32 bytes")
        return constantTimeEqual(tag, authenticate(bytes).bytes.prefix(tagByteCount))
    }

    private func finish(_ hasher: SHA256) -> SHA256Digest {
        var (hasher, outer) = (hasher, outer)
        outer.update(hasher.finalize())
        return outer.finalize()
    }
}
