import Digest
import TestSupport
import Testing

extension SHA256 {
    /// The hash of `bytes` on a path that need not be the best.
    static func hash(_ bytes: [UInt8], path: SHA256Path) -> SHA256Digest {
        var hasher = SHA256(path: path)
        hasher.update(bytes)
        return hasher.finalize()
    }
}

struct SHA256Tests {
    @Test(arguments: SHA256Path.available)
    func `nothing and abc hash as FIPS 180-4 has it`(_ path: SHA256Path) {
        expectEqual(
            SHA256.hash([], path: path).hex,
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        expectEqual(
            SHA256.hash(Array("abc".utf8), path: path).hex,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func `every path gives the same hash, whatever the length and the pieces`() {
        let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* $0 &>> 3) }
        for length in Array(0...260) + [511, 512, 513, 1000] {
            let text = Array(bytes.prefix(length))
            let whole = SHA256.hash(text, path: .portable)
            for path in SHA256Path.available {
                var hasher = SHA256(path: path)
                hasher.update(Array(text.prefix(length / 3)))
                hasher.update(Array(text.dropFirst(length / 3)))
                expectEqual(hasher.finalize(), whole, "\(length) bytes, \(path)")
                hasher.update(text)
                expectEqual(hasher.finalize(), whole, "\(length) bytes anew, \(path)")
            }
        }
    }

    @Test func `the pieces that a text is fed in make no difference`() {
        let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for length in [0, 1, 55, 56, 63, 64, 65, 119, 120, 127, 128, 129, 300] {
            let text = Array(bytes.prefix(length))
            let whole = SHA256.hash(text)
            for step in [1, 3, 8, 63, 64, 65, 128] {
                var (hasher, rest) = (SHA256(), text[...])
                while !rest.isEmpty {
                    hasher.update(Array(rest.prefix(step)))
                    rest = rest.dropFirst(step)
                }
                expectEqual(hasher.finalize(), whole, "\(length) bytes by \(step)")
            }
        }
    }

    @Test func `single bytes, numbers, text and digests are fed as their bytes`() {
        var hasher = SHA256()
        hasher.update(0x61)
        hasher.update(bigEndian: 0x6263_6465_6667_6869)
        hasher.update(utf8: "é")
        hasher.update(.zero)
        let bytes = Array("abcdefghi".utf8) + [0xC3, 0xA9] + [UInt8](repeating: 0, count: 32)
        expectEqual(hasher.finalize(), SHA256.hash(bytes))
    }

    @Test func `a hasher starts anew after its end`() {
        var hasher = SHA256()
        hasher.update([1, 2, 3])
        _ = hasher.finalize()
        expectEqual(hasher.finalize(), SHA256.hash([]))
    }

    @Test func `a copy goes its own way`() {
        var first = SHA256()
        first.update(utf8: "a")
        var second = first
        first.update(utf8: "b")
        second.update(utf8: "c")
        expectEqual(first.finalize(), SHA256.hash(utf8: "ab"))
        expectEqual(second.finalize(), SHA256.hash(utf8: "ac"))
    }
}

struct SHA256DigestTests {
    static let sample = SHA256.hash(utf8: "sample")

    @Test func `bytes and digits read back`() {
        expectEqual(SHA256Digest(bytes: Self.sample.bytes), Self.sample)
        expectEqual(SHA256Digest(hex: Self.sample.hex), Self.sample)
        expectEqual(SHA256Digest(hex: Self.sample.hex.uppercased()), Self.sample)
        expectEqual(SHA256Digest.zero.hex, String(repeating: "0", count: 64))
    }

    @Test func `only 32 bytes make a digest`() {
        expectNil(SHA256Digest(bytes: Self.sample.bytes.dropLast()))
        expectNil(SHA256Digest(bytes: Self.sample.bytes + [0]))
        expectNil(SHA256Digest(hex: Self.sample.hex + "00"))
        expectNil(SHA256Digest(hex: "zz" + Self.sample.hex.dropFirst(2)))
    }

    @Test func `digests are ordered as their bytes are`() {
        let digests = (0..<50).map { SHA256.hash([UInt8($0)]) }
        let byBytes = digests.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        expectEqual(digests.sorted(), byBytes)
    }
}
