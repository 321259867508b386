import Digest
import SQLite
import Time

/// Which events an audit asks for; every member that is set must hold (contract L6).
public struct EventFilter: Sendable, Hashable {
    public var stream: StreamID?
    /// A tenant's own stream, those of whom it began with (its owner's wizard and profile, the
    /// sign-up that made it), what was refused to them or done for them, and events elsewhere that
    /// name the tenant.
    public var tenantID: String?
    public var actor: String?
    public var types: [String] = []
    /// A payload member that the event must have, personal or not.
    public var field: String?
    public var correlationID: String?
    /// Recorded at or after.
    public var since: Timestamp?
    /// Recorded before.
    public var until: Timestamp?

    public init() {}
}

/// In which order events come.
public enum EventOrder: String, Sendable {
    case oldestFirst = "asc"
    case newestFirst = "desc"
}

extension LogReader {
    /// The events of one stream after `version`, oldest first; empty when there is no such stream.
    package func events(of stream: StreamID, after version: StreamVersion = .empty, limit: Int)
        throws(LogFailure) -> [RecordedEvent]
    {
        guard let id = try internedID(of: stream) else { return [] }
        return try collect(
            "WHERE e.stream = ? AND e.version > ? ORDER BY e.version LIMIT ?",
            [.integer(id), .integer(version.rawValue), .integer(Int64(limit))])
    }

    /// Walks one stream's rows, oldest first, from `version` + 1 on.
    package func scan(
        stream id: Int64, after version: Int64 = 0, _ body: (EventCursor) throws -> Bool
    ) throws {
        try walk(
            "WHERE e.stream = ? AND e.version > ? ORDER BY e.version",
            [.integer(id), .integer(version)], body)
    }

    /// Walks the whole log's rows after `position`, oldest first, until `body` answers false.
    package func scan(
        after position: Int64, through last: Int64 = .max, _ body: (EventCursor) throws -> Bool
    ) throws {
        try walk(
            "WHERE e.position > ? AND e.position <= ? ORDER BY e.position",
            [.integer(position), .integer(last)], body)
    }

    /// Walks the log's rows as a fold needs them: without who, why and hashes.
    package func scanPayloads(
        after position: Int64, through last: Int64 = .max, _ body: (EventCursor) throws -> Bool
    ) throws {
        try walk(
            "WHERE e.position > ? AND e.position <= ? ORDER BY e.position",
            [.integer(position), .integer(last)], columns: EventCursor.payloadColumns, body)
    }

    /// Walks one stream's rows as a fold needs them, oldest first.
    package func scanPayloads(stream id: Int64, _ body: (EventCursor) throws -> Bool) throws {
        try walk(
            "WHERE e.stream = ? ORDER BY e.version", [.integer(id)],
            columns: EventCursor.payloadColumns, body)
    }

    /// Walks one stream's rows as a fold needs them, newest first, until `body` answers false.
    package func scanNewest(stream id: Int64, _ body: (EventCursor) throws -> Bool) throws {
        try walk(
            "WHERE e.stream = ? ORDER BY e.version DESC", [.integer(id)],
            columns: EventCursor.payloadColumns, body)
    }

    /// Walks the log's rows without their payloads: position, stream, version, type and times.
    package func scanTimes(
        after position: Int64, through last: Int64, _ body: (EventCursor) throws -> Bool
    ) throws {
        try walk(
            "WHERE e.position > ? AND e.position <= ? ORDER BY e.position",
            [.integer(position), .integer(last)], columns: EventCursor.timeColumns, body)
    }

    /// Walks the log's rows with their data and who acted.
    package func scanAttempts(
        after position: Int64, through last: Int64, _ body: (EventCursor) throws -> Bool
    ) throws {
        try walk(
            "WHERE e.position > ? AND e.position <= ? ORDER BY e.position",
            [.integer(position), .integer(last)], columns: EventCursor.attemptColumns, body)
    }

    /// Who made the event of such a scan's current row.
    package func actorKind(_ row: EventCursor) throws(LogFailure) -> EventActor.Kind {
        try actor(row.actorID, in: streamName(row.streamID)).kind
    }

    /// The event at a position; nil past the head.
    package func event(at position: GlobalPosition) throws(LogFailure) -> RecordedEvent? {
        try collect("WHERE e.position = ?", [.integer(position.rawValue)]).first
    }

    /// A page of the events that `filter` lets through, beyond `position` in the given order.
    ///
    /// - Parameter position: exclusive; nil starts at the log's beginning or end.
    package func events(
        matching filter: EventFilter, beyond position: GlobalPosition? = nil,
        order: EventOrder = .oldestFirst, limit: Int
    ) throws(LogFailure) -> [RecordedEvent] {
        guard var query = try EventQuery(filter, reader: self) else { return [] }
        let oldestFirst = order == .oldestFirst
        if let position {
            query.add("e.position \(oldestFirst ? ">" : "<") ?", .integer(position.rawValue))
        }
        query.values.append(.integer(Int64(limit)))
        return try collect(
            "\(query.whereClause) ORDER BY e.position \(oldestFirst ? "" : "DESC") LIMIT ?",
            query.values)
    }

    private func collect(_ clause: String, _ values: [SQLValue]) throws(LogFailure)
        -> [RecordedEvent]
    {
        do {
            var events: [RecordedEvent] = []
            try walk(clause, values) { row in
                events.append(try recorded(row))
                return true
            }
            return events
        } catch { throw LogFailure(opening: error) }
    }

    private func walk(
        _ clause: String, _ values: [SQLValue], columns: String? = nil,
        _ body: (EventCursor) throws -> Bool
    ) throws {
        do {
            let sql = "SELECT \(columns ?? self.columns) FROM event e \(clause)"
            let cursor = try takeCursor(sql)
            defer { giveBack(cursor, sql) }
            for (index, value) in values.enumerated() {
                value.bind(to: cursor.statement, Int32(index + 1))
            }
            while try cursor.next() {
                if try !body(cursor) { break }
            }
        } catch let error as SQLiteError { throw LogFailure(error) }
    }

    /// The whole event of a scan's current row.
    package func recorded(_ row: EventCursor) throws(LogFailure) -> RecordedEvent {
        let stream = try streamName(row.streamID)
        let statement = Row(row)
        let correlation = row.identifier(7) ?? ""
        return RecordedEvent(
            position: GlobalPosition(rawValue: row.position), stream: stream,
            version: StreamVersion(rawValue: row.version), type: try type(row.typeID),
            recordedAt: row.recordedAt,
            occurredAt: statement.integer(5).map { Timestamp(milliseconds: $0) },
            actor: try actor(statement.integer(6), in: stream), correlationID: correlation,
            causationID: row.identifier(8) ?? correlation, origin: statement.bytes(11),
            data: statement.bytes(9) ?? [], personal: statement.bytes(10),
            salt: statement.bytes(12),
            erasedDigest: statement.bytes(13).flatMap { SHA256Digest(bytes: $0) },
            dataDigest: statement.bytes(15).flatMap { SHA256Digest(bytes: $0) }, hash: row.hash)
    }
}

/// Optional columns of a cursor's row.
private struct Row {
    let cursor: EventCursor

    init(_ cursor: EventCursor) { self.cursor = cursor }

    func integer(_ column: Int32) -> Int64? { cursor.statement.optionalInt64(column) }

    func bytes(_ column: Int32) -> [UInt8]? { cursor.statement.optionalBytes(column) }
}

/// A value for a parameter of a query that is put together at run time.
enum SQLValue {
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    func bind(to statement: borrowing SQLiteStatement, _ parameter: Int32) {
        switch self {
        case .integer(let value): statement.bind(parameter, value)
        case .text(let value): statement.bind(parameter, text: value)
        case .blob(let value): statement.bind(parameter, blob: value)
        }
    }
}

/// A filter as conditions and values; nil when a named stream or type cannot match anything.
private struct EventQuery {
    var conditions: [String] = []
    var values: [SQLValue] = []

    init?(_ filter: EventFilter, reader: LogReader) throws(LogFailure) {
        if let stream = filter.stream {
            guard let id = try reader.internedID(of: stream) else { return nil }
            add("e.stream = ?", .integer(id))
        }
        if let tenant = filter.tenantID { try addTenant(tenant, reader) }
        if let actor = filter.actor { addActor(actor) }
        if !filter.types.isEmpty {
            let ids = try reader.allTypes().filter { filter.types.contains($0.value.name) }
            if ids.isEmpty { return nil }
            conditions.append(
                "e.type IN (\(ids.keys.sorted().map(String.init).joined(separator: ",")))")
        }
        if let field = filter.field { addField(field) }
        if let correlation = filter.correlationID {
            let value = UUIDv7(correlation).map { SQLValue.blob($0.bytes) } ?? .text(correlation)
            add("e.correlation = ?", value)
        }
        if let since = filter.since {
            let before = try reader.position(at: since.adding(milliseconds: -1))
            add("e.position > ?", .integer(before.rawValue))
        }
        if let until = filter.until {
            let last = try reader.position(at: until.adding(milliseconds: -1))
            add("e.position <= ?", .integer(last.rawValue))
        }
    }

    var whereClause: String {
        conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    }

    mutating func add(_ condition: String, _ value: SQLValue) {
        conditions.append(condition)
        values.append(value)
    }

    private mutating func addTenant(_ tenant: String, _ reader: LogReader) throws(LogFailure) {
        let ids = try reader.streamsOfTenant(tenant).map(String.init).joined(separator: ",")
        add("(e.stream IN (\(ids)) OR e.data ->> '$.tenantId' = ?)", .text(tenant))
    }

    /// `user:42` names kind and id; anything else an id of any kind.
    private mutating func addActor(_ actor: String) {
        let parts = actor.split(separator: ":", maxSplits: 1)
        let kind = parts.count == 2 ? EventActor.Kind(word: String(parts[0])) : nil
        let id = kind == nil ? actor : String(parts[1])
        let kinds = kind.map { "kind = \($0.rawValue) AND " } ?? ""
        let ownSession =
            kind == nil || kind == .session
            ? " OR (e.actor IS NULL AND e.stream IN "
                + "(SELECT id FROM stream WHERE name = 'session-' || ?))"
            : ""
        conditions.append(
            "(e.actor IN (SELECT id FROM actor WHERE \(kinds)name = ?)\(ownSession))")
        values.append(.text(id))
        if !ownSession.isEmpty { values.append(.text(id)) }
    }

    private mutating func addField(_ field: String) {
        let path = "$.\"\(field.filter { $0 != "\"" })\""
        conditions.append(
            "(json_type(e.data, ?) IS NOT NULL OR json_type(e.personal, ?) IS NOT NULL)")
        values += [.text(path), .text(path)]
    }
}

extension LogReader {
    /// Walks all streams with the position of each one's first event.
    package func scanStreams(_ body: (Int64, StreamID, _ firstPosition: Int64) throws -> Void)
        throws
    {
        do {
            let select = try connection.prepare(
                """
                SELECT s.id, s.name, e.position FROM stream s
                JOIN event e ON e.stream = s.id AND e.version = 1 ORDER BY s.id
                """)
            while try select.step() {
                try body(select.int64(0), StreamID(recorded: select.text(1)), select.int64(2))
            }
        } catch let error as SQLiteError { throw LogFailure(error) }
    }
}

extension LogReader {
    /// The streams that tell a tenant's story beside the events that name it.
    fileprivate func streamsOfTenant(_ tenant: String) throws(LogFailure) -> [Int64] {
        guard let stream = StreamID("tenant-\(tenant)"), let id = try internedID(of: stream),
            let first = try events(of: stream, limit: 1).first
        else { return [] }
        var names = [stream.name]
        if let owner = try ownerID(of: id) { names += ["wizard-\(owner)", "profile-\(owner)"] }
        if first.actor.kind == .session { names.append("session-\(first.actor.id)") }
        var ids: [Int64] = []
        let beside = names.flatMap { ["refusals-\($0)", "effects-\($0)"] }
        for name in names + beside {
            guard let stream = StreamID(name), let id = try internedID(of: stream) else { continue }
            ids.append(id)
        }
        return ids
    }

    /// Whom a tenant's first event names as its owner.
    private func ownerID(of tenant: Int64) throws(LogFailure) -> String? {
        try storing { () throws(SQLiteError) in
            let select = try connection.prepare(
                "SELECT data ->> '$.ownerId' FROM event WHERE stream = ? AND version = 1")
            select.bind(1, tenant)
            return try select.step() ? select.optionalText(0) : nil
        }
    }

    /// The streams of a category, in the order of their beginnings.
    package func streams(category: String) throws(LogFailure) -> [StreamID] {
        try storing { () throws(SQLiteError) in
            let select = try connection.prepare(
                "SELECT name FROM stream WHERE name >= ? AND name < ? ORDER BY id")
            select.bind(1, text: "\(category)-")
            select.bind(2, text: "\(category).")  // "." follows "-"
            var streams: [StreamID] = []
            while try select.step() { streams.append(StreamID(recorded: select.text(0))) }
            return streams
        }
    }
}
