/// An event's place in the whole log: gapless, from 1; 0 stands before the first event.
public struct GlobalPosition: RawRepresentable, Hashable, Comparable, Sendable,
    CustomStringConvertible
{
    public let rawValue: Int64

    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// Before the first event: what a walk over the whole log begins after.
    public static let start = GlobalPosition(rawValue: 0)

    public var next: GlobalPosition { GlobalPosition(rawValue: rawValue + 1) }

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    public var description: String { String(rawValue) }
}

/// How many events a stream has: 0 when it is empty, and the first event makes it 1.
public struct StreamVersion: RawRepresentable, Hashable, Comparable, Sendable,
    CustomStringConvertible
{
    public let rawValue: Int64

    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// The version of a stream without events.
    public static let empty = StreamVersion(rawValue: 0)

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    public var description: String { String(rawValue) }
}

/// What an append demands of its stream's version (contract L3).
public enum ExpectedVersion: Hashable, Sendable {
    /// The stream must be empty.
    case none
    /// The stream must be at exactly this version.
    case exactly(StreamVersion)
    /// The stream may be at any version.
    case any

    func accepts(_ actual: StreamVersion) -> Bool {
        switch self {
        case .none: actual == .empty
        case .exactly(let version): actual == version
        case .any: true
        }
    }
}
