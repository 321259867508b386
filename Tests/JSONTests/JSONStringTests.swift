import JSON
import TestSupport
import Testing

struct JSONStringTests {
    static func read(_ bytes: [UInt8]) -> Result<String, JSONError> {
        Result { () throws(JSONError) in
            try JSONScanner.scan(bytes) { s throws(JSONError) in try s.string() }
        }
    }

    static func read(_ text: String) -> Result<String, JSONError> { read(Array(text.utf8)) }

    @Test(arguments: [
        (#""""#, ""), (#""a""#, "a"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9\u20AC""#, "Aé€"), (#""\uD834\udd1e!""#, "𝄞!"), (#""\u0000""#, "\0"),
        ("\"é€𝄞\u{7F}\"", "é€𝄞\u{7F}"), (#""\uFFFF""#, "\u{FFFF}"),
    ])
    func `escapes and characters mean what RFC 8259 says`(_ text: String, _ expected: String) {
        expectEqual(Self.read(text), .success(expected))
    }

    @Test func `a special character is found at every position of the eight-byte steps`() {
        for length in 0..<40 {
            let plain = String(repeating: "x", count: length)
            expectEqual(Self.read("\"\(plain)\""), .success(plain))
            for rest in ["", "y", "yyyyyyyyyyyy"] {
                expectEqual(Self.read("\"\(plain)\\n\(rest)\""), .success("\(plain)\n\(rest)"))
                expectEqual(Self.read("\"\(plain)€\(rest)\""), .success("\(plain)€\(rest)"))
                expectEqual(
                    Self.read("\"\(plain)\u{1F}\(rest)\""),
                    .failure(JSONError(.controlCharacter, at: length + 1)))
                expectEqual(
                    Self.read("\"\(plain)\" \(rest)\""),
                    .failure(JSONError(.trailingBytes, at: length + 3)))
            }
        }
    }

    @Test func `every ASCII byte is taken or refused as the grammar says`() {
        for byte in UInt8(0)..<0x80 {
            let text = Array("\"1234567".utf8) + [byte] + Array("1234567\"".utf8)
            let isPlain = byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
            expectTrue((try? Self.read(text).get()) != nil || !isPlain)
            expectTrue((try? Self.read(text).get()) == nil || isPlain)
        }
    }

    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x9F, 0xBF],
            [0xE1, 0x80], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xFE], [0xE2, 0x82, 0x41],
            [0xF0, 0x9D, 0x84],
        ] as [[UInt8]])
    func `bytes that are not UTF-8 are refused where they start`(_ bytes: [UInt8]) {
        let text = Array("\"ab".utf8) + bytes + Array("\"".utf8)
        expectEqual(Self.read(text), .failure(JSONError(.invalidUTF8, at: 3)))
    }

    @Test func `every Unicode scalar passes as it is`() throws {
        for value in UInt32(0x20)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value), scalar != "\"", scalar != "\\" else {
                continue
            }
            let text = "\"\(scalar)\""
            guard Self.read(text) != .success(String(scalar)) else { continue }
            Issue.record("U+\(String(value, radix: 16)) was not read back")
            return
        }
    }

    @Test(arguments: [
        #""\uD800""#, #""\uDC00""#, #""\uD800x""#, #""\uD800\n""#, #""\uD800\uD800""#,
        #""\uDBFF\u0041""#, #""\uDE00\uD83D""#,
    ])
    func `half of a surrogate pair is refused`(_ text: String) {
        expectEqual(Self.read(text), .failure(JSONError(.loneSurrogate, at: 1)))
    }

    @Test(arguments: [#""\x""#, #""\u12G4""#, #""\U0041""#, #""\a""#, #""\u00 1""#, #""\'""#])
    func `an unknown escape is refused`(_ text: String) {
        expectEqual(Self.read(text), .failure(JSONError(.invalidEscape, at: 1)))
    }

    @Test(arguments: [#"""#, #""abc"#, #""abcdefghijklm"#, #""\"#, #""\u12"#, #""\""#])
    func `a string that does not end is refused`(_ text: String) {
        expectEqual(Self.read(text), .failure(JSONError(.unexpectedEnd, at: text.utf8.count)))
    }
}
