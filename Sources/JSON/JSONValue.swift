/// A JSON value in memory, for texts whose shape is not known beforehand.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// Reads a whole text; by default, refuses an object that names a member twice.
    package init(
        parsing bytes: [UInt8], limits: JSONLimits = JSONLimits(),
        duplicateKeys: JSONDuplicateKeys = .refuse
    ) throws(JSONError) {
        self = try JSONScanner.scan(bytes, limits: limits) { scanner throws(JSONError) in
            try scanner.value(duplicateKeys: duplicateKeys)
        }
    }

    /// Reads a whole text given as a string.
    package init(
        parsing text: String, limits: JSONLimits = JSONLimits(),
        duplicateKeys: JSONDuplicateKeys = .refuse
    ) throws(JSONError) {
        try self.init(parsing: Array(text.utf8), limits: limits, duplicateKeys: duplicateKeys)
    }

    /// What the value is, for messages and comparisons of shape.
    package var kind: JSONKind {
        switch self {
        case .null: .null
        case .bool: .bool
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }

    /// The value as compact JSON, members in their order.
    package var encoded: [UInt8] { JSONWriter.encode { write(to: &$0) } }
}

extension JSONValue {
    /// True for JSON's `null` only; a member that is missing is nil.
    package var isNull: Bool { self == .null }

    /// Nil for a value of another kind: no text or number counts as one.
    package var boolValue: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// Nil for a value of another kind.
    package var numberValue: JSONNumber? {
        guard case .number(let value) = self else { return nil }
        return value
    }

    /// The number when it is whole and fits; `1.0` is whole.
    package var intValue: Int? { int64Value.map { Int($0) } }

    /// As `intValue`: nil for what is no number, has a fraction or does not fit.
    package var int64Value: Int64? { numberValue?.int64 }

    /// The nearest double, infinite beyond the largest; nil for what is no number.
    package var doubleValue: Double? { numberValue?.double }

    /// Nil for a value of another kind: numbers are not turned into text.
    package var stringValue: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    package var arrayValue: [JSONValue]? {
        guard case .array(let value) = self else { return nil }
        return value
    }

    package var objectValue: JSONObject? {
        guard case .object(let value) = self else { return nil }
        return value
    }

    /// A member of an object; nil when there is none or the value is no object.
    package subscript(key: String) -> JSONValue? { objectValue?[key] }

    /// An element of an array; nil when there is none or the value is no array.
    package subscript(place: Int) -> JSONValue? {
        guard let elements = arrayValue, elements.indices.contains(place) else { return nil }
        return elements[place]
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    package init(nilLiteral: ()) { self = .null }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }
    package init(floatLiteral value: Double) { self = .number(JSONNumber(value)) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    /// - Precondition: no name comes twice.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = JSONObject()
        for (key, value) in elements {
            precondition(!object.contains(key), "an object literal names \(key) twice")
            object[key] = value
        }
        self = .object(object)
    }
}

/// Texts are equal when their bytes are, as names are: a corrected spelling is a change.
extension JSONValue: Hashable {
    package static func == (a: JSONValue, b: JSONValue) -> Bool {
        switch (a, b) {
        case (.null, .null): true
        case (.bool(let a), .bool(let b)): a == b
        case (.number(let a), .number(let b)): a == b
        case (.string(let a), .string(let b)): ExactText(a) == ExactText(b)
        case (.array(let a), .array(let b)): a == b
        case (.object(let a), .object(let b)): a == b
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .number(let number): hasher.combine(number)
        case .string(let text): hasher.combine(ExactText(text))
        case .array(let elements): hasher.combine(elements)
        case .object(let object): hasher.combine(object)
        }
    }
}
