extension JSONScanner {
    /// Passes over one value of any kind, checking all of it.
    package mutating func skip() throws(JSONError) {
        switch try peek() {
        case .string: _ = try symbol()
        case .number: index = try numberEnd(from: index)
        case .bool: _ = try bool()
        case .null: try null()
        case .object: try object { _, scanner throws(JSONError) in try scanner.skip() }
        case .array: try array { scanner throws(JSONError) in try scanner.skip() }
        }
    }

    /// Checks one value and copies its bytes as they stand, white space within and all.
    package mutating func rawValue() throws(JSONError) -> [UInt8] {
        skipWhiteSpace()
        let start = index
        try skip()
        return unsafe Array(UnsafeRawBufferPointer(start: base + start, count: index - start))
    }

    /// Reads one value of any kind into memory.
    package mutating func value(
        duplicateKeys: JSONDuplicateKeys = .refuse
    ) throws(JSONError) -> JSONValue {
        switch try peek() {
        case .string: return .string(try string())
        case .number: return .number(try number())
        case .bool: return .bool(try bool())
        case .null:
            try null()
            return .null
        case .object: return .object(try objectValue(duplicateKeys))
        case .array:
            var elements: [JSONValue] = []
            try array { scanner throws(JSONError) in
                elements.append(try scanner.value(duplicateKeys: duplicateKeys))
            }
            return .array(elements)
        }
    }

    /// The error for a name that comes twice stands behind its second colon.
    private mutating func objectValue(
        _ duplicateKeys: JSONDuplicateKeys
    ) throws(JSONError) -> JSONObject {
        var members = JSONObject()
        try object { key, scanner throws(JSONError) in
            let name = key.string
            if duplicateKeys == .refuse, members.contains(name) {
                throw scanner.error(.duplicateKey)
            }
            members[name] = try scanner.value(duplicateKeys: duplicateKeys)
        }
        return members
    }

    /// Takes `null`, which `peek` has told by its first byte only.
    private mutating func null() throws(JSONError) {
        guard consumeNull() else { throw mismatch(.null) }
    }
}
