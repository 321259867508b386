import Digest
import Glibc
import SQLite
import Schemas

/// Opening `ledger.sqlite`: its format, its settings, its own facts.
enum LedgerFile {
    /// Raised when the tables change; a file with a higher number is from a newer version.
    static let formatVersion: Int64 = 5
    /// "ONBL", so that `file` and others can tell what the file is.
    static let applicationID: Int64 = 0x4F4E_424C

    /// SQLite's own page size, which nothing here changes.
    private static let firstPageBytes: off_t = 4096

    /// Makes the file and its tables, or brings older ones to the newest format first.
    ///
    /// - Throws: `LogFailure` of code `newerFormat` for a file of a newer program, `absent` where a
    ///   restore was cut short, `anchorMismatch` where a ledger was, `damaged` for a database that
    ///   is none, else what SQLite says.
    static func openForWriting(_ directory: DataDirectory) throws -> SQLiteConnection {
        if let loss = directory.loss { throw loss }
        if try directory.isHalfRestored { throw directory.cutRestore }
        if let removal = directory.removal, try !directory.holdsLedger { throw removal }
        PrivateFile.prepare(directory.ledgerFile)
        let connection = try SQLiteConnection.open(path: directory.ledgerFile, mode: .readWrite)
        if try !isBlank(connection, directory) { try requireLedger(connection, directory) }
        let version = try connection.integer("PRAGMA user_version") ?? 0
        if version > formatVersion { throw newerFormat(version) }
        try connection.execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;
            PRAGMA foreign_keys = OFF; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;
            PRAGMA secure_delete = ON;
            PRAGMA journal_size_limit = \(SQLiteFiles.journalSizeLimitBytes);
            """)
        try connection.ignoreTriggers()
        if version < formatVersion { try migrate(connection, from: version) }
        return connection
    }

    /// Never makes or changes anything: an older format stays as it is.
    ///
    /// - Throws: `LogFailure` of code `absent` or `newerFormat`, `anchorMismatch` where a ledger
    ///   was, `damaged` for a database that is none, else what SQLite says.
    static func openForReading(_ directory: DataDirectory) throws -> SQLiteConnection {
        if directory.loss != nil { throw directory.absence }
        guard try directory.hasLedgerFile else { throw directory.absence }
        let connection = try SQLiteConnection.open(path: directory.ledgerFile, mode: .readOnly)
        if try isBlank(connection, directory) { throw directory.absence }
        try requireLedger(connection, directory)
        try connection.execute("PRAGMA cache_size = -4096; PRAGMA query_only = ON")
        let version = try connection.integer("PRAGMA user_version") ?? 0
        if version > formatVersion { throw newerFormat(version) }
        return connection
    }

    /// Whether nothing has been made in the file yet. One that cannot be read may hold anything:
    /// whoever opens it says what is wrong with it.
    static func isBlank(_ directory: DataDirectory) -> Bool {
        if directory.loss != nil { return false }
        do throws(SQLiteError) {
            return try isBlank(
                try SQLiteConnection.open(path: directory.ledgerFile, mode: .readOnly), directory)
        } catch { return false }
    }

    /// Tables and format come in one transaction: before it there is neither. One that was cut
    /// short within the first page, where no table has room, made nothing either.
    private static func isBlank(
        _ connection: borrowing SQLiteConnection, _ directory: DataDirectory
    ) throws(SQLiteError) -> Bool {
        do throws(SQLiteError) {
            guard try connection.integer("PRAGMA user_version") ?? 0 == 0 else { return false }
            return try connection.integer("SELECT count(*) FROM sqlite_schema") == 0
        } catch {
            var facts = stat()
            guard error.isLeftToRollBack, unsafe stat(directory.ledgerFile, &facts) == 0,
                facts.st_size <= firstPageBytes
            else { throw error }
            return true
        }
    }

    /// Refuses a database that somebody else made, or another one of ours, and leaves it alone.
    private static func requireLedger(
        _ connection: borrowing SQLiteConnection, _ directory: DataDirectory
    ) throws {
        guard try connection.integer("PRAGMA application_id") != applicationID else { return }
        throw LogFailure(
            .damaged, "\(directory.ledgerFile) is a database, but no ledger's log.",
            hint: "Move it elsewhere and put the ledger's own file back, or choose another "
                + "directory with --data DIR.")
    }

    /// Brings the tables from one format to the newest, or makes them, in one transaction.
    private static func migrate(
        _ connection: borrowing SQLiteConnection, from version: Int64
    ) throws {
        try connection.execute("BEGIN IMMEDIATE")
        for next in version + 1...formatVersion {
            try connection.execute(SchemaCatalogue.ledgerSQL(version: next))
        }
        if version == 0 { try makeServerKey(connection) }
        try connection.execute(
            "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(formatVersion)")
        try connection.execute("COMMIT")
    }

    /// Once, with the tables: another key would no longer find any claim, token or deduplication
    /// key.
    private static func makeServerKey(_ connection: borrowing SQLiteConnection) throws {
        let insert = try connection.prepare("INSERT INTO ledger_fact (name, value) VALUES (?, ?)")
        insert.bind(1, text: "server-key")
        insert.bind(2, blob: RandomBytes.fresh(32))
        try insert.run()
    }

    /// The key under which claims, tokens and codes of this ledger are derived: 32 bytes.
    static func serverKey(_ connection: borrowing SQLiteConnection) throws -> [UInt8] {
        let select = try connection.prepare(
            "SELECT value FROM ledger_fact WHERE name = 'server-key'")
        guard try select.step() else {
            throw LogFailure(.damaged, "The ledger's own key is gone.", hint: "Restore a backup.")
        }
        return select.bytes(0)
    }

    /// See `LogWriter.isUnscrubbed`.
    static func isUnscrubbed(_ connection: borrowing SQLiteConnection) throws(SQLiteError) -> Bool {
        try connection.integer("SELECT 1 FROM ledger_fact WHERE name = 'unscrubbed'") != nil
    }

    private static func newerFormat(_ version: Int64) -> LogFailure {
        LogFailure(
            .newerFormat,
            "The ledger's format is \(version); this program knows up to \(formatVersion).",
            hint: "Use the newer onboard.")
    }
}

extension DataDirectory {
    /// True when a ledger has been made here: its file alone may be left by a program that was
    /// stopped before it made the tables.
    package var holdsLedger: Bool {
        get throws(LogFailure) { try hasLedgerFile && !LedgerFile.isBlank(self) }
    }

    /// For whoever asks about what a ledger holds: none is made by asking.
    package func requireLedger() throws(LogFailure) {
        guard try holdsLedger else { throw absence }
    }
}
