import EventLog
import SQLite

/// An event's row as integers and bytes.
struct RawRow: Sendable {
    /// position, stream, version, type, recorded_at, occurred_at, actor
    var integers: [Int64?]
    /// correlation, causation
    var identifiers: [RawIdentifier]
    /// data, personal, origin
    var texts: [[UInt8]?]
    /// salt, erased_digest, hash
    var blobs: [[UInt8]?]

    enum RawIdentifier: Sendable {
        case none
        case text([UInt8])
        case blob([UInt8])
    }
}

/// What SQLite alone does with the log's rows: the measure of everything else.
///
/// The same table and index as the ledger's, the same settings but that SQLite checkpoints when it
/// pleases, and no more than a statement between the rows and the disk.
final class RawLog {
    static let columns = """
        position, stream, version, type, recorded_at, occurred_at, actor, correlation, causation,
        data, personal, origin, salt, erased_digest, hash
        """

    private let connection: SQLiteConnection
    private let insert: SQLiteStatement

    /// Makes an empty log with the tables of `model`.
    init(path: String, like model: RawReader) throws(SQLiteError) {
        connection = try SQLiteConnection.open(path: path, mode: .readWrite)
        try connection.execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384")
        for sql in try model.schema() { try connection.execute(sql) }
        insert = try connection.prepare(
            "INSERT INTO event (\(Self.columns)) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")
    }

    /// Inserts all rows, `batchSize` to a transaction.
    func insert(_ rows: [RawRow], batchSize: Int) throws(SQLiteError) {
        for start in stride(from: 0, to: rows.count, by: batchSize) {
            try connection.execute("BEGIN IMMEDIATE")
            for row in rows[start..<min(rows.count, start + batchSize)] { try insert(row) }
            try connection.execute("COMMIT")
        }
    }

    private func insert(_ row: RawRow) throws(SQLiteError) {
        for (index, value) in row.integers.enumerated() { insert.bind(Int32(index + 1), value) }
        for (index, value) in row.identifiers.enumerated() {
            switch value {
            case .none: insert.bindNull(Int32(index + 8))
            case .text(let text): insert.bind(Int32(index + 8), utf8: text)
            case .blob(let blob): insert.bind(Int32(index + 8), blob: blob)
            }
        }
        for (index, text) in row.texts.enumerated() {
            if let text {
                insert.bind(Int32(index + 10), utf8: text)
            } else {
                insert.bindNull(Int32(index + 10))
            }
        }
        for (index, blob) in row.blobs.enumerated() {
            if let blob {
                insert.bind(Int32(index + 13), blob: blob)
            } else {
                insert.bindNull(Int32(index + 13))
            }
        }
        try insert.run()
    }
}

/// Reads a ledger's rows without the ledger.
final class RawReader {
    private let connection: SQLiteConnection

    init(_ directory: DataDirectory) throws(SQLiteError) {
        connection = try SQLiteConnection.open(path: directory.ledgerFile, mode: .readOnly)
        try connection.execute("PRAGMA cache_size = -4096; PRAGMA query_only = ON")
    }

    /// What makes the ledger's tables and their indexes.
    func schema() throws(SQLiteError) -> [String] {
        let select = try connection.prepare(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type DESC")
        var statements: [String] = []
        while try select.step() { statements.append(select.text(0)) }
        return statements
    }

    /// The rows behind `position`, for inserting them elsewhere.
    func rows(after position: Int64) throws(SQLiteError) -> [RawRow] {
        let select = try connection.prepare(
            "SELECT \(RawLog.columns) FROM event WHERE position > ? ORDER BY position")
        select.bind(1, position)
        var rows: [RawRow] = []
        while try select.step() {
            rows.append(
                RawRow(
                    integers: (Int32(0)..<7).map { select.optionalInt64($0) },
                    identifiers: (Int32(7)..<9).map { column -> RawRow.RawIdentifier in
                        if select.isNull(column) { return .none }
                        let bytes = select.bytes(column)
                        return select.isBlob(column) ? .blob(bytes) : .text(bytes)
                    },
                    texts: (Int32(9)..<12).map { select.optionalBytes($0) },
                    blobs: (Int32(12)..<15).map { select.optionalBytes($0) }))
        }
        return rows
    }

    /// Steps over every row and looks at what a fold needs of it; answers how many there are.
    func scan(_ checksum: inout Checksum) throws(SQLiteError) -> Int {
        let select = try connection.prepare(
            """
            SELECT position, stream, version, type, recorded_at, occurred_at, data, personal
            FROM event ORDER BY position
            """)
        var (count, sum) = (0, Int64(0))
        while try select.step() {
            for column in Int32(0)..<6 { sum &+= select.int64(column) }
            for column in Int32(6)..<8 {
                sum &+= unsafe select.withBytes(column) { Int64($0.count) }
            }
            count += 1
        }
        checksum.add(sum)
        return count
    }

    /// A single number that SQL answers; 0 for none.
    func integer(_ sql: String) throws(SQLiteError) -> Int {
        Int(try connection.integer(sql) ?? 0)
    }
}
