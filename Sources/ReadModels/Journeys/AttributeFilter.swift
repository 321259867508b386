/// An attribute and a value that it must have now. Of several values of one attribute any may
/// hold, of several attributes all must.
public struct AttributeFilter: Sendable, Hashable {
    /// By the name that the flow declares.
    public let attribute: String
    /// Compared as text, numbers as they are written; empty: that have none, or an empty text.
    public let value: String

    public init(_ attribute: String, _ value: String) {
        (self.attribute, self.value) = (attribute, value)
    }

    /// Reads `plan=professional`; nil without an attribute's name.
    public init?(_ text: String) {
        guard let equals = text.firstIndex(of: "="), equals > text.startIndex else { return nil }
        self.init(
            String(text[..<equals]), String(text[text.index(after: equals)...]))
    }
}
