/// SHA-256 (FIPS 180-4 sections 5 and 6.2), fed in pieces; no allocation.
///
/// A copy carries the bytes so far with it: hash a common start once, then copy.
@safe
package struct SHA256: Sendable {
    private var state = SHA256State()
    /// The bytes since the last whole block; those from `pendingCount` on mean nothing.
    private var pending = InlineArray<8, UInt64>(repeating: 0)
    private var pendingCount = 0
    private var byteCount: UInt64 = 0
    private let path: SHA256Path

    package init() { path = .best }

    /// - Precondition: this processor has the `path`.
    package init(path: SHA256Path) { self.path = path }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        byteCount &+= UInt64(bytes.count)
        var index = 0
        if pendingCount > 0 {
            index = min(64 - pendingCount, bytes.count)
            unsafe hold(base, count: index)
            guard pendingCount == 64 else { return }
            compressPending()
        }
        let blockCount = (bytes.count - index) / 64
        unsafe state.compress(base + index, blockCount: blockCount, path: path)
        index += blockCount * 64
        unsafe hold(base + index, count: bytes.count - index)
    }

    package mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    package mutating func update(_ digest: SHA256Digest) {
        unsafe digest.withUnsafeBytes { unsafe update($0) }
    }

    package mutating func update(_ byte: UInt8) {
        unsafe withUnsafeBytes(of: byte) { unsafe update($0) }
    }

    /// Feeds the eight bytes of `value`, most significant first.
    package mutating func update(bigEndian value: UInt64) {
        unsafe withUnsafeBytes(of: value.bigEndian) { unsafe update($0) }
    }

    /// Feeds the UTF-8 bytes of `text`.
    package mutating func update(utf8 text: String) {
        var text = text
        text.withUTF8 { unsafe update(UnsafeRawBufferPointer($0)) }
    }

    /// The hash of all bytes fed; afterwards the hasher is as new.
    ///
    /// The padding of section 5.1.1: a one bit, zeros, and the length in bits as the last block's
    /// last eight bytes.
    package mutating func finalize() -> SHA256Digest {
        let usedCount = pendingCount
        unsafe withUnsafeMutableBytes(of: &pending) { block in
            unsafe block[usedCount] = 0x80
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: block[(usedCount + 1)...])
            unsafe rest.initializeMemory(as: UInt8.self, repeating: 0)
        }
        if usedCount >= 56 {
            compressPending()
            pending = InlineArray(repeating: 0)
        }
        pending[7] = (byteCount << 3).bigEndian
        compressPending()
        let digest = state.digest
        self = SHA256(path: path)
        return digest
    }
}

extension SHA256 {
    /// The hash of bytes that lie side by side: whole blocks where they are, and the rest with its
    /// padding (section 5.1.1) from one or two blocks of its own.
    package static func hash(_ bytes: UnsafeRawBufferPointer) -> SHA256Digest {
        var state = SHA256State()
        let path = SHA256Path.best
        let blockCount = bytes.count / 64
        if let base = bytes.baseAddress {
            unsafe state.compress(base, blockCount: blockCount, path: path)
        }
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[(blockCount * 64)...])
        var tail = InlineArray<16, UInt64>(repeating: 0)
        let tailCount = rest.count < 56 ? 1 : 2
        unsafe withUnsafeMutableBytes(of: &tail) { tail in
            unsafe tail.copyMemory(from: rest)
            unsafe tail[rest.count] = 0x80
        }
        tail[tailCount * 8 - 1] = (UInt64(bytes.count) << 3).bigEndian
        unsafe withUnsafeBytes(of: tail) { tail in
            // Guaranteed: 128 bytes of storage have an address.
            unsafe state.compress(tail.baseAddress!, blockCount: tailCount, path: path)
        }
        return state.digest
    }

    package static func hash(_ bytes: [UInt8]) -> SHA256Digest {
        unsafe bytes.withUnsafeBytes { unsafe hash($0) }
    }

    package static func hash(utf8 text: String) -> SHA256Digest {
        var hasher = SHA256()
        hasher.update(utf8: text)
        return hasher.finalize()
    }
}

extension SHA256 {
    /// Keeps `count` bytes, for which there is room, until their block is whole.
    private mutating func hold(_ base: UnsafeRawPointer, count: Int) {
        guard count > 0 else { return }
        let start = pendingCount
        unsafe withUnsafeMutableBytes(of: &pending) { block in
            let room = unsafe UnsafeMutableRawBufferPointer(rebasing: block[start..<start + count])
            unsafe room.copyMemory(from: UnsafeRawBufferPointer(start: base, count: count))
        }
        pendingCount += count
    }

    private mutating func compressPending() {
        unsafe withUnsafeBytes(of: pending) { block in
            // Guaranteed: 64 bytes of storage have an address.
            unsafe state.compress(block.baseAddress!, blockCount: 1, path: path)
        }
        pendingCount = 0
    }
}
