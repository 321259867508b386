/// What tells the two base-64 alphabets apart: the last two characters, and the padding.
///
/// Decoding is strict, so that bytes and text stand for each other exactly: no white space, padding
/// just where the alphabet has it, and no stray bits in the last character (RFC 4648 section 3.5).
struct Base64Alphabet {
    let character62: UInt8
    let character63: UInt8
    let hasPadding: Bool

    static let standard = Base64Alphabet(
        character62: UInt8(ascii: "+"), character63: UInt8(ascii: "/"), hasPadding: true)
    static let url = Base64Alphabet(
        character62: UInt8(ascii: "-"), character63: UInt8(ascii: "_"), hasPadding: false)

    func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var (group, bitCount): (UInt32, UInt32) = (0, 0)
        for byte in bytes {
            (group, bitCount) = (group << 8 | UInt32(byte), bitCount + 8)
            while bitCount >= 6 {
                bitCount -= 6
                text.append(character(group >> bitCount & 0x3F))
            }
        }
        if bitCount > 0 { text.append(character(group << (6 - bitCount) & 0x3F)) }
        while hasPadding, text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        return String(decoding: text, as: UTF8.self)
    }

    func decode(_ text: [UInt8]) -> [UInt8]? {
        guard let digitCount = digitCount(of: text) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digitCount * 3 / 4)
        var (group, bitCount): (UInt32, UInt32) = (0, 0)
        for character in text.prefix(digitCount) {
            guard let value = value(character) else { return nil }
            (group, bitCount) = (group << 6 | value, bitCount + 6)
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: group >> bitCount))
            }
        }
        return group & (1 << bitCount - 1) == 0 ? bytes : nil
    }

    /// How many characters stand before the padding; nil when the length or the padding is wrong.
    private func digitCount(of text: [UInt8]) -> Int? {
        let count = text.count
        guard hasPadding else { return count % 4 == 1 ? nil : count }
        guard count % 4 == 0 else { return nil }
        let paddingCount = text.suffix(2).reversed().prefix { $0 == UInt8(ascii: "=") }.count
        return count - paddingCount
    }

    private func character(_ value: UInt32) -> UInt8 {
        switch UInt8(value) {
        case let value where value < 26: UInt8(ascii: "A") + value
        case let value where value < 52: UInt8(ascii: "a") + value - 26
        case let value where value < 62: UInt8(ascii: "0") + value - 52
        case 62: character62
        default: character63
        }
    }

    private func value(_ character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a") + 26)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0") + 52)
        case character62: 62
        case character63: 63
        default: nil
        }
    }
}
