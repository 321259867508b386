import EventLog
import JSON

/// A state's members side by side: those of nested objects under their paths, each with its value
/// as JSON text.
///
/// An object without members is a value where it may be somebody's answer. At the top, where states
/// have parts that are filled in later, it is no field.
struct FlatState {
    /// In the order in which the state writes its members.
    private var names: [FieldPath] = []
    /// JSON text, one for each name; an array is one value.
    private var values: [[UInt8]] = []

    /// JSON's null, as text.
    static let null = Array("null".utf8)
    /// An object without members, as text.
    private static let emptyObject = Array("{}".utf8)

    /// No fields at all.
    init() {}

    /// - Parameter state: a JSON object without white space, as states write themselves.
    init(_ state: [UInt8]) throws(JSONError) {
        try JSONScanner.scan(state, limits: .trusted) { scanner throws(JSONError) in
            try collect(&scanner, under: nil)
        }
    }

    /// - Parameter parent: the enclosing member; nil at the top.
    private mutating func collect(_ scanner: inout JSONScanner, under parent: FieldPath?)
        throws(JSONError)
    {
        try scanner.object { key, scanner throws(JSONError) in
            let name = FieldPath(key.string, in: parent)
            if try scanner.peek() == .object {
                let count = names.count
                try collect(&scanner, under: name)
                if names.count == count, parent != nil { append(name, Self.emptyObject) }
            } else {
                append(name, try scanner.rawValue())
            }
        }
    }

    private mutating func append(_ name: FieldPath, _ value: [UInt8]) {
        names.append(name)
        values.append(value)
    }

    /// Of a name that stands twice the last value.
    var valuesByName: [FieldPath: [UInt8]] {
        Dictionary(zip(names, values), uniquingKeysWith: { $1 })
    }

    /// The fields whose values are not those of an earlier state; nil for those that went.
    func changes(since earlier: FlatState) -> [(name: FieldPath, value: [UInt8]?)] {
        // States write their members in one order: mostly there is nothing to look for.
        if names == earlier.names {
            return names.indices.compactMap { index in
                values[index] == earlier.values[index] ? nil : (names[index], values[index])
            }
        }
        var gone = earlier.valuesByName
        var changes: [(name: FieldPath, value: [UInt8]?)] = []
        for (name, value) in zip(names, values) where gone.removeValue(forKey: name) != value {
            changes.append((name, value))
        }
        return changes + gone.keys.map { ($0, nil) }
    }
}
