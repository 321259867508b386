import SQLite

/// Streams' names in the order in which the streams began, which is how a scan of the log meets
/// them: one walk over the table instead of a search for each. Confined to its reader's thread.
package final class StreamNames {
    private let reader: LogReader
    private let walk: NumberedWalk

    package init(_ reader: LogReader) throws(LogFailure) {
        self.reader = reader
        do {
            walk = NumberedWalk(
                try reader.connection.prepare("SELECT id, name FROM stream ORDER BY id"))
        } catch { throw LogFailure(error) }
    }

    /// The stream behind an interned integer; cheap for each that began after the one asked for
    /// before.
    package func stream(of id: Int64) throws(LogFailure) -> StreamID {
        do {
            guard try walk.advance(to: id) else { return try reader.stream(id) }
            return StreamID(recorded: walk.row.text(1))
        } catch { throw LogFailure(carrying: error) }
    }
}

/// Actors in the order in which they first acted, as `StreamNames` has streams.
final class ActorNames {
    private let reader: LogReader
    private let walk: NumberedWalk

    init(_ reader: LogReader) throws(SQLiteError) {
        self.reader = reader
        walk = NumberedWalk(
            try reader.connection.prepare("SELECT id, kind, name FROM actor ORDER BY id"))
    }

    /// - Throws: `damaged` for a number that stands for nobody.
    func actor(_ id: Int64, in stream: StreamID) throws(LogFailure) -> EventActor {
        do {
            if try walk.advance(to: id),
                let actor = EventActor(kindNumber: walk.row.int64(1), id: walk.row.text(2))
            {
                return actor
            }
            return try reader.actor(id, in: stream)
        } catch { throw LogFailure(carrying: error) }
    }
}

/// A walk over rows whose first column is a number that rises from row to row.
final class NumberedWalk {
    let row: SQLiteStatement
    /// Of the walk's current row; 0 before the first, `max` behind the last.
    private var current: Int64 = 0

    init(_ statement: consuming SQLiteStatement) { row = statement }

    /// Goes on to the row of that number; false when it was passed already or is not there.
    func advance(to number: Int64) throws(SQLiteError) -> Bool {
        guard number > current else { return false }
        while current < number { current = try row.step() ? row.int64(0) : .max }
        return current == number && number < .max
    }
}
