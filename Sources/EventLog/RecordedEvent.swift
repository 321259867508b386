import Digest
import Time

/// An event as the log holds it.
public struct RecordedEvent: Hashable, Sendable {
    public let position: GlobalPosition
    public let stream: StreamID
    public let version: StreamVersion
    public let type: EventType
    public let recordedAt: Timestamp
    /// When it happened, if that was before it was recorded.
    public let occurredAt: Timestamp?
    public let actor: EventActor
    public let correlationID: String
    public let causationID: String
    /// A JSON object; nil when not recorded, or erased.
    public let origin: [UInt8]?
    /// A JSON object; without what was erased of it.
    public let data: [UInt8]
    /// A JSON object; nil when the event has no personal fields, or they were erased.
    public let personal: [UInt8]?
    /// The 16 bytes that the personal digest begins with; nil when there is nothing to salt.
    public let salt: [UInt8]?
    /// The personal digest, kept when personal data was erased.
    public let erasedDigest: SHA256Digest?
    /// The digest of the data as it was recorded, kept when some of it was erased.
    public let dataDigest: SHA256Digest?
    public let hash: SHA256Digest

    package init(
        position: GlobalPosition, stream: StreamID, version: StreamVersion, type: EventType,
        recordedAt: Timestamp, occurredAt: Timestamp?, actor: EventActor, correlationID: String,
        causationID: String, origin: [UInt8]?, data: [UInt8], personal: [UInt8]?, salt: [UInt8]?,
        erasedDigest: SHA256Digest?, dataDigest: SHA256Digest? = nil, hash: SHA256Digest
    ) {
        (self.position, self.stream, self.version) = (position, stream, version)
        (self.type, self.recordedAt, self.occurredAt) = (type, recordedAt, occurredAt)
        (self.actor, self.correlationID, self.causationID) = (actor, correlationID, causationID)
        (self.origin, self.data, self.personal) = (origin, data, personal)
        (self.salt, self.erasedDigest, self.hash) = (salt, erasedDigest, hash)
        self.dataDigest = dataDigest
    }

    /// The event's own time: when it happened, else when it was recorded.
    public var time: Timestamp { occurredAt ?? recordedAt }

    /// Made of the recording time and the hash, so that it need not be stored.
    public var id: UUIDv7 { EventHash.eventID(recordedAt: recordedAt, hash: hash) }

    /// True when an erasure took something out of it (contract L14).
    public var isErased: Bool { erasedDigest != nil || dataDigest != nil }
}
