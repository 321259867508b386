import Digest
import TestSupport
import Testing

struct HMACTests {
    @Test(arguments: [
        // RFC 4231, cases 2 and 6: a short key, and one that is longer than a block.
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func `a text's tag is as published`(_ key: [UInt8], _ text: String, _ tag: String) {
        expectEqual(HMACKey(key).authenticate(Array(text.utf8)).hex, tag)
        expectEqual(HMACKey(key).authenticate(utf8: text).hex, tag)
    }

    @Test func `a key for one purpose is another than that for the next`() {
        let key = HMACKey(Array("key".utf8))
        let tag = key.derived(for: "one").authenticate(utf8: "text")
        expectEqual(tag, HMACKey(key.authenticate(utf8: "one").bytes).authenticate(utf8: "text"))
        expectTrue(tag != key.derived(for: "other").authenticate(utf8: "text"))
    }

    @Test func `a tag of the wrong length is refused`() {
        let (key, bytes) = (HMACKey(Array("key".utf8)), Array("text".utf8))
        let tag = key.authenticate(bytes).bytes
        expectTrue(key.isValid(tag, for: bytes))
        expectFalse(key.isValid(tag.prefix(16), for: bytes))
        expectTrue(key.isValid(tag.prefix(16), for: bytes, tagByteCount: 16))
        expectFalse(key.isValid(tag, for: bytes, tagByteCount: 16))
        expectFalse(key.isValid([], for: bytes))
    }

    @Test func `equal bytes are equal and any difference is found`() {
        let bytes: [UInt8] = [1, 2, 3, 4]
        expectTrue(constantTimeEqual(bytes, bytes[...]))
        expectTrue(constantTimeEqual([], []))
        expectFalse(constantTimeEqual(bytes, bytes.dropLast()))
        for place in bytes.indices {
            var other = bytes
            other[place] ^= 0x80
            expectFalse(constantTimeEqual(bytes, other))
        }
    }
}
