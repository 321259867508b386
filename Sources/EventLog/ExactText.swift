import Glibc

/// Comparing and hashing names by their bytes.
///
/// Swift's own `==` holds "é" in one code point and in two for the same text; SQLite and the hash
/// chain do not. A name that the log interns must be one thing to all three, or an event would be
/// hashed with one spelling and stored with the other.
extension String {
    func hasSameBytes(as other: String) -> Bool {
        let isSame = unsafe utf8.withContiguousStorageIfAvailable { text in
            unsafe other.utf8.withContiguousStorageIfAvailable { other in
                guard text.count == other.count else { return false }
                guard let a = text.baseAddress, let b = other.baseAddress else {
                    return true
                }
                return unsafe memcmp(a, b, text.count) == 0
            }
        }
        if let isSame, let isSame { return isSame }
        return utf8.elementsEqual(other.utf8)
    }

    func hashBytes(into hasher: inout Hasher) {
        let isDone: Void? = unsafe utf8.withContiguousStorageIfAvailable {
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if isDone == nil { for byte in utf8 { hasher.combine(byte) } }
        hasher.combine(0xFF as UInt8)
    }
}
