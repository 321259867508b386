/// A field's place in a JSON object: the names from the top down, with dots between them, as diff
/// and blame write it and filters take it (contracts L6 to L8).
///
/// A name that is empty, or that holds a dot or a quote, stands between quotes, and a quote in it
/// twice: `stepData."a.b"` is the member `a.b` of `stepData`, `stepData.a.b` the member `b` of `a`.
/// Compared and ordered byte by byte, as the names of a JSON object are.
package struct FieldPath: Sendable {
    /// As it is written; what somebody typed need not be written as `init(_:in:)` does.
    package let text: String

    package init(_ text: String) { self.text = text }

    /// The place of a member.
    ///
    /// - Parameter parent: the object's own place; nil for the whole.
    package init(_ name: String, in parent: FieldPath?) {
        let word = Self.written(name)
        text = parent.map { "\($0.text).\(word)" } ?? word
    }

    /// The names from the top down; a quote that nothing closes is a part of its name.
    package var names: [String] { parts.map(\.name) }

    /// The same without any quotes, which another path's may be too.
    package var joinedNames: String { names.joined(separator: ".") }

    /// True when a name stands between quotes.
    package var isQuoted: Bool { parts.contains(where: \.isQuoted) }

    /// The same place with other names; what stands between quotes is meant as it is.
    func spelled(_ spelling: (String) -> String) -> String {
        parts.map { $0.isQuoted ? Self.written($0.name) : spelling($0.name) }
            .joined(separator: ".")
    }

    // MARK: Reading and writing

    private static let dot = UInt8(ascii: ".")
    private static let quote = UInt8(ascii: "\"")

    private static func written(_ name: String) -> String {
        if !name.isEmpty, !name.utf8.contains(where: { $0 == dot || $0 == quote }) { return name }
        let inner = name.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }
        return "\"\(String(decoding: inner, as: UTF8.self))\""
    }

    private var parts: [(name: String, isQuoted: Bool)] {
        var rest = Array(text.utf8)[...]
        var parts: [(name: String, isQuoted: Bool)] = []
        while true {
            if let name = Self.takeQuoted(&rest) {
                parts.append((name, true))
            } else {
                let name = rest.prefix { $0 != Self.dot }
                rest = rest[name.endIndex...]
                parts.append((String(decoding: name, as: UTF8.self), false))
            }
            if rest.popFirst() == nil { return parts }
        }
    }

    /// The name between quotes that a text begins with; nil, and nothing is taken, when it begins
    /// otherwise, or when behind the closing quote neither a dot follows nor the end.
    private static func takeQuoted(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard rest.first == quote else { return nil }
        var name: [UInt8] = []
        var left = rest.dropFirst()
        while let byte = left.popFirst() {
            if byte == quote {
                guard left.first == quote else {
                    guard left.isEmpty || left.first == dot else { return nil }
                    rest = left
                    return String(decoding: name, as: UTF8.self)
                }
                left.removeFirst()
            }
            name.append(byte)
        }
        return nil
    }
}

extension FieldPath: Hashable, Comparable {
    package static func == (a: FieldPath, b: FieldPath) -> Bool { a.text.hasSameBytes(as: b.text) }

    package func hash(into hasher: inout Hasher) { text.hashBytes(into: &hasher) }

    package static func < (a: FieldPath, b: FieldPath) -> Bool {
        a.text.utf8.lexicographicallyPrecedes(b.text.utf8)
    }
}
