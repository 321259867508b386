/// Arithmetic modulo an odd number in Montgomery's form (Montgomery 1985; Handbook of Applied
/// Cryptography, algorithm 14.36), on limbs of 64 bits, the least significant first.
///
/// What it computes on must be public: its time tells of the numbers.
struct MontgomeryModulus: Sendable, Hashable {
    private let limbs: [UInt64]
    /// −1/n modulo 2⁶⁴.
    private let negatedInverse: UInt64
    /// R² modulo n, where R is 2 to the number of bits that the limbs have.
    let squaredRadix: [UInt64]

    /// - Precondition: the number is odd, and its highest limb is not zero.
    init(_ limbs: [UInt64]) {
        precondition(limbs.first.map { $0 & 1 == 1 } == true, "the modulus is odd")
        precondition(limbs.last != 0, "the modulus has no leading zeros")
        self.limbs = limbs
        // Newton's iteration doubles the right bits: 5, 10, 20, 40, 80 (of which 64 stay).
        var inverse = (3 &* limbs[0]) ^ 2
        for _ in 0..<4 { inverse = inverse &* (2 &- limbs[0] &* inverse) }
        negatedInverse = 0 &- inverse
        squaredRadix = Self.squaredRadix(limbs)
    }

    var limbCount: Int { limbs.count }

    /// Whether a number of as many limbs is below the modulus.
    func isAbove(_ number: [UInt64]) -> Bool { !Self.isAtLeast(number, limbs) }

    /// `base` to the power of `exponent`, modulo n.
    ///
    /// - Precondition: `base` is below the modulus, `exponent` is not zero.
    func power(_ base: [UInt64], _ exponent: UInt64) -> [UInt64] {
        precondition(exponent > 0 && isAbove(base), "a power of a residue")
        let base = product(base, squaredRadix)
        var result = base
        for bit in (0..<(63 - exponent.leadingZeroBitCount)).reversed() {
            result = product(result, result)
            if exponent >> UInt64(bit) & 1 == 1 { result = product(result, base) }
        }
        let one = [1] + [UInt64](repeating: 0, count: limbs.count - 1)
        return product(result, one)
    }

    // MARK: Products

    /// a · b / R modulo n, for a and b below n.
    func product(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
        let count = limbs.count
        precondition(a.count == count && b.count == count, "numbers have the modulus' limbs")
        var sum = [UInt64](repeating: 0, count: count + 2)
        unsafe sum.withUnsafeMutableBufferPointer { sum in
            unsafe a.withUnsafeBufferPointer { a in
                for limb in b {
                    let factor = unsafe Self.add(a, times: limb, to: sum)
                    unsafe limbs.withUnsafeBufferPointer { limbs in
                        unsafe Self.reduce(sum, by: limbs, times: factor &* negatedInverse)
                    }
                }
            }
        }
        let isBig = sum[count] != 0 || Self.isAtLeast(sum[..<count], limbs)
        return isBig ? Self.difference(sum[..<count], limbs) : Array(sum[..<count])
    }

    /// Adds a · factor to a sum of two limbs more; answers the sum's lowest limb.
    ///
    /// Every access is within the buffers: the loop ends with `a`, and the sum is two longer.
    private static func add(
        _ a: UnsafeBufferPointer<UInt64>, times factor: UInt64,
        to sum: UnsafeMutableBufferPointer<UInt64>
    ) -> UInt64 {
        var carry: UInt64 = 0
        for index in 0..<a.count {
            let wide = unsafe wide(a[index], factor, sum[index], carry)
            unsafe sum[index] = wide.low
            carry = wide.high
        }
        let (top, overflow) = unsafe sum[a.count].addingReportingOverflow(carry)
        unsafe sum[a.count] = top
        unsafe sum[a.count + 1] = overflow ? 1 : 0
        return unsafe sum[0]
    }

    /// Adds n · factor, which makes the lowest limb zero, and moves the sum down by that limb.
    private static func reduce(
        _ sum: UnsafeMutableBufferPointer<UInt64>, by limbs: UnsafeBufferPointer<UInt64>,
        times factor: UInt64
    ) {
        let count = limbs.count
        var carry = unsafe wide(limbs[0], factor, sum[0], 0).high
        for index in 1..<count {
            let wide = unsafe wide(limbs[index], factor, sum[index], carry)
            unsafe sum[index - 1] = wide.low
            carry = wide.high
        }
        let (top, overflow) = unsafe sum[count].addingReportingOverflow(carry)
        unsafe sum[count - 1] = top
        unsafe sum[count] = sum[count + 1] &+ (overflow ? 1 : 0)
    }

    /// a · b + c + d, which fits into 128 bits.
    @inline(__always)
    private static func wide(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64)
        -> (high: UInt64, low: UInt64)
    {
        let product = a.multipliedFullWidth(by: b)
        let (first, firstCarries) = product.low.addingReportingOverflow(c)
        let (low, secondCarries) = first.addingReportingOverflow(d)
        return (product.high &+ (firstCarries ? 1 : 0) &+ (secondCarries ? 1 : 0), low)
    }

    // MARK: Sums

    /// Doubles 1 until it is R² = 2^(2 · 64 · limbs), modulo n.
    private static func squaredRadix(_ limbs: [UInt64]) -> [UInt64] {
        var number = [UInt64](repeating: 0, count: limbs.count)
        number[0] = 1
        for _ in 0..<(128 * limbs.count) {
            var carry: UInt64 = 0
            for index in number.indices {
                (number[index], carry) = (number[index] << 1 | carry, number[index] >> 63)
            }
            if carry == 1 || isAtLeast(number, limbs) {
                number = difference(number[...], limbs)
            }
        }
        return number
    }

    private static func isAtLeast(_ a: some BidirectionalCollection<UInt64>, _ b: [UInt64])
        -> Bool
    {
        for (left, right) in zip(a.reversed(), b.reversed()) where left != right {
            return left > right
        }
        return true
    }

    /// a − b modulo 2 to the bits of the limbs.
    private static func difference(_ a: ArraySlice<UInt64>, _ b: [UInt64]) -> [UInt64] {
        var borrow: UInt64 = 0
        return zip(a, b).map { left, right in
            let (partial, first) = left.subtractingReportingOverflow(right)
            let (result, second) = partial.subtractingReportingOverflow(borrow)
            borrow = first || second ? 1 : 0
            return result
        }
    }
}
