import EventLog

extension EventMetadata {
    package static let test = EventMetadata(
        actor: EventActor(kind: .system, id: "test"), correlationID: "request-1")
}

extension GlobalPosition: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int64) { self.init(rawValue: value) }
}

extension StreamVersion: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int64) { self.init(rawValue: value) }
}
