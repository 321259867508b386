import Glibc

/// Random bytes of the operating system (getentropy), drawn in larger pieces because each draw is a
/// system call.
package struct RandomBytes: RandomNumberGenerator {
    /// What getentropy(3) gives at a time.
    private static let callBytesMax = 256

    private var pool: [UInt8] = []

    package init() {}

    /// - Parameter count: at most 4096.
    mutating func next(_ count: Int) -> [UInt8] {
        if pool.count < count { pool = Self.fresh(4096) }
        let bytes = Array(pool.suffix(count))
        pool.removeLast(count)
        return bytes
    }

    package mutating func next() -> UInt64 {
        let size = MemoryLayout<UInt64>.size
        if pool.count < size { pool = Self.fresh(4096) }
        let number = pool.suffix(size).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        pool.removeLast(size)
        return number
    }

    /// Straight from the operating system, for what is drawn once.
    static func fresh(_ count: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            for start in stride(from: 0, to: count, by: callBytesMax) {
                let size = min(callBytesMax, count - start)
                // Guaranteed: the buffer has room for `count` bytes, which is more than none here.
                let result = unsafe getentropy(buffer.baseAddress! + start, size)
                precondition(result == 0, "the kernel gives random bytes once it has started")
            }
            initializedCount = count
        }
    }
}
