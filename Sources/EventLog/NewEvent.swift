import Time

/// The name of what happened, in past-tense PascalCase, and the version of its payload's schema.
public struct EventType: Hashable, Sendable {
    public let name: String
    /// From 1; raised with each change of the payload's shape that `Upcasting` must bridge.
    public let schemaVersion: Int

    public init(_ name: String, schemaVersion: Int = 1) {
        (self.name, self.schemaVersion) = (name, schemaVersion)
    }

    /// By bytes: see `String.hasSameBytes`.
    public static func == (a: EventType, b: EventType) -> Bool {
        a.schemaVersion == b.schemaVersion && a.name.hasSameBytes(as: b.name)
    }

    public func hash(into hasher: inout Hasher) {
        name.hashBytes(into: &hasher)
        hasher.combine(schemaVersion)
    }
}

/// A unique key that a stream takes or gives up in the same transaction as an event.
public enum ClaimChange: Hashable, Sendable {
    /// Nobody else may hold it, or the whole append is refused with `claimTaken`.
    case take(Claim)
    /// Frees it if this stream holds it; otherwise nothing happens.
    case release(Claim)
}

/// A unique key: at most one stream holds a value of a space at a time.
public struct Claim: Hashable, Sendable {
    /// Two spaces never meet: a word such as the kind of key that the values are.
    public let space: String
    /// Kept only as a keyed digest, because it may be personal (an email).
    public let value: String

    public init(space: String, value: String) { (self.space, self.value) = (space, value) }

    /// By bytes, as they are digested: see `String.hasSameBytes`.
    public static func == (a: Claim, b: Claim) -> Bool {
        a.space.hasSameBytes(as: b.space) && a.value.hasSameBytes(as: b.value)
    }

    public func hash(into hasher: inout Hasher) {
        space.hashBytes(into: &hasher)
        value.hashBytes(into: &hasher)
    }
}

/// An event that is to be appended.
public struct NewEvent: Sendable {
    public var type: EventType
    /// A JSON object without personal fields.
    public var data: [UInt8]
    /// A JSON object of the personal fields; nil when there are none.
    public var personal: [UInt8]?
    /// When it happened, if that was before it was recorded (imports, webhooks).
    public var occurredAt: Timestamp?
    /// In the order in which they are made.
    public var claims: [ClaimChange]

    public init(
        type: EventType, data: [UInt8], personal: [UInt8]? = nil, occurredAt: Timestamp? = nil,
        claims: [ClaimChange] = []
    ) {
        self.type = type
        self.data = data
        self.personal = personal
        self.occurredAt = occurredAt
        self.claims = claims
    }
}

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
