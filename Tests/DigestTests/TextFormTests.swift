import Digest
import TestSupport
import Testing

struct TextFormTests {
    /// RFC 4648 section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `the RFC's examples read and write`(_ plain: String, _ coded: String) {
        expectEqual(Base64.encode(plain.utf8), coded)
        expectEqual(Base64.decode(coded), Array(plain.utf8))
        let unpadded = coded.filter { $0 != "=" }
        expectEqual(Base64URL.encode(plain.utf8), unpadded)
        expectEqual(Base64URL.decode(unpadded), Array(plain.utf8))
    }

    @Test func `the two alphabets differ in two characters`() {
        let bytes: [UInt8] = [0xFB, 0xFF]
        expectEqual(Base64.encode(bytes), "+/8=")
        expectEqual(Base64URL.encode(bytes), "-_8")
        expectNil(Base64.decode("-_8="))
        expectNil(Base64URL.decode("+/8"))
    }

    @Test(arguments: [
        "Zg=", "Zg", "Zg===", "=", "====", "Z===", "Zm9v=", "Zh==", "Zm9=", "Zm9v\n", "Zm 9",
        "Zg==Zg==",
    ])
    func `padded text that encoding would not write is refused`(_ text: String) {
        expectNil(Base64.decode(text))
    }

    @Test(arguments: ["Zg==", "Z", "Zh", "Zm9vY", "Zm9v=", "Z g", "é"])
    func `unpadded text that encoding would not write is refused`(_ text: String) {
        expectNil(Base64URL.decode(text))
    }

    @Test func `every byte reads back in every form`() {
        let bytes = [UInt8](0...255)
        expectEqual(Hex.decode(Hex.encode(bytes)), bytes)
        expectEqual(Base64.decode(Base64.encode(bytes)), bytes)
        expectEqual(Base64URL.decode(Base64URL.encode(bytes)), bytes)
    }

    @Test func `hexadecimal digits are written small and read in either case`() {
        expectEqual(Hex.encode([0x00, 0xAB, 0xFF]), "00abff")
        expectEqual(Hex.decode("00aBFf"), [0x00, 0xAB, 0xFF])
        expectNil(Hex.decode("0"))
        expectNil(Hex.decode("0g"))
        expectNil(Hex.decode(" 00"))
    }
}
