extension JSONWriter {
    /// Writes one value: the text's only one, or the next at this place.
    @inlinable
    package mutating func value(_ value: some JSONWritable) { value.write(to: &self) }

    /// The concrete type lets callers say `.null` and `.string(…)`.
    package mutating func value(_ value: JSONValue) { value.write(to: &self) }

    /// Writes a value, with `null` for nil.
    @inlinable
    package mutating func value(_ value: (some JSONWritable)?) {
        if let value { value.write(to: &self) } else { null() }
    }

    /// Writes `raw`, which must be one valid JSON value.
    @inlinable
    package mutating func value(raw: [UInt8]) {
        unsafe raw.withUnsafeBufferPointer { unsafe appendValue($0) }
    }

    /// Writes `null` as a value.
    @inlinable
    package mutating func null() { appendValue("null") }

    /// Writes an array's next element.
    @inlinable
    package mutating func element(_ element: some JSONWritable) { element.write(to: &self) }

    /// The concrete type lets callers say `.null` and `.string(…)`.
    package mutating func element(_ element: JSONValue) { element.write(to: &self) }

    /// Writes an element, with `null` for nil: an array's places count, so none is left out.
    @inlinable
    package mutating func element(_ element: (some JSONWritable)?) { value(element) }

    /// Writes the element that `nested` writes.
    @inlinable
    package mutating func element<E>(
        _ nested: (inout JSONWriter) throws(E) -> Void
    ) throws(E) {
        try nested(&self)
        precondition(needsComma, "an element has no value")
    }
}
