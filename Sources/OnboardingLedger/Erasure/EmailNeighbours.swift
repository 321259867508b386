/// Whether what stands beside an email in a text makes it somebody else's: `ann@mail.co` is not in
/// `joann@mail.co`, nor in `ann@mail.com`.
enum EmailNeighbours {
    /// As many bytes beside the email as are looked at: two characters, one of them escaped.
    private static let bytesMax = 16

    /// - Parameters:
    ///   - range: where the email stands.
    ///   - signBytes: 1 for `@`, 3 for `%40`: then the text is a URL, where `+` is a space.
    static func areApart(
        _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ signBytes: Int
    ) -> Bool {
        let before = unsafe bytes[..<range.lowerBound].suffix(bytesMax)
        let after = unsafe bytes[range.upperBound...].prefix(bytesMax)
        return unsafe !isLocalPart(String(decoding: before, as: UTF8.self), inURL: signBytes > 1)
            && !isDomain(String(decoding: after, as: UTF8.self))
    }

    /// Whether a text ends in what goes on into the local part (RFC 5321 section 4.1.2) behind it:
    /// a letter or digit, or one of the signs that are common between two of them.
    private static func isLocalPart(_ text: String, inURL: Bool) -> Bool {
        var scalars = Array(text.unicodeScalars)
        if let escaped = escapedScalar(scalars.suffix(3)) {
            scalars.replaceSubrange((scalars.count - 3)..., with: [escaped])
        } else if inURL, scalars.last == "+" {
            return false
        }
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

    /// What `%3A` and the like stand for (RFC 3986 section 2.1); nil for anything else.
    private static func escapedScalar(_ scalars: ArraySlice<Unicode.Scalar>) -> Unicode.Scalar? {
        guard scalars.count == 3, scalars.first == "%" else { return nil }
        let digits = String(String.UnicodeScalarView(scalars.dropFirst()))
        return UInt8(digits, radix: 16).map { Unicode.Scalar($0) }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
}
