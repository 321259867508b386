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

    /// Whether the bytes are those of `start` and then of `end`.
    func hasBytes(of start: StaticString, then end: String) -> Bool {
        let bytes = utf8
        guard bytes.count == start.utf8CodeUnitCount + end.utf8.count else { return false }
        let isSame = unsafe bytes.withContiguousStorageIfAvailable { text in
            unsafe end.utf8.withContiguousStorageIfAvailable { end in
                guard let text = text.baseAddress, let rest = end.baseAddress else { return false }
                let count = start.utf8CodeUnitCount
                return unsafe memcmp(text, start.utf8Start, count) == 0
                    && memcmp(text + count, rest, end.count) == 0
            }
        }
        if let isSame, let isSame { return isSame }
        return hasSameBytes(as: "\(start)\(end)")
    }

    func hashBytes(into hasher: inout Hasher) {
        let isDone: Void? = unsafe utf8.withContiguousStorageIfAvailable {
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if isDone == nil { for byte in utf8 { hasher.combine(byte) } }
        hasher.combine(0xFF as UInt8)
    }
}
