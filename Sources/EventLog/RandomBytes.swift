/// Random bytes of the operating system (getrandom), drawn in larger pieces because each draw is a
/// system call.
struct RandomBytes {
    private var pool: [UInt8] = []

    mutating func next(_ count: Int) -> [UInt8] {
        if pool.count < count { pool = Self.fresh(4096) }
        let bytes = Array(pool.suffix(count))
        pool.removeLast(count)
        return bytes
    }

    static func fresh(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
            let word: UInt64 = generator.next()
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return Array(bytes.prefix(count))
    }
}
