import Digest
import Testing

struct HMACTests {
    @Test func `a key made ready computes what the one-off form does`() {
        for length in [0, 1, 32, 63, 64, 65, 200] {
            let key = [UInt8](repeating: 0xA5, count: length)
            let ready = HMACKey(key)
            let bytes = Array("text".utf8)
            #expect(ready.authenticate(bytes) == HMACSHA256.authenticate(bytes, key: key))
            #expect(ready.authenticate(utf8: "text") == ready.authenticate(bytes))
        }
    }

    @Test func `a tag of the wrong length is refused`() {
        let (key, bytes) = (HMACKey(Array("key".utf8)), Array("text".utf8))
        let tag = key.authenticate(bytes).bytes
        #expect(key.isValid(tag, for: bytes))
        #expect(!key.isValid(tag.prefix(16), for: bytes))
        #expect(key.isValid(tag.prefix(16), for: bytes, tagByteCount: 16))
        #expect(!key.isValid(tag, for: bytes, tagByteCount: 16))
        #expect(!key.isValid([], for: bytes))
    }

    @Test func `equal bytes are equal and any difference is found`() {
        let bytes: [UInt8] = [1, 2, 3, 4]
        #expect(constantTimeEqual(bytes, bytes[...]))
        #expect(constantTimeEqual([], []))
        #expect(!constantTimeEqual(bytes, bytes.dropLast()))
        for place in bytes.indices {
            var other = bytes
            other[place] ^= 0x80
            #expect(!constantTimeEqual(bytes, other))
        }
    }
}
