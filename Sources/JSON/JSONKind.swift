/// The six kinds of JSON value (RFC 8259 section 3).
@usableFromInline
package enum JSONKind: Sendable, Hashable, CaseIterable {
    case null, bool, number, string, array, object
}

extension JSONKind: CustomStringConvertible {
    /// The kind with its article, for sentences: `a string`.
    @usableFromInline
    package var description: String {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
