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

/// A unique key that an event takes for its stream, or gives up.
package enum ClaimChange: Hashable, Sendable {
    /// The append is refused when another stream holds the key.
    case take(ClaimKey)
    /// Nothing happens when the stream does not hold it.
    case release(ClaimKey)
}

/// A key that at most one stream holds at a time: a space such as `session-email`, and a value.
public struct ClaimKey: Hashable, Sendable {
    /// What the key is about; keys of different spaces never meet.
    public let space: String
    /// Compared as it stands: the makers below bring emails into one form.
    public let value: String

    public init(space: String, value: String) { (self.space, self.value) = (space, value) }

    /// One active session per email (K1).
    public static func sessionEmail(_ email: String) -> ClaimKey {
        ClaimKey(space: "session-email", value: EmailAddress.normalized(email))
    }

    /// What was paid under an email in a session whose time ran out, for the next one (K15).
    public static func keptPayment(_ email: String) -> ClaimKey {
        ClaimKey(space: "kept-payment", value: EmailAddress.normalized(email))
    }

    /// One user per email (K1).
    public static func userEmail(_ email: String) -> ClaimKey {
        ClaimKey(space: "user-email", value: EmailAddress.normalized(email))
    }

    /// An email that a user gave without proof, or that a payer paid under: it can be looked up,
    /// and gives way to whoever proves it.
    public static func unverifiedEmail(_ email: String) -> ClaimKey {
        ClaimKey(space: "unverified-email", value: EmailAddress.normalized(email))
    }

    /// Another subject of tokens that is the same user (S10).
    public static func identity(_ subject: String) -> ClaimKey {
        ClaimKey(space: "identity", value: subject)
    }

    /// A payment provider's customer (S3).
    public static func customer(_ id: String) -> ClaimKey {
        ClaimKey(space: "customer", value: id)
    }

    /// A membership's checkout (S8).
    public static func checkout(_ id: String) -> ClaimKey {
        ClaimKey(space: "checkout", value: id)
    }

    /// One tenant per owner (A6, M4); spaces are none of it.
    public static func userTenant(_ userID: String) -> ClaimKey {
        ClaimKey(space: "user-tenant", value: userID)
    }
}

/// What a decider is told of the world besides the state: the time, and nothing it could look up.
public struct DecisionContext: Sendable, Hashable {
    /// Of a command that appends, never before the time of the log's last event (contract L2).
    public var now: Timestamp

    public init(now: Timestamp) { self.now = now }
}
