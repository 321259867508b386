import EventLog
import SQLite

/// Looks terms up in whole blocks; confined to its reader's thread.
final class AuditIndexReader {
    private let connection: SQLiteConnection
    private let select: SQLiteStatement
    private let lastBlock: SQLiteStatement
    /// Says whether the file's last block is of this log.
    private let log: LogReader
    /// Blocks that were found to be of this log.
    private var checkedCount: Int64 = 0

    init(_ directory: DataDirectory, _ log: LogReader) throws {
        self.log = log
        connection = try AuditIndexFile.openForReading(directory)
        select = try connection.prepare("SELECT places FROM posting WHERE key = ?")
        lastBlock = try connection.prepare("SELECT max(number) FROM block")
    }

    /// Runs `body` within one snapshot: the file may be made anew meanwhile.
    func snapshot<R>(_ body: () throws -> R) throws -> R {
        try connection.execute("BEGIN")
        defer { try? connection.execute("COMMIT") }
        return try body()
    }

    /// How many blocks there are, from 0 without a gap.
    func blockCount() throws -> Int64 {
        let last = try lastBlock.step() ? lastBlock.optionalInt64(0) ?? -1 : -1
        lastBlock.reset()
        if last != checkedCount - 1 {
            checkedCount = try AuditIndexFile.blockCount(connection, log)
        }
        return checkedCount
    }

    /// Adds a term's places in a block.
    func add(_ term: AuditTerm, of block: Int64, to set: inout PlaceSet) throws(SQLiteError) {
        select.bind(1, AuditIndexFile.key(block, term))
        defer { select.reset() }
        if try select.step() { unsafe select.withBytes(0) { unsafe set.insert(encoded: $0) } }
    }
}
