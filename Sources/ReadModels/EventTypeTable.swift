import EventLog
import Onboarding
import Time

/// What a fold needs to know of an interned event type, looked up once and not for each event.
final class EventTypeFacts: Sendable {
    /// As stored, with its schema version.
    let type: EventType
    /// Nil for a type that no built-in flow declares.
    let kind: EventKind?
    /// True for an older schema version than today's (contract L10).
    let needsUpcast: Bool

    init(_ type: EventType, _ upcasting: Upcasting) {
        self.type = type
        kind = EventKind(rawValue: type.name)
        needsUpcast = upcasting.needsUpcast(type)
    }
}

/// Interned types by integer; grows as a scan meets new ones. Confined to its user's thread.
struct EventTypeTable {
    /// By the log's integer; nil for types that were not met yet.
    private var facts = ByTypeNumber<EventTypeFacts>()
    private let upcasting: Upcasting

    init(upcasting: Upcasting) { self.upcasting = upcasting }

    /// Asks the log for a type the first time only.
    mutating func facts(_ typeID: Int64, _ reader: LogReader) throws(LogFailure) -> EventTypeFacts {
        if let known = facts[typeID] { return known }
        let known = EventTypeFacts(try reader.type(typeID), upcasting)
        facts[typeID] = known
        return known
    }

    /// Folds a scan's current row into `state`.
    mutating func fold(_ row: EventCursor, _ reader: LogReader, into state: inout SubjectState)
        throws
    {
        let facts = try facts(row.typeID, reader)
        let time = row.time
        if facts.needsUpcast {
            try foldUpcast(row, facts, time, into: &state)
            return
        }
        try unsafe row.withData { data in
            try unsafe row.withPersonal { personal in
                try unsafe state.apply(
                    type: facts.type.name, kind: facts.kind, data: data, personal: personal,
                    at: time)
            }
        }
    }

    /// Folds an event of which an erasure took something, with stand-ins for what it took.
    func foldWithStandIns(_ event: RecordedEvent, into state: inout SubjectState) throws {
        let newest = try upcasting.newest(
            Upcasting.Payload(type: event.type, data: event.data, personal: event.personal))
        let kind = EventKind(rawValue: newest.type.name)
        let standIns = StandIns(position: event.position.rawValue)
        var (data, personal) = (newest.data, newest.personal)
        if event.erasedDigest != nil {
            personal = try standIns.personal(personal, of: kind, data)
        }
        if event.dataDigest != nil { data = try standIns.data(data) }
        try state.applyArrays(
            type: newest.type.name, kind: kind, data: data, personal: personal, at: event.time)
    }

    /// The unique keys that a scan's current row takes or gives up, by the state before it.
    mutating func claimChanges(_ row: EventCursor, _ reader: LogReader, _ state: SubjectState)
        throws -> [Onboarding.ClaimChange]
    {
        let facts = try facts(row.typeID, reader)
        if facts.needsUpcast {
            let newest = try newest(row, facts)
            return try state.claimChangesOfArrays(
                type: newest.type.name, data: newest.data, personal: newest.personal)
        }
        return try unsafe row.withData { data in
            try unsafe row.withPersonal { personal in
                try unsafe state.claimChanges(kind: facts.kind, data: data, personal: personal)
            }
        }
    }

    /// A new event's payload in its type's newest schema version.
    func newest(_ event: NewEvent) throws -> Upcasting.Payload {
        try upcasting.newest(
            Upcasting.Payload(type: event.type, data: event.data, personal: event.personal))
    }

    /// The slow way: copies the payload, upcasts it and folds the result.
    private func foldUpcast(
        _ row: EventCursor, _ facts: EventTypeFacts, _ time: Timestamp,
        into state: inout SubjectState
    ) throws {
        let newest = try newest(row, facts)
        try state.applyArrays(
            type: newest.type.name, kind: EventKind(rawValue: newest.type.name),
            data: newest.data, personal: newest.personal, at: time)
    }

    private func newest(_ row: EventCursor, _ facts: EventTypeFacts) throws -> Upcasting.Payload {
        let data = unsafe row.withData { unsafe [UInt8]($0) }
        let personal = unsafe row.withPersonal { unsafe $0.map { unsafe [UInt8]($0) } }
        return try upcasting.newest(
            Upcasting.Payload(type: facts.type, data: data, personal: personal))
    }
}

extension SubjectState {
    /// The unique keys that an event whose payload is held in arrays takes or gives up.
    package func claimChangesOfArrays(type: String, data: [UInt8], personal: [UInt8]?) throws
        -> [Onboarding.ClaimChange]
    {
        let kind = EventKind(rawValue: type)
        return try unsafe data.withUnsafeBytes { data in
            guard let personal else {
                return try unsafe claimChanges(kind: kind, data: data, personal: nil)
            }
            return try unsafe personal.withUnsafeBytes { personal in
                try unsafe claimChanges(kind: kind, data: data, personal: personal)
            }
        }
    }

    /// Folds an event whose payload is held in arrays.
    mutating func applyArrays(
        type: String, kind: EventKind?, data: [UInt8], personal: [UInt8]?, at time: Timestamp
    ) throws {
        try unsafe data.withUnsafeBytes { data in
            guard let personal else {
                try unsafe apply(type: type, kind: kind, data: data, personal: nil, at: time)
                return
            }
            try unsafe personal.withUnsafeBytes { personal in
                try unsafe apply(type: type, kind: kind, data: data, personal: personal, at: time)
            }
        }
    }
}
