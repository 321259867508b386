import JSON
import Time

/// A JSON Schema (draft 2020-12), as far as event payloads, steps and forms need it.
///
/// Known: type, enum, const, allOf, anyOf, oneOf, `$ref` within the document, properties, required,
/// additionalProperties, items, minItems, maxItems, minimum, maximum, minLength, maxLength,
/// pattern, format (date-time, date, uuid, email, uri). Other keywords are notes and check nothing.
///
/// Without a maxLength, a text with a pattern is at most `matchedCharactersMax` long.
package struct JSONSchema: Sendable, Hashable {
    package let root: JSONValue
    private let patterns = TextPatterns()
    /// Unicode scalars that a pattern is tried on where the schema sets no bound.
    static let matchedCharactersMax = 1024
    /// References that are followed at once; deeper ones are refused as if they led nowhere.
    static let referencesMax = 128

    package init(_ root: JSONValue) { self.root = root }

    /// Only parses: whether the schema is a good one is not looked at (`FlowSchemaCheck`).
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        root = try JSONValue(parsing: bytes)
    }

    /// Everything that `value` breaks, in the order of the schema; empty for a valid one.
    package func problems(with value: JSONValue) -> [FieldProblem] {
        problems(with: value, by: root)
    }

    /// The same for another schema, whose references lead into this document.
    package func problems(with value: JSONValue, by schema: JSONValue) -> [FieldProblem] {
        var effort = CheckEffort()
        return problems(with: value, by: schema, spending: &effort)
    }

    /// The same among other checks that share the effort; once that is used up, the value is
    /// refused for that alone, where it was.
    package func problems(
        with value: JSONValue, by schema: JSONValue, spending effort: inout CheckEffort
    ) -> [FieldProblem] {
        var check = JSONSchemaCheck(document: root, patterns, effort)
        check.check(value, against: schema, at: "")
        effort = check.effort
        return check.problems
    }
}

/// One walk through a value.
private struct JSONSchemaCheck {
    let document: JSONValue
    private let patterns: TextPatterns
    private(set) var effort: CheckEffort
    private(set) var problems: [FieldProblem] = []
    /// True once the problem is that the effort was used up.
    private var hasGivenUp = false
    /// References being followed at once: a loop of them would not end.
    private var referenceDepth = 0

    init(document: JSONValue, _ patterns: TextPatterns, _ effort: CheckEffort) {
        (self.document, self.patterns, self.effort) = (document, patterns, effort)
    }

    /// A value of the wrong type is told of once, and not looked at further.
    mutating func check(_ value: JSONValue, against schema: JSONValue, at pointer: String) {
        effort.spend(CheckEffort.steps(bytes: pointer.utf8.count + Self.textBytes(of: value)))
        if effort.isUsedUp { return giveUp(pointer) }
        if schema.boolValue == false { refuse(pointer, "expected nothing here") }
        guard let schema = schema.objectValue else { return }
        if let reference = schema["$ref"]?.stringValue {
            follow(reference, value, at: pointer)
        }
        if let type = schema["type"] {
            effort.spend(type.arrayValue?.count ?? 0)
            if !isOfType(value, type) {
                return refuse(pointer, "expected \(Self.names(of: type))")
            }
        }
        checkChoices(value, schema, at: pointer)
        checkForms(value, schema, at: pointer)
        switch value {
        case .object(let object): check(object, schema, at: pointer)
        case .array(let elements): check(elements, schema, at: pointer)
        case .string(let text): check(text, schema, at: pointer)
        case .number(let number): check(number, schema, at: pointer)
        case .null, .bool: break
        }
    }

    private mutating func refuse(_ pointer: String, _ detail: String) {
        if hasGivenUp { return }
        effort.spend(CheckEffort.steps(toSay: pointer.utf8.count + detail.utf8.count))
        problems.append(.init(pointer: pointer, detail: detail))
    }

    /// Says that the effort is used up, and nothing else: what was found before may be as much.
    private mutating func giveUp(
        _ pointer: String, _ detail: String = "it takes too long to check it"
    ) {
        if !hasGivenUp { problems = [.init(pointer: pointer, detail: detail)] }
        hasGivenUp = true
    }

    /// Only references within the document are followed; any other is a problem of the value's.
    private mutating func follow(_ reference: String, _ value: JSONValue, at pointer: String) {
        effort.spend(CheckEffort.steps(bytes: reference.utf8.count))
        guard reference.hasPrefix("#"), referenceDepth < JSONSchema.referencesMax,
            let target = JSONPointer.value(at: String(reference.dropFirst()), in: document)
        else { return refuse(pointer, "the schema refers to nothing by \"\(reference)\"") }
        referenceDepth += 1
        check(value, against: target, at: pointer)
        referenceDepth -= 1
    }

    private mutating func checkChoices(
        _ value: JSONValue, _ schema: JSONObject, at pointer: String
    ) {
        if let choices = schema["enum"]?.arrayValue {
            // Most differ at once.
            effort.spend(choices.count * Self.weight(of: value) / 16)
            if !choices.contains(where: { $0.hasSameValue(as: value) }) {
                let names = choices.map { String(decoding: $0.encoded, as: UTF8.self) }
                refuse(pointer, "expected one of \(names.joined(separator: ", "))")
            }
        }
        if let constant = schema["const"] {
            effort.spend(Self.weight(of: value))
            if !constant.hasSameValue(as: value) {
                refuse(pointer, "expected \(String(decoding: constant.encoded, as: UTF8.self))")
            }
        }
    }

    /// What was not found out for want of effort is refused as that.
    private mutating func checkForms(_ value: JSONValue, _ schema: JSONObject, at pointer: String) {
        for part in schema["allOf"]?.arrayValue ?? [] where !hasGivenUp {
            check(value, against: part, at: pointer)
        }
        if let forms = schema["anyOf"]?.arrayValue,
            !forms.contains(where: { isValid(value, against: $0, at: pointer) })
        {
            if effort.isUsedUp { return giveUp(pointer) }
            refuse(pointer, "expected one of \(forms.count) forms and found none")
        }
        guard let forms = schema["oneOf"]?.arrayValue else { return }
        let count = forms.count { isValid(value, against: $0, at: pointer) }
        if effort.isUsedUp { return giveUp(pointer) }
        if count != 1 {
            refuse(pointer, "expected exactly one of \(forms.count) forms and found \(count)")
        }
    }

    /// Tries a schema out and forgets what was wrong.
    private mutating func isValid(
        _ value: JSONValue, against schema: JSONValue, at pointer: String
    ) -> Bool {
        var trial = self
        trial.problems = []
        trial.check(value, against: schema, at: pointer)
        effort = trial.effort
        return trial.problems.isEmpty
    }

    /// A missing member's problem points to where it should be.
    private mutating func check(_ object: JSONObject, _ schema: JSONObject, at pointer: String) {
        let required = schema["required"]?.arrayValue ?? []
        effort.spend(
            object.reduce(required.count) { steps, member in
                let bytes = pointer.utf8.count + member.key.utf8.count
                return steps + CheckEffort.steps(bytes: bytes)
            })
        for name in required {
            guard let name = name.stringValue, !object.contains(name) else { continue }
            refuse(pointer + "/" + JSONPointer.escaped(name), "the member is missing")
        }
        for (name, value) in object where !hasGivenUp {
            let place = pointer + "/" + JSONPointer.escaped(name)
            if let property = schema["properties"]?[name] {
                check(value, against: property, at: place)
            } else if schema["additionalProperties"]?.boolValue == false {
                refuse(place, "unknown member")
            } else if let other = schema["additionalProperties"] {
                check(value, against: other, at: place)
            }
        }
    }

    private mutating func check(_ elements: [JSONValue], _ schema: JSONObject, at pointer: String) {
        if let least = schema["minItems"]?.intValue, elements.count < least {
            refuse(pointer, "expected at least \(least) elements")
        }
        if let most = schema["maxItems"]?.intValue, elements.count > most {
            refuse(pointer, "expected at most \(most) elements")
        }
        guard let items = schema["items"] else { return }
        for (place, element) in elements.enumerated() where !hasGivenUp {
            check(element, against: items, at: "\(pointer)/\(place)")
        }
    }

    /// Lengths count Unicode scalars, as RFC 8259's characters are.
    private mutating func check(_ text: String, _ schema: JSONObject, at pointer: String) {
        let (length, count) = (text.unicodeScalars.count, problems.count)
        if let least = schema["minLength"]?.intValue, length < least {
            refuse(pointer, "expected at least \(least) characters")
        }
        if let most = schema["maxLength"]?.intValue, length > most {
            refuse(pointer, "expected at most \(most) characters")
        }
        // A text of a wrong length is not worth a match.
        if let pattern = schema["pattern"]?.stringValue, problems.count == count {
            if schema["maxLength"] == nil, length > JSONSchema.matchedCharactersMax {
                refuse(
                    pointer,
                    "expected at most \(JSONSchema.matchedCharactersMax) characters, as of "
                        + "any text that is matched with a pattern")
            } else {
                check(text, pattern, at: pointer)
            }
        }
        if let format = schema["format"]?.stringValue,
            TextFormat(rawValue: format)?.fits(text) == false
        {
            refuse(pointer, "expected the format \(format)")
        }
    }

    /// A pattern that is no regular expression matches nothing.
    private mutating func check(_ text: String, _ pattern: String, at pointer: String) {
        effort.spend(CheckEffort.pattern + pattern.utf8.count / 64)
        guard let known = patterns[pattern] else {
            return refuse(pointer, "expected a text that matches \(pattern)")
        }
        switch known.matches(text, spending: &effort) {
        case true?: break
        case false?: refuse(pointer, "expected a text that matches \(pattern)")
        case nil: giveUp(pointer, "it takes too long to match it with \(pattern)")
        }
    }

    private mutating func check(_ number: JSONNumber, _ schema: JSONObject, at pointer: String) {
        if let least = schema["minimum"]?.numberValue, number.isLess(than: least) {
            refuse(pointer, "expected at least \(least.literal)")
        }
        if let most = schema["maximum"]?.numberValue, most.isLess(than: number) {
            refuse(pointer, "expected at most \(most.literal)")
        }
    }

    /// One type, or an array of them; `1.0` is an integer too (validation section 6.1.1).
    private func isOfType(_ value: JSONValue, _ type: JSONValue) -> Bool {
        if let types = type.arrayValue { return types.contains { isOfType(value, $0) } }
        return switch (type.stringValue, value) {
        case ("null", .null), ("boolean", .bool), ("string", .string), ("number", .number),
            ("array", .array), ("object", .object):
            true
        case ("integer", .number(let number)): number.int64 != nil || number.isWhole
        default: false
        }
    }

    /// Of texts and numbers, however long.
    private static func textBytes(of value: JSONValue) -> Int {
        switch value {
        case .string(let text): text.utf8.count
        case .number(let number): number.literal.utf8.count
        default: 0
        }
    }

    /// The steps of looking at all that is in a value.
    private static func weight(of value: JSONValue) -> Int {
        let own = CheckEffort.steps(bytes: textBytes(of: value))
        return switch value {
        case .array(let elements): elements.reduce(own) { $0 + weight(of: $1) }
        case .object(let object): object.reduce(own) { $0 + weight(of: $1.value) }
        default: own
        }
    }

    private static func names(of type: JSONValue) -> String {
        let types = type.arrayValue ?? [type]
        return types.compactMap(\.stringValue).map(name(of:)).joined(separator: " or ")
    }

    /// The type in words, for the end of "expected".
    private static func name(of type: String) -> String {
        switch type {
        case "null": "null"
        case "boolean": "true or false"
        case "integer": "a whole number"
        case "array", "object": "an \(type)"
        default: "a \(type)"
        }
    }
}
