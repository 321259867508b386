import Time

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
