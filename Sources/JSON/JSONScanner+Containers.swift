extension JSONScanner {
    /// Reads an object, handing each member's name to `member`, which reads or skips its value.
    ///
    /// Members come in the text's order. A name that comes twice is handed over twice:
    /// `JSONValue(parsing:)` and `value(duplicateKeys:)` refuse those.
    /// - Precondition: `member` consumes exactly the one value.
    @inlinable
    package mutating func object(
        _ member: (JSONKey, inout JSONScanner) throws(JSONError) -> Void
    ) throws(JSONError) {
        guard take(UInt8(ascii: "{")) else { throw mismatch(.object) }
        try descend()
        if !take(UInt8(ascii: "}")) {
            repeat {
                let key = try memberName()
                let start = index
                try member(key, &self)
                precondition(index > start, "a member's value was neither read nor skipped")
            } while try hasMore(before: UInt8(ascii: "}"))
        }
        depthLeft &+= 1
    }

    /// Reads an array, calling `element` at each of its values.
    ///
    /// - Precondition: `element` consumes exactly the one value.
    @inlinable
    package mutating func array(
        _ element: (inout JSONScanner) throws(JSONError) -> Void
    ) throws(JSONError) {
        guard take(UInt8(ascii: "[")) else { throw mismatch(.array) }
        try descend()
        if !take(UInt8(ascii: "]")) {
            repeat {
                let start = index
                try element(&self)
                precondition(index > start, "an element was neither read nor skipped")
            } while try hasMore(before: UInt8(ascii: "]"))
        }
        depthLeft &+= 1
    }

    /// Counts one more open object or array; a scan that fails never counts back.
    @inlinable @inline(__always)
    mutating func descend() throws(JSONError) {
        guard depthLeft > 0 else { throw JSONError(.depthExceeded, at: index &- 1) }
        depthLeft &-= 1
    }

    /// Reads `"name" :`.
    @inlinable @inline(__always)
    mutating func memberName() throws(JSONError) -> JSONKey {
        guard take(UInt8(ascii: "\"")) else { throw misplaced() }
        let key = try stringBody()
        guard take(UInt8(ascii: ":")) else { throw misplaced() }
        return key
    }

    /// Takes a comma (true) or the closing byte (false).
    @inlinable @inline(__always)
    mutating func hasMore(before close: UInt8) throws(JSONError) -> Bool {
        if take(UInt8(ascii: ",")) { return true }
        guard take(close) else { throw misplaced() }
        return false
    }
}
