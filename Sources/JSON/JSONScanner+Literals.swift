extension JSONScanner {
    /// Reads `true` or `false`, spelled just so.
    @inlinable
    package mutating func bool() throws(JSONError) -> Bool {
        skipWhiteSpace()
        if takeWord("true") { return true }
        if takeWord("false") { return false }
        throw mismatch(.bool)
    }

    /// Takes `null` when it comes next.
    @inlinable
    package mutating func consumeNull() -> Bool {
        skipWhiteSpace()
        return takeWord("null")
    }

    /// Reads with `body`, or gives nil for `null`.
    @inlinable
    package mutating func optional<Value>(
        _ body: (inout JSONScanner) throws(JSONError) -> Value
    ) throws(JSONError) -> Value? {
        consumeNull() ? nil : try body(&self)
    }

    /// Takes one of the three literal names; what follows it is the caller's to check.
    @inlinable @inline(__always)
    mutating func takeWord(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard length <= count &- index,
            unsafe equalBytes(base + index, word.utf8Start, count: length)
        else { return false }
        index &+= length
        return true
    }
}
