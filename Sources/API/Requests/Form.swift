import JSON
import Onboarding

/// The members of a request's JSON object, read one by one; what is wrong with them is gathered,
/// so that a client learns of all of it at once.
struct Form: Sendable {
    /// No form of ours has a quarter of that; keeps the search for repeated names short.
    private static let membersMax = 64

    /// A member's value; texts are kept apart, as most are.
    private enum Value: Sendable {
        case text(String)
        case null
        case other(JSONValue)

        var json: JSONValue {
            switch self {
            case .text(let text): .string(text)
            case .null: .null
            case .other(let value): value
            }
        }
    }

    private var members: [(name: String, value: Value)] = []
    /// What is wrong so far, in the order of reading; `check` throws all of it.
    private var errors: [FieldProblem] = []

    /// - Throws: 400 for what is no JSON object, names a member twice, or has too many.
    init(_ body: [UInt8]) throws(Problem) {
        guard !body.isEmpty else { throw .emptyBody }
        var members: [(name: String, value: Value)] = []
        do throws(JSONError) {
            try CombiningMarks.check(body)
            try JSONScanner.scan(body, limits: JSONLimits(depthMax: 32)) {
                scanner throws(JSONError) in
                try scanner.object { (key, scanner) throws(JSONError) in
                    let name = key.string
                    guard !members.contains(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
                        throw scanner.error(.duplicateKey)
                    }
                    guard members.count < Self.membersMax else { throw scanner.error(.tooLarge) }
                    members.append((name, try Self.value(&scanner)))
                }
            }
        } catch {
            throw Problem(.invalidBody, "\(error.explanation(in: body)).")
        }
        self.members = members
    }

    /// The members of a body that may be left out.
    init(optional body: [UInt8]) throws(Problem) {
        if body.isEmpty { self.init() } else { try self.init(body) }
    }

    private init() {}

    /// A member's value while the body is scanned.
    private static func value(_ scanner: inout JSONScanner) throws(JSONError) -> Value {
        switch try scanner.peek() {
        case .string: return .text(try scanner.string())
        case .null:
            try scanner.skip()
            return .null
        default: return .other(try scanner.value())
        }
    }

    /// Nil for a member that is absent; `null` is a value.
    private func value(_ name: String) -> Value? {
        members.first { $0.name == name }?.value
    }

    /// Adds to what `check` throws.
    mutating func refuse(_ name: String, _ detail: String) {
        errors.append(FieldProblem(name, detail))
    }

    /// Refuses members with other names. For what an admin starts: a slip in a name must not mean
    /// something else without a word.
    mutating func refuseOthers(than known: Set<String>) {
        errors += FieldProblem.unknown(
            members.map(\.name).filter { !known.contains($0) }, known: known)
    }

    // MARK: Reading

    /// A member of any kind that must be there, null included.
    mutating func value(_ name: String, _ expected: String) -> JSONValue {
        if let value = value(name) { return value.json }
        refuse(name, "is required: \(expected)")
        return .null
    }

    /// A member that must be there; `rule` answers what to keep, or nil for what is not allowed.
    ///
    /// Answers a blank when it is wrong: `check` then refuses the whole.
    mutating func text(
        _ name: String, _ expected: String, _ rule: (String) -> String? = Self.filled
    ) -> String {
        switch value(name) {
        case .text(let text):
            if let kept = rule(text) { return kept }
            refuse(name, "expected \(expected)")
        case .null, nil: refuse(name, "is required: \(expected)")
        case .other: refuse(name, "expected a string: \(expected)")
        }
        return ""
    }

    /// A member that may be absent or null.
    mutating func optionalText(
        _ name: String, _ expected: String, _ rule: (String) -> String? = Self.filled
    ) -> String? {
        switch value(name) {
        case .null, nil: return nil
        default: return text(name, expected, rule)
        }
    }

    /// Nil when absent or null.
    mutating func optionalBool(_ name: String) -> Bool? {
        switch value(name) {
        case .null, nil: return nil
        case .other(.bool(let value)): return value
        default:
            refuse(name, "expected true or false")
            return nil
        }
    }

    /// A member that must be true or false.
    mutating func bool(_ name: String) -> Bool {
        switch value(name) {
        case .other(.bool(let value)): return value
        case .null, nil: refuse(name, "is required: true or false")
        default: refuse(name, "expected true or false")
        }
        return false
    }

    /// A number that must be there; a fraction, or a number in a text, is none.
    mutating func integer(_ name: String, in range: ClosedRange<Int64>) -> Int64 {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        switch value(name) {
        case .null, nil: refuse(name, "is required: \(expected)")
        case .other(let value):
            if let number = value.int64Value, range.contains(number) { return number }
            refuse(name, "expected \(expected)")
        case .text: refuse(name, "expected \(expected)")
        }
        return range.lowerBound
    }

    /// An array of texts that must be there; empty only if it is.
    mutating func texts(_ name: String, _ expected: String) -> [String] {
        if case .other(.array(let elements)) = value(name) {
            let texts = elements.compactMap(\.stringValue)
            if texts.count == elements.count { return texts }
        }
        refuse(name, "expected \(expected)")
        return []
    }

    /// Why an admin decides so; the audit keeps it (M9, S11, L14).
    mutating func reason() -> String {
        text("reason", Fields.reasonExpected, Fields.reason)
    }

    /// The same where it may be absent or null.
    mutating func optionalReason() -> String? {
        optionalText("reason", Fields.reasonExpected, Fields.reason)
    }

    /// - Throws: 400 naming every field that is missing or wrong.
    func check() throws(Problem) {
        guard let first = errors.first else { return }
        throw Problem(
            .invalidBody, "\(first.pointer.dropFirst()): \(first.detail).", errors: errors)
    }

    /// Any text that is not empty.
    static func filled(_ text: String) -> String? { text.isEmpty ? nil : text }
}

extension JSONObject {
    /// A whole body, for who reads its members by rules of their own.
    ///
    /// - Throws: 400 for what is no JSON object.
    init(body: [UInt8]) throws(Problem) {
        guard !body.isEmpty else { throw .emptyBody }
        let value: JSONValue
        do throws(JSONError) {
            try CombiningMarks.check(body)
            value = try JSONValue(parsing: body, limits: JSONLimits(depthMax: 32))
        } catch { throw Problem(.invalidBody, "\(error.explanation(in: body)).") }
        guard let object = value.objectValue else {
            throw Problem(.invalidBody, "A JSON object is expected.")
        }
        self = object
    }
}

extension Problem {
    fileprivate static var emptyBody: Problem {
        Problem(.invalidBody, "The body is empty; a JSON object is expected.")
    }
}
