/// A value that can write itself as one JSON value.
@usableFromInline
package protocol JSONWritable {
    /// Writes exactly one value, with the comma before it where one is due: the writer does that.
    func write(to writer: inout JSONWriter)
}

extension String: JSONWritable {
    @inlinable
    package func write(to writer: inout JSONWriter) { writer.appendString(self) }
}

extension Substring: JSONWritable {
    @inlinable
    package func write(to writer: inout JSONWriter) { writer.appendString(String(self)) }
}

extension Bool: JSONWritable {
    @inlinable
    package func write(to writer: inout JSONWriter) {
        if self { writer.appendValue("true") } else { writer.appendValue("false") }
    }
}

extension Int: JSONWritable {
    @inlinable
    package func write(to writer: inout JSONWriter) { writer.appendInteger(Int64(self)) }
}

extension Int64: JSONWritable {
    @inlinable
    package func write(to writer: inout JSONWriter) { writer.appendInteger(self) }
}

extension Int32: JSONWritable {
    @inlinable
    package func write(to writer: inout JSONWriter) { writer.appendInteger(Int64(self)) }
}

/// Written as `JSONNumber(_: Double)` does; non-finite values break its precondition.
extension Double: JSONWritable {
    @usableFromInline
    package func write(to writer: inout JSONWriter) { JSONNumber(self).write(to: &writer) }
}

extension JSONNumber: JSONWritable {
    package func write(to writer: inout JSONWriter) {
        var text = literal
        text.withUTF8 { unsafe writer.appendValue($0) }
    }
}

extension JSONObject: JSONWritable {
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            for (key, value) in self { writer.member(key: key, value) }
        }
    }
}

extension JSONValue: JSONWritable {
    package func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): value.write(to: &writer)
        case .number(let value): value.write(to: &writer)
        case .string(let value): value.write(to: &writer)
        case .array(let elements): elements.write(to: &writer)
        case .object(let object): object.write(to: &writer)
        }
    }
}

extension Array: JSONWritable where Element: JSONWritable {
    @inlinable
    package func write(to writer: inout JSONWriter) {
        writer.array { writer in
            for element in self { element.write(to: &writer) }
        }
    }
}
