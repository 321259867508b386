import SQLite
import Time

/// Which events an audit asks for; every member that is set must hold (contract L6).
public struct EventFilter: Sendable, Hashable {
    public var stream: StreamID?
    /// A tenant's own stream, those of whom it began with (its owner's wizard and profile, the
    /// sign-up that made it), what was refused to them or done for them, and events elsewhere that
    /// name the tenant. Its id, or the name of its stream.
    public var tenantID: String?
    /// An id of any kind, or `kind:id`.
    public var actor: String?
    /// Any of these. One with commas that the log has no type of stands for those between them.
    public var types: [String] = []
    /// A payload member that the event must have, personal or not: its name at any depth, or its
    /// path from the top as `FieldPath` has it; `first_name` and `firstName` are one.
    public var field: String?
    public var correlationID: String?
    /// Recorded at or after.
    public var since: Timestamp?
    /// Recorded before.
    public var until: Timestamp?
    /// Occurred at or after; an event that does not say when it occurred did when it was recorded.
    public var occurredSince: Timestamp?
    /// Occurred before.
    public var occurredUntil: Timestamp?

    public init() {}

    /// True when matching events may lie anywhere: recording times grow with the positions, those
    /// of occurrence need not, and no index has them.
    package var mayWalkLog: Bool {
        stream == nil && (occurredSince ?? occurredUntil) != nil
    }
}

/// In which order events come.
public enum EventOrder: String, Sendable {
    /// By position, upwards.
    case oldestFirst = "asc"
    /// By position, downwards.
    case newestFirst = "desc"
}

/// What a filter comes to in this log: names as their interned integers, times as positions.
package struct EventSelection: Sendable {
    /// Positions that may match; never empty.
    package var positions: ClosedRange<Int64>
    /// The stream that the events must be of, with those of its versions that may match.
    package var stream: (id: Int64, versions: ClosedRange<Int64>)?
    /// What else must hold, all of it.
    package var conditions: [EventCondition] = []
}

/// Something that an event must be, in the log's own terms; never impossible by itself.
package enum EventCondition: Sendable, Hashable {
    /// Of one of these types, by interned integers: every schema version of a name has its own.
    case type([Int64])
    /// - Parameter ownStream: the session's, in whose events its own actor is left out.
    case actor([Int64], ownStream: Int64?)
    /// The id as callers write it; a UUID is compared by its bytes.
    case correlation(String)
    /// In any spelling that `FieldSpelling` knows.
    case field(String)
    /// The streams that tell the tenant's story, or an event that names it.
    case tenant(String, streams: [Int64])
    /// At or after the one time and before the other, in milliseconds.
    case occurred(since: Int64, until: Int64)

    /// True when the audit index can say where such events are.
    package var isIndexed: Bool {
        if case .occurred = self { false } else { true }
    }
}

extension EventCondition {
    /// The condition on a row `e`, with values for its parameters.
    var sql: (text: String, values: [SQLiteValue]) {
        switch self {
        case .type(let ids): return ("e.type IN (\(Self.list(ids)))", [])
        case .actor(let ids, let ownStream):
            let own = ownStream.map { " OR (e.actor IS NULL AND e.stream = \($0))" } ?? ""
            return ("(e.actor IN (\(Self.list(ids)))\(own))", [])
        case .correlation(let id):
            return ("e.correlation = ?", [UUIDv7(id).map { .blob($0.bytes) } ?? .text(id)])
        case .tenant(let id, let streams):
            return (
                "(e.stream IN (\(Self.list(streams))) OR e.data ->> '$.tenantId' = ?)",
                [.text(id)]
            )
        case .field(let name): return Self.sql(field: name)
        case .occurred(let since, let until):
            let time = "coalesce(e.occurred_at, e.recorded_at)"
            return ("(\(time) >= ? AND \(time) < ?)", [.integer(since), .integer(until)])
        }
    }

    private static func list(_ ids: [Int64]) -> String {
        ids.sorted().map(String.init).joined(separator: ",")
    }

    /// No payload is nested deeper, and a statement takes long to prepare for thousands of names.
    private static let namesMax = 64

    /// A name matches at any depth; several also as a path from the top, in either part of the
    /// payload. Dots that nobody quoted may belong to one name.
    private static func sql(field: String) -> (text: String, values: [SQLiteValue]) {
        var (tests, values): ([String], [SQLiteValue]) = ([], [])
        for path in FieldSpelling.all(of: field).map({ FieldPath($0) }) {
            let names = path.names
            if names.count == 1 || !path.isQuoted {
                for column in ["e.data", "e.personal"] {
                    tests.append("EXISTS (SELECT 1 FROM json_tree(\(column)) WHERE key = ?)")
                    values.append(.text(path.joinedNames))
                }
            }
            guard (2...namesMax).contains(names.count) else { continue }
            for column in ["e.data", "e.personal"] {
                tests.append(hasMember(column, depth: names.count))
                values += names.map { .text($0) }
            }
        }
        return (tests.isEmpty ? "0" : "(\(tests.joined(separator: " OR ")))", values)
    }

    /// Goes from object to object, a parameter for each name: SQLite's own paths can hold no quote
    /// and no empty name.
    private static func hasMember(_ column: String, depth: Int) -> String {
        let names = (0..<depth).map { "WHEN \($0) THEN ?" }.joined(separator: " ")
        return """
            EXISTS (WITH RECURSIVE place(value, depth) AS (SELECT \(column), 0 UNION ALL \
            SELECT m.value, depth + 1 \
            FROM place, json_each(CASE WHEN depth < \(depth) THEN place.value END) AS m \
            WHERE m.key = CASE depth \(names) END \
            AND (depth = \(depth - 1) OR m.type = 'object')) \
            SELECT 1 FROM place WHERE depth = \(depth))
            """
    }
}
