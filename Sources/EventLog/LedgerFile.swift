import Digest
import Glibc
import SQLite
import Schemas

/// Opening `ledger.sqlite`: its format, its settings, its own facts.
enum LedgerFile {
    /// Raised when the tables change; a file with a higher number is from a newer version.
    static let formatVersion: Int64 = 4
    /// "ONBL", so that `file` and others can tell what the file is.
    static let applicationID: Int64 = 0x4F4E_424C

    /// Makes the file and its tables, or brings older ones to the newest format first.
    ///
    /// - Throws: `LogFailure` of code `newerFormat` for a file of a newer program, else what SQLite
    ///   says.
    static func openForWriting(_ directory: DataDirectory) throws -> SQLiteConnection {
        PrivateFile.prepare(directory.ledgerFile)
        let connection = try SQLiteConnection.open(path: directory.ledgerFile, mode: .readWrite)
        let version = try connection.integer("PRAGMA user_version") ?? 0
        if version > formatVersion { throw newerFormat(version) }
        try connection.execute(
            """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;
            PRAGMA foreign_keys = OFF; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;
            PRAGMA secure_delete = ON;
            """)
        if version < formatVersion { try migrate(connection, from: version) }
        return connection
    }

    /// Never makes or changes anything: an older format stays as it is.
    ///
    /// - Throws: `LogFailure` of code `absent` or `newerFormat`, else what SQLite says.
    static func openForReading(_ directory: DataDirectory) throws -> SQLiteConnection {
        try directory.requireLedger()
        let connection = try SQLiteConnection.open(path: directory.ledgerFile, mode: .readOnly)
        try connection.execute("PRAGMA cache_size = -4096; PRAGMA query_only = ON")
        let version = try connection.integer("PRAGMA user_version") ?? 0
        if version > formatVersion { throw newerFormat(version) }
        return connection
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

    private static func newerFormat(_ version: Int64) -> LogFailure {
        LogFailure(
            .newerFormat,
            "The ledger's format is \(version); this program knows up to \(formatVersion).",
            hint: "Use the newer onboard.")
    }
}
