import Glibc

/// Comparing and hashing names by their bytes.
///
/// Swift's own `==` holds "é" in one code point and in two for the same text; SQLite and the hash
/// chain do not. A name that the log interns must be one thing to all three, or an event would be
/// hashed with one spelling and stored with the other.
extension String {
    func hasSameBytes(as other: String) -> Bool {
        var (text, other) = (self, other)
        return text.withUTF8 { text in
            other.withUTF8 { other in
                guard text.count == other.count else { return false }
                guard let a = text.baseAddress, let b = other.baseAddress else {
                    return true
                }
                return unsafe memcmp(a, b, text.count) == 0
            }
        }
    }

    func hashBytes(into hasher: inout Hasher) {
        var text = self
        text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xFF as UInt8)
    }
}
