/// Where the members of a text stand, for messages to who wrote it.
package enum JSONPlaces {
    /// The line, from 1, of what a JSON Pointer names; of the nearest thing around it when it is
    /// not there. Nil for a text that is no JSON.
    package static func line(of pointer: String, in bytes: [UInt8]) -> Int? {
        let tokens = pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        var index = 0
        do {
            try JSONScanner.scan(bytes) { scanner throws(JSONError) in
                try find(
                    tokens.map { String($0.replacing("~1", with: "/").replacing("~0", with: "~")) }[
                        ...],
                    in: &scanner, &index)
            }
        } catch { return nil }
        return 1 + bytes.prefix(index).count { $0 == UInt8(ascii: "\n") }
    }

    /// Leaves in `index` where the deepest thing begins that was found so far; reads the text to
    /// its end.
    private static func find(
        _ tokens: ArraySlice<String>, in scanner: inout JSONScanner, _ index: inout Int
    ) throws(JSONError) {
        let kind = try scanner.peek()
        index = scanner.byteIndex
        guard let token = tokens.first else { return try scanner.skip() }
        switch kind {
        case .object:
            try scanner.object { key, scanner throws(JSONError) in
                guard key.string == token else { return try scanner.skip() }
                try find(tokens.dropFirst(), in: &scanner, &index)
            }
        case .array:
            var place = 0
            try scanner.array { scanner throws(JSONError) in
                defer { place += 1 }
                guard String(place) == token else { return try scanner.skip() }
                try find(tokens.dropFirst(), in: &scanner, &index)
            }
        default: try scanner.skip()
        }
    }
}
