/// Events for one stream, and what is expected of it.
public struct StreamAppend: Sendable {
    public var stream: StreamID
    public var expected: ExpectedVersion
    /// In the order in which they happen; none only compares the version.
    public var events: [NewEvent]

    public init(to stream: StreamID, expected: ExpectedVersion, events: [NewEvent]) {
        self.stream = stream
        self.expected = expected
        self.events = events
    }
}

/// A key under which an append happens once: repeating it answers the first receipt (contract L4).
public struct DeduplicationKey: Hashable, Sendable {
    public let space: String
    public let value: String

    public init(space: String, value: String) { (self.space, self.value) = (space, value) }
}

/// What an append did.
public struct AppendReceipt: Hashable, Sendable {
    /// The positions of the appended events; nil when there were none.
    public let positions: ClosedRange<GlobalPosition>?
    /// The versions that the named streams have now; empty for a duplicate.
    public let versions: [StreamID: StreamVersion]
    /// True when the deduplication key had been used and nothing was appended.
    public let isDuplicate: Bool
}
