import Digest
import EventLog
import Glibc
import SQLite
import Schemas

/// The file of the audit index: whole blocks, and of which log they are.
enum AuditIndexFile {
    /// SQLite's `user_version`; a file of another one is not believed.
    static let formatVersion: Int64 = 1

    /// Where a block's places of a term stand.
    static func key(_ block: Int64, _ term: AuditTerm) -> Int64 {
        block << 32 | Int64(term.rawValue)
    }

    static func exists(_ directory: DataDirectory) -> Bool {
        unsafe access(directory.auditIndexFile, F_OK) == 0
    }

    /// With what SQLite keeps beside it.
    static func remove(_ directory: DataDirectory) {
        SQLiteFiles.remove(directory.auditIndexFile)
    }

    /// Makes the file when there is none. A commit is not synced: what a crash loses is indexed
    /// again.
    static func openForWriting(_ directory: DataDirectory) throws(SQLiteError) -> SQLiteConnection {
        PrivateFile.prepare(directory.auditIndexFile)
        let connection = try SQLiteConnection.open(
            path: directory.auditIndexFile, mode: .readWrite)
        try connection.execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0;
            PRAGMA cache_size = -4096;
            PRAGMA journal_size_limit = \(SQLiteFiles.journalSizeLimitBytes);
            """)
        if try connection.integer("PRAGMA user_version") == 0 {
            try connection.execute("BEGIN IMMEDIATE")
            try connection.execute(SchemaCatalogue.auditSQL)
            try connection.execute("PRAGMA user_version = \(formatVersion); COMMIT")
        }
        return connection
    }

    /// The file must be there; 4 MB of pages are kept in memory.
    static func openForReading(_ directory: DataDirectory) throws(SQLiteError) -> SQLiteConnection {
        let connection = try SQLiteConnection.open(path: directory.auditIndexFile, mode: .readOnly)
        try connection.execute("PRAGMA cache_size = -4096; PRAGMA query_only = ON")
        return connection
    }

    /// In place and in one transaction: whoever has the file open goes on, and walks.
    static func empty(_ connection: borrowing SQLiteConnection) throws(SQLiteError) {
        try connection.execute("BEGIN IMMEDIATE; DELETE FROM posting; DELETE FROM block; COMMIT")
    }

    /// How many blocks the file has of this log: all of them or, when its last one ends in another
    /// event, none.
    static func blockCount(_ connection: borrowing SQLiteConnection, _ log: LogReader) throws
        -> Int64
    {
        guard try connection.integer("PRAGMA user_version") == formatVersion else { return 0 }
        let last = try connection.prepare(
            "SELECT number, hash FROM block ORDER BY number DESC LIMIT 1")
        guard try last.step() else { return 0 }
        let number = last.int64(0)
        guard (0...AuditBlock.numberMax).contains(number) else { return 0 }
        let end = GlobalPosition(rawValue: AuditBlock.positions(of: number).upperBound)
        guard let hash = try log.hash(at: end), hash.bytes == last.bytes(1) else { return 0 }
        return number + 1
    }
}
