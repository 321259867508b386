import CSystem

/// The eight words of a SHA-256 hash under way, and the step that mixes blocks into them.
struct SHA256State: Sendable, BitwiseCopyable {
    // The first 32 bits of the fractions of the square roots of the first 8 primes (section 5.3.3).
    private var a: UInt32 = 0x6a09_e667
    private var b: UInt32 = 0xbb67_ae85
    private var c: UInt32 = 0x3c6e_f372
    private var d: UInt32 = 0xa54f_f53a
    private var e: UInt32 = 0x510e_527f
    private var f: UInt32 = 0x9b05_688c
    private var g: UInt32 = 0x1f83_d9ab
    private var h: UInt32 = 0x5be0_cd19

    var digest: SHA256Digest {
        SHA256Digest(
            words: (
                UInt64(a) << 32 | UInt64(b), UInt64(c) << 32 | UInt64(d),
                UInt64(e) << 32 | UInt64(f), UInt64(g) << 32 | UInt64(h)
            ))
    }

    /// Mixes `blockCount` blocks of 64 bytes in (section 6.2.2).
    ///
    /// - Precondition: this processor has the `path`.
    @inline(__always)
    mutating func compress(_ base: UnsafeRawPointer, blockCount: Int, path: SHA256Path) {
        guard blockCount > 0 else { return }
        switch path {
        case .instructions: unsafe compressByInstructions(base, blockCount: blockCount)
        case .portable: unsafe compressPortably(base, blockCount: blockCount)
        }
    }

    private mutating func compressByInstructions(_ base: UnsafeRawPointer, blockCount: Int) {
        unsafe withUnsafeMutableBytes(of: &self) { words in
            // Guaranteed: the struct is its eight words, in order, and has an address.
            let words = unsafe words.baseAddress!.assumingMemoryBound(to: UInt32.self)
            let blocks = unsafe base.assumingMemoryBound(to: UInt8.self)
            unsafe onboard_sha256_compress(words, blocks, blockCount)
        }
    }

    private mutating func compressPortably(_ base: UnsafeRawPointer, blockCount: Int) {
        unsafe withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 16) { schedule in
            // Guaranteed: 64 bytes of storage have an address.
            let words = schedule.baseAddress!
            for block in 0..<blockCount {
                unsafe Self.load(base + block &* 64, into: words)
                unsafe mix(words)
            }
        }
    }

    /// Loads the block's 16 words, the first of the message schedule.
    @inline(__always)
    private static func load(_ block: UnsafeRawPointer, into w: UnsafeMutablePointer<UInt32>) {
        for t in 0..<16 {
            unsafe w[t] = UInt32(
                bigEndian: block.loadUnaligned(fromByteOffset: t &* 4, as: UInt32.self))
        }
    }

    /// The 64 rounds, 16 to a turn of the loop. After each eight, every word is back at its name.
    @inline(__always)
    private mutating func mix(_ w: UnsafeMutablePointer<UInt32>) {
        var s = self
        for t in 0..<2 { unsafe s.eightRounds(w, t &* 8, t &* 8, isExpanding: false) }
        var t = 16
        while t < 64 {
            unsafe s.eightRounds(w, 0, t, isExpanding: true)
            unsafe s.eightRounds(w, 8, t &+ 8, isExpanding: true)
            t &+= 16
        }
        add(s)
    }

    /// Rounds `t` to `t + 7`, whose words stand at `i` in the schedule.
    @inline(__always)
    private mutating func eightRounds(
        _ w: UnsafeMutablePointer<UInt32>, _ i: Int, _ t: Int, isExpanding: Bool
    ) {
        unsafe Self.round(a, b, c, &d, e, f, g, &h, Self.word(w, i, t, isExpanding))
        unsafe Self.round(h, a, b, &c, d, e, f, &g, Self.word(w, i &+ 1, t &+ 1, isExpanding))
        unsafe Self.round(g, h, a, &b, c, d, e, &f, Self.word(w, i &+ 2, t &+ 2, isExpanding))
        unsafe Self.round(f, g, h, &a, b, c, d, &e, Self.word(w, i &+ 3, t &+ 3, isExpanding))
        unsafe Self.round(e, f, g, &h, a, b, c, &d, Self.word(w, i &+ 4, t &+ 4, isExpanding))
        unsafe Self.round(d, e, f, &g, h, a, b, &c, Self.word(w, i &+ 5, t &+ 5, isExpanding))
        unsafe Self.round(c, d, e, &f, g, h, a, &b, Self.word(w, i &+ 6, t &+ 6, isExpanding))
        unsafe Self.round(b, c, d, &e, f, g, h, &a, Self.word(w, i &+ 7, t &+ 7, isExpanding))
    }

    /// What the schedule and the constants give to round `t`.
    @inline(__always)
    private static func word(
        _ w: UnsafeMutablePointer<UInt32>, _ i: Int, _ t: Int, _ isExpanding: Bool
    ) -> UInt32 {
        if isExpanding { unsafe expand(w, i) }
        return unsafe w[i] &+ k[unchecked: t]
    }

    /// Replaces the schedule's word of 16 rounds ago with this round's.
    @inline(__always)
    private static func expand(_ w: UnsafeMutablePointer<UInt32>, _ i: Int) {
        let (w2, w15) = unsafe (w[(i &+ 14) & 15], w[(i &+ 1) & 15])
        let s1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 &>> 10)
        let s0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 &>> 3)
        unsafe w[i] = w[i] &+ s1 &+ w[(i &+ 9) & 15] &+ s0
    }

    /// One round: instead of moving eight words along, only the two that change are written.
    ///
    /// The sums are the standard's with the rotations nested (6, 11, 25 is 6 of 5 of 14), and the
    /// majority's halves never share a bit: both save instructions.
    @inline(__always)
    private static func round(
        _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
        _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ word: UInt32
    ) {
        let sum1 = rotate(e ^ rotate(e ^ rotate(e, 14), 5), 6)
        let choice = g ^ (e & (f ^ g))
        let t1 = h &+ sum1 &+ choice &+ word
        let sum0 = rotate(a ^ rotate(a ^ rotate(a, 9), 11), 2)
        let majority = (a & b) &+ (c & (a ^ b))
        d = d &+ t1
        h = t1 &+ sum0 &+ majority
    }

    private mutating func add(_ s: SHA256State) {
        a = a &+ s.a
        b = b &+ s.b
        c = c &+ s.c
        d = d &+ s.d
        e = e &+ s.e
        f = f &+ s.f
        g = g &+ s.g
        h = h &+ s.h
    }

    @inline(__always)
    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word &>> count | word &<< (32 &- count)
    }
}

/// The first 32 bits of the fractions of the cube roots of the first 64 primes (section 4.2.2).
private let k: InlineArray<64, UInt32> = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
]
