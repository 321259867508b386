/// Whether what stands beside an email in a text makes it somebody else's: `ann@mail.co` is not in
/// `joann@mail.co`, nor in `ann@mail.com`.
enum EmailNeighbours {
    /// As many bytes beside the email as are looked at: two characters.
    private static let bytesMax = 8

    /// - Parameter range: where the email stands.
    static func areApart(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        let before = unsafe bytes[..<range.lowerBound].suffix(bytesMax)
        let after = unsafe bytes[range.upperBound...].prefix(bytesMax)
        return unsafe !isLocalPart(String(decoding: before, as: UTF8.self))
            && !isDomain(String(decoding: after, as: UTF8.self))
    }

    /// Whether a text ends in what goes on into the local part (RFC 5321 section 4.1.2) behind it:
    /// a letter or digit, or one of the signs that are common between two of them.
    private static func isLocalPart(_ text: String) -> Bool {
        var scalars = Array(text.unicodeScalars)
        guard let last = scalars.popLast() else { return false }
        if isWord(last) { return true }
        return [".", "-", "_", "+", "'"].contains(last) && scalars.last.map(isWord) == true
    }

    /// Whether a text begins with what the domain before it goes on into.
    private static func isDomain(_ text: String) -> Bool {
        var scalars = text.unicodeScalars[...]
        guard let first = scalars.popFirst() else { return false }
        if isWord(first) { return true }
        return [".", "-"].contains(first) && scalars.first.map(isWord) == true
    }

    /// A letter or digit of a script that puts spaces between words: elsewhere, as in Chinese or
    /// Japanese, an email stands in the middle of a sentence without any.
    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value < 0x0E00 || (0x1E00..<0x2000).contains(scalar.value) else {
            return false
        }
        return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
}
