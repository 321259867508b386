/// What is wrong with one field of what was sent, or with what is filled in so far.
public struct FieldProblem: Hashable, Sendable, CustomStringConvertible {
    /// A JSON Pointer (RFC 6901): where it is, from the top of what was sent.
    public let pointer: String
    /// What was expected, without what was sent.
    public let detail: String

    package init(pointer: String, detail: String) {
        (self.pointer, self.detail) = (pointer, detail)
    }

    /// - Parameter field: a member at the top by its name, not yet escaped.
    package init(_ field: String, _ detail: String) {
        self.init(pointer: "/" + JSONPointer.escaped(field), detail: detail)
    }

    public var description: String { pointer.isEmpty ? detail : "\(pointer): \(detail)" }
}
