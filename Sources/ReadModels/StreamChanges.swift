import EventLog
import Time

/// A field whose value differs between two versions.
public struct FieldChange: Sendable, Hashable {
    /// The member's path, as `FieldPath` writes it: names with dots between.
    public let field: String
    /// JSON text; nil where the field was absent.
    public let before: [UInt8]?
    /// JSON text; nil where the field is absent.
    public let after: [UInt8]?
    /// Who gave it the later value, and through what.
    public let setBy: FieldBlame
}

/// What changed between two versions of a stream.
public struct StreamDifference: Sendable, Hashable {
    public let stream: StreamID
    /// The earlier version; what is compared is the state after it, or by occurrence the state of
    /// which it is the last event's.
    public let from: StreamVersion
    /// The later one.
    public let to: StreamVersion
    /// In the order of the fields' names.
    public let changes: [FieldChange]
}

/// Who set a field, when, and through which event (contract L7).
public struct FieldBlame: Sendable, Hashable {
    /// The member's path, as `FieldPath` writes it: names with dots between.
    public let field: String
    /// JSON text; nil when the event took the field away.
    public let value: [UInt8]?
    /// As the event has it: kind and id.
    public let setBy: EventActor
    /// When the event occurred, if that was before it was recorded, else when it was recorded.
    public let at: Timestamp
    /// When the event was recorded, by which time travel goes.
    public let recordedAt: Timestamp
    /// The event's place in the log.
    public let position: GlobalPosition
    /// The event's version in its stream.
    public let version: StreamVersion
    /// The event's type, without its schema version.
    public let type: String
    /// As the event has it: of a request its id (contract section 0).
    public let correlationID: String
    /// True when the event had set a value that an erasure took: a mark, an empty text or nothing
    /// is left of it. What the event may as well have been without is not told as erased.
    public let isErased: Bool
}
