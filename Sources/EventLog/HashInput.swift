import Digest

/// Bytes that are hashed as one, written one behind the other into memory that is there for as long
/// as it takes: growing an array piece by piece costs as much as the hash.
@safe
struct HashInput {
    private let memory: UnsafeMutableRawBufferPointer
    private var count = 0

    /// The hash of what `write` puts in.
    ///
    /// - Parameter room: bytes that it may put in at most; up to 1 KB needs no allocation.
    static func hash(room: Int, _ write: (inout HashInput) -> Void) -> SHA256Digest {
        unsafe withUnsafeTemporaryAllocation(byteCount: room, alignment: 8) { memory in
            var input = unsafe HashInput(memory: memory)
            write(&input)
            let written = unsafe UnsafeRawBufferPointer(rebasing: memory[..<input.count])
            return unsafe SHA256.hash(written)
        }
    }

    private init(memory: UnsafeMutableRawBufferPointer) { unsafe self.memory = memory }

    mutating func put(_ bytes: UnsafeRawBufferPointer) {
        unsafe take(bytes.count).copyMemory(from: bytes)
    }

    mutating func put(_ bytes: [UInt8]) { unsafe bytes.withUnsafeBytes { unsafe put($0) } }

    mutating func put(_ digest: SHA256Digest) { unsafe digest.copy(to: take(32), at: 0) }

    /// Eight bytes, most significant first.
    mutating func put(_ integer: Int64) {
        unsafe take(8).storeBytes(of: integer.bigEndian, as: Int64.self)
    }

    /// The length in bytes, then the UTF-8, so that no two sequences of texts give the same bytes.
    mutating func put(measured text: some StringProtocol) {
        // A text of ours lends its bytes; one that was bridged is copied.
        let lent: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
            unsafe put(measured: UnsafeRawBufferPointer(bytes))
        }
        if lent == nil { put(measured: Array(text.utf8)) }
    }

    private mutating func put(measured bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe put(measured: $0) }
    }

    mutating func put(measured bytes: UnsafeRawBufferPointer) {
        put(Int64(bytes.count))
        unsafe put(bytes)
    }

    /// The next `size` bytes, to be filled.
    private mutating func take(_ size: Int) -> UnsafeMutableRawBufferPointer {
        unsafe precondition(size <= memory.count - count, "what is hashed fits its room")
        defer { count += size }
        return unsafe UnsafeMutableRawBufferPointer(rebasing: memory[count..<count + size])
    }
}
