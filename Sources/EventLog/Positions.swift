/// An event's place in the whole log: gapless, from 1; 0 stands before the first event.
public struct GlobalPosition: RawRepresentable, Hashable, Comparable, Sendable,
    CustomStringConvertible
{
    public let rawValue: Int64

    public init(rawValue: Int64) { self.rawValue = rawValue }

    /// Before the first event: what a walk over the whole log begins after.
    public static let start = GlobalPosition(rawValue: 0)

    /// The greatest integer stays: a damaged file may have an event there.
    public var next: GlobalPosition {
        GlobalPosition(rawValue: rawValue == .max ? .max : rawValue + 1)
    }

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
