import JSON

/// A state's members side by side: those of nested objects under dotted names, each with its value
/// as JSON text. An object without members is no field.
struct FlatState {
    /// In the order in which the state writes its members.
    private var names: [String] = []
    /// JSON text, one for each name; an array is one value.
    private var values: [[UInt8]] = []

    /// JSON's null, as text.
    static let null = Array("null".utf8)

    /// No fields at all.
    init() {}

    /// - Parameter state: a JSON object without white space, as states write themselves.
    init(_ state: [UInt8]) throws(JSONError) {
        try JSONScanner.scan(state, limits: .trusted) { scanner throws(JSONError) in
            try collect(&scanner, under: "")
        }
    }

    /// - Parameter prefix: the enclosing members' names, each with its dot.
    private mutating func collect(_ scanner: inout JSONScanner, under prefix: String)
        throws(JSONError)
    {
        try scanner.object { key, scanner throws(JSONError) in
            let name = prefix + key.string
            if try scanner.peek() == .object {
                try collect(&scanner, under: name + ".")
            } else {
                names.append(name)
                values.append(try scanner.rawValue())
            }
        }
    }

    /// Of a name that stands twice the last value.
    var valuesByName: [String: [UInt8]] {
        Dictionary(zip(names, values), uniquingKeysWith: { $1 })
    }

    /// The fields whose values are not those of an earlier state; nil for those that went.
    func changes(since earlier: FlatState) -> [(name: String, value: [UInt8]?)] {
        // States write their members in one order: mostly there is nothing to look for.
        if names == earlier.names {
            return names.indices.compactMap { index in
                values[index] == earlier.values[index] ? nil : (names[index], values[index])
            }
        }
        var gone = earlier.valuesByName
        var changes: [(name: String, value: [UInt8]?)] = []
        for (name, value) in zip(names, values) where gone.removeValue(forKey: name) != value {
            changes.append((name, value))
        }
        return changes + gone.keys.map { ($0, nil) }
    }
}
