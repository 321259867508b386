import JSON
import Time

/// What happened, as one flow's events tell it; knows its own wire form.
package protocol DomainEvent: Sendable, Equatable {
    /// The type that it is recorded under; its schema version is today's.
    var kind: EventKind { get }

    /// Writes one JSON object: the fields that are not personal.
    func writeData(to writer: inout JSONWriter)

    /// Writes one JSON object of the personal fields; false, and nothing written, without any.
    func writePersonal(to writer: inout JSONWriter) -> Bool

    /// Reads a payload of the kind's current schema version.
    ///
    /// Without personal data (none, or erased) the personal fields are nil or empty, so that an
    /// erased event still folds (contract L14). A kind of another family is `invalidValue`.
    static func decode(
        _ kind: EventKind, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) -> Self
}

/// What a stream's events add up to.
package protocol FoldedState: Sendable, Equatable {
    associatedtype Event: DomainEvent

    /// The state of a stream without events.
    init()

    /// Takes in the next event, which happened `at` that time (occurred-at, else recorded-at).
    mutating func evolve(_ event: Event, at time: Timestamp)

    /// Writes one JSON object: the fields that show, blame and diff name, without absent ones.
    func write(to writer: inout JSONWriter)

    /// The unique keys that `event` takes or gives up when it follows this state.
    func claimChanges(for event: Event) -> [ClaimChange]
}

/// One flow's share in the state of a stream that several flows write.
package protocol FoldedPart: FoldedState {
    /// Writes this flow's members of the stream's JSON object; none before its first event.
    func writeMembers(to writer: inout JSONWriter)
}

extension FoldedPart {
    package func write(to writer: inout JSONWriter) {
        writer.object { writeMembers(to: &$0) }
    }
}

extension FoldedState {
    package func claimChanges(for event: Event) -> [ClaimChange] { [] }

    /// Folds `events` one after the other and answers them in the form that the log keeps.
    package mutating func take(_ events: [Event], at time: Timestamp) -> [EncodedEvent] {
        events.map { event in
            let claims = claimChanges(for: event)
            evolve(event, at: time)
            return EncodedEvent(event, claims: claims)
        }
    }
}

/// An event in the form that the log keeps.
package struct EncodedEvent: Sendable, Equatable {
    /// Past-tense PascalCase, as in `EventKind`.
    package var type: String
    /// Always the newest: older ones are only read (contract L10).
    package var schemaVersion: Int
    /// One JSON object in UTF-8, without white space.
    package var data: [UInt8]
    /// The same of the personal fields; nil when none has a value.
    package var personal: [UInt8]?
    /// The unique keys that the event takes and gives up, carried out in this order.
    package var claims: [ClaimChange]

    /// Encodes an event.
    ///
    /// - Parameter claims: what the state before the event says of it (`claimChanges`).
    package init(_ event: some DomainEvent, claims: [ClaimChange] = []) {
        type = event.kind.rawValue
        schemaVersion = event.kind.schemaVersion
        data = JSONWriter.encode { event.writeData(to: &$0) }
        var writer = JSONWriter(reserving: 128)
        personal = event.writePersonal(to: &writer) ? writer.bytes : nil
        self.claims = claims
    }
}
