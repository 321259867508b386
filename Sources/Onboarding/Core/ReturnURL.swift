/// The address that a person is sent back to: a path of the same origin, or the flow's home (S9).
public enum ReturnURL {
    /// Longer ones are refused unread.
    public static let bytesMax = 2048

    /// `text` when it is safe to redirect to, else `home`.
    public static func validated(_ text: String?, home: String) -> String {
        guard let text, isSameOriginPath(text) else { return home }
        return text
    }

    /// True for a path such as `/onboarding?step=2` that every reader takes for one of this origin.
    ///
    /// Refused, as they stand and under up to three layers of percent-encoding: what begins with
    /// anything but one slash, empty and dot segments, backslashes (which browsers read as
    /// slashes) and control characters (which they drop). Broken escapes, and spaces and characters
    /// outside ASCII that are not escaped, are refused too: readers differ on them.
    public static func isSameOriginPath(_ text: String) -> Bool {
        guard text.utf8.count <= bytesMax, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return false }
        var bytes = Array(text.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })
        let tail = Array(text.utf8.dropFirst(bytes.count))
        guard isPlainPath(bytes), isPlainTail(tail) else { return false }
        for _ in 0..<layersMax {
            guard bytes.contains(UInt8(ascii: "%")) else { return true }
            guard let decoded = decoded(bytes), isPlainPath(decoded) else { return false }
            bytes = decoded
        }
        return !bytes.contains(UInt8(ascii: "%"))
    }

    /// What is still encoded after so many layers is refused.
    private static let layersMax = 3

    /// Whether a path is what it looks like: one slash first, no empty or dot segments.
    private static func isPlainPath(_ path: [UInt8]) -> Bool {
        guard path.first == UInt8(ascii: "/"), path.allSatisfy(isPlain) else { return false }
        let segments = path.dropFirst().split(
            separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return segments.enumerated().allSatisfy { index, segment in
            // Only the last may be empty: a closing slash.
            !(segment.isEmpty && index < segments.count - 1)
                && !segment.elementsEqual(".".utf8) && !segment.elementsEqual("..".utf8)
        }
    }

    /// Query and fragment go nowhere by themselves, but must not smuggle a line break.
    private static func isPlainTail(_ tail: [UInt8]) -> Bool {
        guard tail.allSatisfy(isPlain) else { return false }
        guard let decoded = decoded(tail) else { return false }
        return decoded.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
    }

    /// No control or backslash; spaces and bytes beyond ASCII only come out of escapes.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != 0x7F && byte != UInt8(ascii: "\\")
    }

    /// One layer of percent-encoding taken off; nil for a broken escape.
    private static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
        var (result, index) = ([UInt8](), 0)
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "%") else {
                result.append(bytes[index])
                index += 1
                continue
            }
            guard index + 2 < bytes.count, let high = hexValue(bytes[index + 1]),
                let low = hexValue(bytes[index + 2])
            else { return nil }
            result.append(high << 4 | low)
            index += 3
        }
        return result
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        Unicode.Scalar(byte).properties.isASCIIHexDigit
            ? UInt8(Character(Unicode.Scalar(byte)).hexDigitValue ?? 0) : nil
    }
}
