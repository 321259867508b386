/// Who caused an event.
public struct EventActor: Hashable, Sendable {
    /// The raw values are stored and hashed: none is ever changed or used again.
    public enum Kind: UInt8, Sendable, CaseIterable {
        case user = 1
        case admin, apiKey, session, webhook, job, system

        /// The word that answers, exports and filters use.
        public var word: String { String(describing: self) }

        public init?(word: String) {
            guard let kind = Self.allCases.first(where: { $0.word == word }) else { return nil }
            self = kind
        }
    }

    public let kind: Kind
    /// The user's, key's, session's or job's id; never an email.
    public let id: String

    public init(kind: Kind, id: String) { (self.kind, self.id) = (kind, id) }

    /// As it is stored; nil for a number that stands for no kind.
    init?(kindNumber: Int64, id: String) {
        guard let kind = Kind(rawValue: UInt8(clamping: kindNumber)) else { return nil }
        self.init(kind: kind, id: id)
    }

    /// By bytes: see `String.hasSameBytes`.
    public static func == (a: EventActor, b: EventActor) -> Bool {
        a.kind == b.kind && a.id.hasSameBytes(as: b.id)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        id.hashBytes(into: &hasher)
    }
}

/// What is recorded beside an event's payload: who, in which request, through what.
public struct EventMetadata: Hashable, Sendable {
    public var actor: EventActor
    /// The request (or other cause from outside) that everything it led to shares.
    public var correlationID: String
    /// What led to the event directly; nil when that is the request itself.
    public var causationID: String?
    /// A JSON object with `ip`, `userAgent`, `traceparent` and `email` as far as known: personal
    /// data.
    public var origin: [UInt8]?
    /// What the first event of a subject is to say of an experiment; not recorded beside it.
    package var variant: String?

    public init(
        actor: EventActor, correlationID: String, causationID: String? = nil,
        origin: [UInt8]? = nil
    ) {
        self.actor = actor
        self.correlationID = correlationID
        self.causationID = causationID
        self.origin = origin
    }
}
