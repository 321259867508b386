import Digest
import SQLite

/// What a decision may need of the log beside states: with what the open batch wrote, which no
/// reader sees yet.
extension LogWriter {
    /// Whether a stream of the category was begun.
    package func hasStreams(category: String) throws(LogFailure) -> Bool {
        try storing { () throws(SQLiteError) in
            let select = try connection.prepare(
                "SELECT 1 FROM stream WHERE name >= ? AND name < ? LIMIT 1")
            select.bind(1, text: "\(category)-")
            select.bind(2, text: "\(category).")  // "." follows "-"
            return try select.step()
        }
    }

    /// The data of a stream's newest event of a type; nil for a stream without any.
    package func newestData(of stream: StreamID, type: String) throws(LogFailure) -> [UInt8]? {
        try storing { () throws(SQLiteError) in
            let select = try connection.prepare(
                """
                SELECT e.data FROM event e JOIN stream s ON s.id = e.stream
                JOIN event_type t ON t.id = e.type WHERE s.name = ? AND t.name = ?
                ORDER BY e.version DESC LIMIT 1
                """)
            select.bind(1, text: stream.name)
            select.bind(2, text: type)
            return try select.step() ? select.bytes(0) : nil
        }
    }

    /// Which event stands at a position; nil past the head.
    package func hashAndType(at position: GlobalPosition) throws(LogFailure) -> (
        hash: SHA256Digest, type: String
    )? {
        guard position <= headPosition else { return nil }
        return try storing { () throws(SQLiteError) in
            let select = try connection.prepare(
                """
                SELECT e.hash, t.name FROM event e JOIN event_type t ON t.id = e.type
                WHERE e.position = ?
                """)
            select.bind(1, position.rawValue)
            guard try select.step() else { return nil }
            return (SHA256Digest(bytes: select.bytes(0)) ?? .zero, select.text(1))
        }
    }
}
