import Digest
import SQLite
import Time

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

    /// Walks one stream's rows up to a position without their payloads, oldest first.
    package func scanTimes(
        stream id: Int64, through last: Int64, _ body: (EventCursor) throws -> Void
    ) throws {
        try walk(
            "WHERE e.stream = ? AND e.position <= ? ORDER BY e.version",
            [.integer(id), .integer(last)], columns: EventCursor.timeColumns
        ) { row in
            try body(row)
            return true
        }
    }

    /// Walks one stream's rows up to a position without their payloads but with who acted, newest
    /// first, until `body` answers false.
    package func scanTimes(
        newestOf id: Int64, through last: Int64, _ body: (EventCursor) throws -> Bool
    ) throws {
        try walk(
            "WHERE e.stream = ? AND e.position <= ? ORDER BY e.version DESC",
            [.integer(id), .integer(last)], columns: EventCursor.actingColumns, body)
    }

    /// Walks the log's rows with their data and who acted.
    package func scanAttempts(
        after position: Int64, through last: Int64, _ body: (EventCursor) throws -> Bool
    ) throws {
        try walk(
            "WHERE e.position > ? AND e.position <= ? ORDER BY e.position",
            [.integer(position), .integer(last)], columns: EventCursor.attemptColumns, body)
    }

    /// A row's actor, in walks that have its column.
    package func actor(of row: EventCursor) throws(LogFailure) -> EventActor {
        try actor(row.actorID, in: stream(row.streamID))
    }

    /// The event at a position; nil past the head.
    package func event(at position: GlobalPosition) throws(LogFailure) -> RecordedEvent? {
        try collect("WHERE e.position = ?", [.integer(position.rawValue)]).first
    }

    /// A page of the events that `filter` lets through, beyond `position` in the given order; reads
    /// whatever lies in between.
    ///
    /// - Parameter position: exclusive; nil starts at the log's beginning or end.
    package func events(
        matching filter: EventFilter, beyond position: GlobalPosition? = nil,
        order: EventOrder = .oldestFirst, limit: Int
    ) throws(LogFailure) -> [RecordedEvent] {
        guard let selection = try selection(filter, beyond: position, order: order) else {
            return []
        }
        return try events(of: selection, order: order, limit: limit)
    }

    /// The first events of a selection in the given order; walks its stream, else its positions.
    package func events(of selection: EventSelection, order: EventOrder, limit: Int)
        throws(LogFailure) -> [RecordedEvent]
    {
        let place = selection.stream == nil ? "e.position" : "e.version"
        let range = selection.stream?.versions ?? selection.positions
        var (tests, values) = (["\(place) BETWEEN ? AND ?"], [SQLiteValue]())
        values += [.integer(range.lowerBound), .integer(range.upperBound)]
        add(selection, to: &tests, &values)
        values.append(.integer(Int64(limit)))
        let direction = order == .oldestFirst ? "" : "DESC"
        return try collect(
            "WHERE \(tests.joined(separator: " AND ")) ORDER BY \(place) \(direction) LIMIT ?",
            values)
    }

    /// The event at a position, if the selection lets it through.
    package func event(at position: Int64, of selection: EventSelection) throws(LogFailure)
        -> RecordedEvent?
    {
        var (tests, values) = (["e.position = ?"], [SQLiteValue.integer(position)])
        add(selection, to: &tests, &values)
        return try collect("WHERE \(tests.joined(separator: " AND "))", values).first
    }

    private func add(
        _ selection: EventSelection, to tests: inout [String], _ values: inout [SQLiteValue]
    ) {
        if let stream = selection.stream {
            tests.append("e.stream = ?")
            values.append(.integer(stream.id))
        }
        for condition in selection.conditions.map(\.sql) {
            tests.append(condition.text)
            values += condition.values
        }
    }

    private func collect(_ clause: String, _ values: [SQLiteValue]) throws(LogFailure)
        -> [RecordedEvent]
    {
        do {
            var events: [RecordedEvent] = []
            try walk(clause, values) { row in
                events.append(try recorded(row))
                return true
            }
            return events
        } catch { throw LogFailure(carrying: error) }
    }

    /// Every walk ends here: the statement goes back for the next of its kind, also when `body`
    /// throws.
    private func walk(
        _ clause: String, _ values: [SQLiteValue], columns: String? = nil,
        _ body: (EventCursor) throws -> Bool
    ) throws {
        do {
            let sql = "SELECT \(columns ?? self.columns) FROM event e \(clause)"
            let cursor = try takeCursor(sql)
            defer { giveBack(cursor, sql) }
            cursor.statement.bind(values)
            while try cursor.next() {
                if try !body(cursor) { break }
            }
        } catch let error as SQLiteError { throw LogFailure(error) }
    }

    /// The whole event of a scan's current row.
    package func recorded(_ row: EventCursor) throws(LogFailure) -> RecordedEvent {
        let stream = try stream(row.streamID)
        let correlation = row.identifier(.correlation) ?? ""
        return RecordedEvent(
            position: GlobalPosition(rawValue: row.position), stream: stream,
            version: StreamVersion(rawValue: row.version), type: try type(row.typeID),
            recordedAt: row.recordedAt,
            occurredAt: row.optionalInt64(.occurredAt).map { Timestamp(milliseconds: $0) },
            actor: try actor(row.actorID, in: stream), correlationID: correlation,
            causationID: row.identifier(.causation).flatMap { $0.isEmpty ? nil : $0 }
                ?? correlation,
            origin: row.optionalBytes(.origin), data: row.optionalBytes(.data) ?? [],
            personal: row.optionalBytes(.personal), salt: row.optionalBytes(.salt),
            erasedDigest: row.optionalBytes(.erasedDigest).flatMap { SHA256Digest(bytes: $0) },
            dataDigest: row.optionalBytes(.dataDigest).flatMap { SHA256Digest(bytes: $0) },
            hash: row.hash)
    }
}

extension LogReader {
    /// Walks all streams in the order in which they began.
    package func scanStreamNames(_ body: (Int64, StreamID) throws -> Void) throws {
        do {
            let select = try connection.prepare("SELECT id, name FROM stream ORDER BY id")
            while try select.step() {
                try body(select.int64(0), StreamID(recorded: select.text(1)))
            }
        } catch let error as SQLiteError { throw LogFailure(error) }
    }

    /// How many streams have ever been written to; counts rows, so it costs the more the more there
    /// are.
    package func streamCount() throws(LogFailure) -> Int64 {
        try storing { () throws(SQLiteError) in
            try connection.integer("SELECT count(*) FROM stream") ?? 0
        }
    }
}

extension LogReader {
    /// The streams of a category, in the order of their beginnings.
    package func streams(category: String, limit: Int = .max) throws(LogFailure) -> [StreamID] {
        try storing { () throws(SQLiteError) in
            let select = try connection.prepare(
                "SELECT name FROM stream WHERE name >= ? AND name < ? ORDER BY id LIMIT ?")
            select.bind(1, text: "\(category)-")
            select.bind(2, text: "\(category).")  // "." follows "-"
            select.bind(3, Int64(limit))
            var streams: [StreamID] = []
            while try select.step() { streams.append(StreamID(recorded: select.text(0))) }
            return streams
        }
    }
}
