import EventLog
import Onboarding
import Time

/// What a fold needs to know of an interned event type, looked up once and not for each event.
final class EventTypeFacts: Sendable {
    let type: EventType
    /// Nil for a type that no built-in flow declares.
    let kind: EventKind?
    let needsUpcast: Bool

    init(_ type: EventType, _ upcasting: Upcasting) {
        self.type = type
        kind = EventKind(rawValue: type.name)
        needsUpcast = upcasting.needsUpcast(type)
    }
}

/// Interned types by integer; grows as a scan meets new ones. Confined to its user's thread.
struct EventTypeTable {
    private var facts: [EventTypeFacts?] = []
    private let upcasting: Upcasting

    init(upcasting: Upcasting) { self.upcasting = upcasting }

    mutating func facts(_ typeID: Int64, _ reader: LogReader) throws(LogFailure) -> EventTypeFacts {
        let index = Int(typeID)
        if index < facts.count, let known = facts[index] { return known }
        let known = EventTypeFacts(try reader.type(typeID), upcasting)
        if index >= facts.count {
            facts += Array(repeating: nil, count: index + 1 - facts.count)
        }
        facts[index] = known
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

    /// A new event's payload in its type's newest schema version.
    func newest(_ event: NewEvent) throws -> Upcasting.Payload {
        try upcasting.newest(
            Upcasting.Payload(type: event.type, data: event.data, personal: event.personal))
    }

    private func foldUpcast(
        _ row: EventCursor, _ facts: EventTypeFacts, _ time: Timestamp,
        into state: inout SubjectState
    ) throws {
        let data = unsafe row.withData { unsafe [UInt8]($0) }
        let personal = unsafe row.withPersonal { unsafe $0.map { unsafe [UInt8]($0) } }
        let newest = try upcasting.newest(
            Upcasting.Payload(type: facts.type, data: data, personal: personal))
        try state.applyArrays(
            type: newest.type.name, kind: EventKind(rawValue: newest.type.name),
            data: newest.data, personal: newest.personal, at: time)
    }
}

extension SubjectState {
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
