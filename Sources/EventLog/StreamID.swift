/// The name of a stream: `category-id`, such as `session-0193…` or `loan-173688`.
///
/// The category is what stands before the first hyphen; the id is everything behind it.
public struct StreamID: Hashable, Sendable, CustomStringConvertible {
    /// The longest name in bytes: room for a category and an email-sized id.
    public static let nameBytesMax = 400

    public let name: String

    /// Nil when `name` has no category or no id, is too long, or holds control characters.
    public init?(_ name: String) {
        guard let hyphen = name.utf8.firstIndex(of: UInt8(ascii: "-")),
            hyphen > name.utf8.startIndex, name.utf8.index(after: hyphen) < name.utf8.endIndex,
            name.utf8.count <= Self.nameBytesMax,
            !name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { return nil }
        self.name = name
    }

    /// - Precondition: category and id are not empty, the category has no hyphen, and the whole
    ///   is no longer than `nameBytesMax`.
    public init(category: String, id: String) {
        let name = "\(category)-\(id)"
        precondition(
            StreamID(name) != nil && !category.utf8.contains(UInt8(ascii: "-")),
            "a stream's name is category-id")
        self.name = name
    }

    /// A name from the log, which is taken as it stands, unchecked.
    init(recorded name: String) { self.name = name }

    /// By bytes: see `String.hasSameBytes`.
    public static func == (a: StreamID, b: StreamID) -> Bool { a.name.hasSameBytes(as: b.name) }

    public func hash(into hasher: inout Hasher) { name.hashBytes(into: &hasher) }

    public var category: Substring { name[..<hyphen] }

    public var id: Substring { name[hyphen...].dropFirst() }

    /// By bytes: looking through characters would cost more than anything else about a stream.
    private var hyphen: String.Index {
        name.utf8.firstIndex(of: UInt8(ascii: "-")) ?? name.utf8.endIndex
    }

    public var description: String { name }
}
