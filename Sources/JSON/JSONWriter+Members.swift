extension JSONWriter {
    /// Writes an object's next member; that no name comes twice is for the caller to see to.
    @inlinable
    package mutating func member(_ key: StaticString, _ value: some JSONWritable) {
        appendKey(key)
        value.write(to: &self)
    }

    /// Writes the member, or nothing for nil.
    @inlinable
    package mutating func member(_ key: StaticString, _ value: (some JSONWritable)?) {
        if let value { member(key, value) }
    }

    /// Writes the member; the concrete type lets callers say `.null` and `.string(…)`.
    package mutating func member(_ key: StaticString, _ value: JSONValue) {
        appendKey(key)
        value.write(to: &self)
    }

    /// Writes the member, with `null` for nil.
    @inlinable
    package mutating func memberOrNull(_ key: StaticString, _ value: (some JSONWritable)?) {
        appendKey(key)
        if let value { value.write(to: &self) } else { appendValue("null") }
    }

    /// Writes a member whose value `nested` writes.
    ///
    /// - Precondition: `nested` writes exactly one value.
    @inlinable
    package mutating func member<E>(
        _ key: StaticString, _ nested: (inout JSONWriter) throws(E) -> Void
    ) throws(E) {
        appendKey(key)
        try nested(&self)
        precondition(needsComma, "a member has no value")
    }

    /// Writes a member whose value is `raw`, which must be one valid JSON value.
    @inlinable
    package mutating func member(_ key: StaticString, raw: [UInt8]) {
        appendKey(key)
        value(raw: raw)
    }
}

/// Strings that are made in place.
extension JSONWriter {
    /// Writes a member that is a string of whatever `append` adds to the bytes.
    ///
    /// - Precondition: `append` adds only characters that need no escape.
    @inlinable
    package mutating func plainMember(_ key: StaticString, _ append: (inout [UInt8]) -> Void) {
        appendKey(key)
        bytes.append(UInt8(ascii: "\""))
        append(&bytes)
        bytes.append(UInt8(ascii: "\""))
        needsComma = true
    }
}

/// The same for names that are known only at run time.
extension JSONWriter {
    /// The name is escaped where it must be.
    @inlinable
    package mutating func member(key: String, _ value: some JSONWritable) {
        appendKey(key)
        value.write(to: &self)
    }

    /// Writes the member, or nothing for nil.
    @inlinable
    package mutating func member(key: String, _ value: (some JSONWritable)?) {
        if let value { member(key: key, value) }
    }

    package mutating func member(key: String, _ value: JSONValue) {
        appendKey(key)
        value.write(to: &self)
    }

    @inlinable
    package mutating func member<E>(
        key: String, _ nested: (inout JSONWriter) throws(E) -> Void
    ) throws(E) {
        appendKey(key)
        try nested(&self)
        precondition(needsComma, "a member has no value")
    }
}
