import JSON

/// Finds what is wrong with a schema itself: a misspelt keyword would silently check nothing.
struct FlowSchemaCheck {
    /// Each with its place in the flow's file.
    private(set) var problems: [FieldProblem] = []
    private let document: JSONValue
    private let isNew: Bool
    /// Lengths of chains of references (`chain(from:)`); nil also while one is followed.
    private var chains: [String: Int?] = [:]

    /// - Parameters:
    ///   - document: where references lead.
    ///   - isNew: false for what was declared once, and is read whatever its patterns are
    ///     and wherever its references lead.
    init(document: JSONValue, isNew: Bool) { (self.document, self.isNew) = (document, isNew) }

    private static let types = [
        "string", "number", "integer", "boolean", "array", "object", "null",
    ]
    private static let formats = TextFormat.allCases.map(\.rawValue)
    /// Notes to people, which check nothing.
    private static let notes: Set<String> = [
        "$schema", "$id", "$comment", "title", "description", "default", "examples", "deprecated",
        "readOnly", "writeOnly", FlowField.personalMark,
    ]
    /// What `JSONSchema` checks: anything else would be taken for a check that it is not.
    private static let keywords = [
        "type", "enum", "const", "allOf", "anyOf", "oneOf", "$ref", "$defs", "properties",
        "required", "additionalProperties", "items", "minItems", "maxItems", "minimum", "maximum",
        "minLength", "maxLength", "pattern", "format",
    ]

    /// Looks at a schema and at all within it; references are found, and of what is new followed as
    /// far as they speak of one value.
    mutating func check(_ schema: JSONValue, at pointer: String) {
        if schema.boolValue != nil { return }
        guard let members = schema.objectValue else {
            return refuse(pointer, "expected a JSON Schema: an object, true or false")
        }
        for (keyword, value) in members {
            check(keyword, value, at: pointer + "/" + JSONPointer.escaped(keyword))
        }
    }

    private mutating func refuse(_ pointer: String, _ detail: String) {
        problems.append(.init(pointer: pointer, detail: detail))
    }

    private mutating func check(_ keyword: String, _ value: JSONValue, at pointer: String) {
        switch keyword {
        case "type": checkType(value, at: pointer)
        case "enum":
            require(value.arrayValue?.isEmpty == false, pointer, "an array of at least one value")
        case "const": break
        case "allOf", "anyOf", "oneOf": checkChoices(value, at: pointer)
        case "$ref": checkReference(value, at: pointer)
        case "$defs", "properties": checkMembers(value, at: pointer)
        case "required":
            let names = value.arrayValue?.compactMap(\.stringValue)
            require(names?.count == value.arrayValue?.count, pointer, "an array of names")
        case "additionalProperties", "items": check(value, at: pointer)
        case "minItems", "maxItems", "minLength", "maxLength":
            require((value.intValue ?? -1) >= 0, pointer, "a whole number of at least 0")
        case "minimum", "maximum": require(value.numberValue != nil, pointer, "a number")
        case "pattern":
            require(
                value.stringValue.map(isPattern) == true, pointer, "a regular expression")
        case "format":
            require(
                value.stringValue.map(Self.formats.contains) == true, pointer,
                "one of \(Self.formats.joined(separator: ", "))")
        case FlowField.personalMark:
            require(value.boolValue != nil, pointer, "true or false")
        default:
            if isNew, Self.isLikeMark(keyword) {
                return refuse(
                    pointer, "unknown keyword; for personal data it is \(FlowField.personalMark)")
            }
            if Self.notes.contains(keyword) || keyword.hasPrefix("x-") { return }
            refuse(
                pointer, "unknown keyword; known are \(Self.keywords.joined(separator: ", "))")
        }
    }

    /// Whether a word is likely to have been meant for the mark of personal data, which would then
    /// be kept with the rest: in other letters, or with one of them put in, left out or changed.
    private static func isLikeMark(_ keyword: String) -> Bool {
        let word = keyword.lowercased()
        return word.hasPrefix("x-") && distance(word, FlowField.personalMark) <= 1
    }

    /// How many letters are put in, taken out or changed to make one word of the other
    /// (Levenshtein).
    private static func distance(_ a: String, _ b: String) -> Int {
        let (a, b) = (Array(a.utf8.prefix(40)), Array(b.utf8))
        var row = Array(0...b.count)
        for (place, byte) in a.enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for column in b.indices {
                let changed = diagonal + (byte == b[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(changed, diagonal + 1, row[column] + 1)
            }
        }
        return row[b.count]
    }

    private mutating func require(_ isRight: Bool, _ pointer: String, _ expected: String) {
        if !isRight { refuse(pointer, "expected \(expected)") }
    }

    private mutating func checkType(_ value: JSONValue, at pointer: String) {
        let names = value.arrayValue ?? [value]
        let isRight =
            !names.isEmpty
            && names.allSatisfy { $0.stringValue.map(Self.types.contains) == true }
        require(isRight, pointer, "one of \(Self.types.joined(separator: ", ")), or several")
    }

    private mutating func checkChoices(_ value: JSONValue, at pointer: String) {
        guard let schemas = value.arrayValue, !schemas.isEmpty else {
            return refuse(pointer, "expected an array of at least one schema")
        }
        for (place, schema) in schemas.enumerated() { check(schema, at: "\(pointer)/\(place)") }
    }

    private mutating func checkMembers(_ value: JSONValue, at pointer: String) {
        guard let members = value.objectValue else {
            return refuse(pointer, "expected an object of schemas")
        }
        for (name, schema) in members {
            check(schema, at: pointer + "/" + JSONPointer.escaped(name))
        }
    }

    private mutating func checkReference(_ value: JSONValue, at pointer: String) {
        let reference = value.stringValue ?? ""
        let isThere =
            reference.hasPrefix("#")
            && JSONPointer.value(at: String(reference.dropFirst()), in: document) != nil
        require(isThere, pointer, "a reference within the schema, such as \"#/$defs/address\"")
        guard isThere, isNew else { return }
        guard isSchema(at: reference) else {
            return refuse(
                pointer, "expected a reference to a schema, such as \"#/$defs/address\"")
        }
        if chain(from: reference) == nil {
            refuse(
                pointer,
                "it leads round in a circle, or on through over \(JSONSchema.referencesMax) "
                    + "references, before it comes to a member or an element")
        }
    }

    /// Whether a reference leads to what is looked at as a schema: notes hold anything, and what
    /// stands in them is never checked.
    private func isSchema(at reference: String) -> Bool {
        var place = Place.schema
        for name in JSONPointer.names(of: String(reference.dropFirst())) {
            switch (place, name) {
            case (.members, _), (.forms, _): place = .schema
            case (.schema, "items"), (.schema, "additionalProperties"): place = .schema
            case (.schema, "allOf"), (.schema, "anyOf"), (.schema, "oneOf"): place = .forms
            case (.schema, "$defs"), (.schema, "properties"): place = .members
            default: return false
            }
        }
        return place == .schema
    }

    /// What stands at a place within a schema.
    private enum Place {
        /// A schema.
        case schema
        /// An array of schemas.
        case forms
        /// An object of schemas.
        case members
    }

    /// How many references follow one another on the same value from one on; nil for a circle of
    /// them, and for more than are followed.
    private mutating func chain(from reference: String, behind count: Int = 0) -> Int? {
        if let known = chains[reference] { return known }
        guard count < JSONSchema.referencesMax else { return nil }
        chains[reference] = .some(nil)
        let target = JSONPointer.value(at: String(reference.dropFirst()), in: document)
        var longest = 0
        for next in Self.references(ofSameValueIn: target) {
            guard let length = chain(from: next, behind: count + 1) else { return nil }
            longest = max(longest, length)
        }
        guard longest < JSONSchema.referencesMax else { return nil }
        chains[reference] = longest + 1
        return longest + 1
    }

    /// Those of a schema and of its forms, rather than of what is said of members and elements.
    private static func references(ofSameValueIn schema: JSONValue?) -> [String] {
        guard let members = schema?.objectValue else { return [] }
        let forms = ["allOf", "anyOf", "oneOf"].flatMap { members[$0]?.arrayValue ?? [] }
        return [members["$ref"]?.stringValue].compactMap { $0 }
            + forms.flatMap { references(ofSameValueIn: $0) }
    }

    /// Whether values can be matched with it. Files were declared with what only Swift's `Regex`
    /// takes: those are read on, and such a pattern refuses every value.
    private func isPattern(_ text: String) -> Bool {
        TextPattern(text) != nil || (!isNew && (try? Regex(text)) != nil)
    }
}
