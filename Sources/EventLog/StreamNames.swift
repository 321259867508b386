import SQLite

/// Streams' names in the order in which the streams began, which is how a scan of the log meets
/// them: one walk over the table instead of a search for each. Confined to its reader's thread.
package final class StreamNames {
    private let reader: LogReader
    private let select: SQLiteStatement
    /// The walk's current row; 0 before the first.
    private var current: Int64 = 0

    package init(_ reader: LogReader) throws(LogFailure) {
        self.reader = reader
        do {
            select = try reader.connection.prepare("SELECT id, name FROM stream ORDER BY id")
        } catch { throw LogFailure(error) }
    }

    /// The name of a stream; cheap for each that began after the one asked for before.
    package func name(of id: Int64) throws(LogFailure) -> StreamID {
        guard id > current else { return try reader.streamName(id) }
        do {
            while current < id {
                guard try select.step() else { break }
                current = select.int64(0)
            }
        } catch { throw LogFailure(error) }
        guard current == id else { return try reader.streamName(id) }
        return StreamID(recorded: select.text(1))
    }
}
