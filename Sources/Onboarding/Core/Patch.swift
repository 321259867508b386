import JSON

/// One field of a merge-patch (RFC 7396): left as it is, cleared, or set.
public enum Patch<Value: Sendable & Hashable>: Sendable, Hashable {
    /// The field was absent.
    case keep
    /// The field was null.
    case clear
    /// The field had a value other than null.
    case set(Value)

    /// The field's value after the patch.
    public func applied(to value: Value?) -> Value? {
        switch self {
        case .keep: value
        case .clear: nil
        case .set(let value): value
        }
    }

    /// The patch without what would change nothing.
    public func effective(on value: Value?) -> Patch {
        Self.isSame(applied(to: value), value) ? .keep : self
    }

    /// What leads from one value to another.
    public init(from before: Value?, to after: Value?) {
        self = Self.isSame(before, after) ? .keep : after.map(Patch.set) ?? .clear
    }

    /// Texts by their bytes: who corrects how an accent is written changes something, though Swift
    /// holds both for equal.
    private static func isSame(_ a: Value?, _ b: Value?) -> Bool {
        if let a = a as? String, let b = b as? String { return a.utf8.elementsEqual(b.utf8) }
        return a == b
    }
}

extension JSONScanner {
    /// Reads a member that is there, so that null clears; an absent one stays `keep`.
    mutating func patchString() throws(JSONError) -> Patch<String> {
        consumeNull() ? .clear : .set(try string())
    }

    mutating func patchDouble() throws(JSONError) -> Patch<Double> {
        consumeNull() ? .clear : .set(try double())
    }

    mutating func patchWord<Word: RawRepresentable<String>>(
        _ expected: StaticString
    ) throws(JSONError) -> Patch<Word> {
        consumeNull() ? .clear : .set(try word(expected))
    }
}

extension JSONWriter {
    /// Writes nothing for `keep` and null for `clear`.
    mutating func member<Value: JSONWritable>(_ key: StaticString, _ patch: Patch<Value>) {
        switch patch {
        case .keep: break
        case .clear: member(key, JSONValue.null)
        case .set(let value): member(key, value)
        }
    }

    mutating func member<Word: RawRepresentable<String>>(
        _ key: StaticString, _ patch: Patch<Word>
    ) {
        switch patch {
        case .keep: break
        case .clear: member(key, JSONValue.null)
        case .set(let word): member(key, word.rawValue)
        }
    }
}
