import CSQLite

/// One connection to one database file, confined to the thread that uses it.
///
/// Opened in no-mutex mode: SQLite does no locking between threads, the move-only type and its
/// owner's confinement do. Statements must not outlive the thread's use of their connection.
@safe package struct SQLiteConnection: ~Copyable {
    /// How a file is opened.
    package enum Mode: Sendable {
        /// Reads only; the file must exist. On a medium that cannot be written, without a
        /// write-ahead log beside the file, as `fixed`.
        case readOnly
        /// Reads only, and takes it that nobody changes the file meanwhile: no lock is taken, and
        /// no other file looked at.
        case fixed
        /// Reads and writes; made when absent.
        case readWrite
    }

    static let busyTimeoutMilliseconds: Int32 = 5000

    private let handle: OpaquePointer

    /// Opens `path` and makes the connection safe: no extension loading, defensive mode, no
    /// double-quoted strings, no trusted schema. Debian's build has the first three the other way.
    package static func open(
        path: String, mode: Mode,
        busyTimeoutMilliseconds: Int32 = SQLiteConnection.busyTimeoutMilliseconds
    )
        throws(SQLiteError) -> SQLiteConnection
    {
        let mode = mode == .readOnly && SQLiteFiles.isFixed(path) ? .fixed : mode
        var opened: OpaquePointer?
        let flags =
            switch mode {
            case .readOnly: SQLITE_OPEN_READONLY
            case .fixed: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            }
        let result = unsafe sqlite3_open_v2(
            mode == .fixed ? SQLiteFiles.fixedURI(path) : path, &opened,
            flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard result == SQLITE_OK, let opened = unsafe opened else {
            let explanation = unsafe String(cString: sqlite3_errstr(result))
            let systemError = unsafe sqlite3_system_errno(opened)
            _ = unsafe sqlite3_close_v2(opened)
            throw SQLiteError(
                result, explanation: explanation, path: path, systemError: systemError)
        }
        _ = unsafe sqlite3_busy_timeout(opened, busyTimeoutMilliseconds)
        let connection = unsafe SQLiteConnection(handle: opened)
        try connection.makeSafe()
        return connection
    }

    private init(handle: OpaquePointer) { unsafe self.handle = handle }

    deinit { _ = unsafe sqlite3_close_v2(handle) }

    private func makeSafe() throws(SQLiteError) {
        let switches: [(Int32, Int32)] = [
            (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0), (SQLITE_DBCONFIG_DEFENSIVE, 1),
            (SQLITE_DBCONFIG_DQS_DML, 0), (SQLITE_DBCONFIG_DQS_DDL, 0),
            (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0), (SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1),
        ]
        for (option, value) in switches {
            try check(unsafe onboard_sqlite3_db_config_switch(handle, option, value))
        }
    }

    /// Lets no trigger of the file run, whoever put it there.
    package func ignoreTriggers() throws(SQLiteError) {
        try check(
            unsafe onboard_sqlite3_db_config_switch(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0))
    }

    /// Runs one or more statements that answer no rows.
    package func execute(_ sql: String) throws(SQLiteError) {
        try check(unsafe sqlite3_exec(handle, sql, nil, nil, nil), sql: sql)
    }

    /// Compiles one statement for use many times.
    package func prepare(_ sql: String) throws(SQLiteError) -> SQLiteStatement {
        var prepared: OpaquePointer?
        let result = unsafe sqlite3_prepare_v3(
            handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard result == SQLITE_OK, let prepared = unsafe prepared else {
            throw unsafe SQLiteError(result, of: handle, sql: sql)
        }
        return unsafe SQLiteStatement(prepared, connection: handle, sql: sql)
    }

    /// The single integer that `sql` answers; nil when it answers no row or NULL.
    package func integer(_ sql: String) throws(SQLiteError) -> Int64? {
        let statement = try prepare(sql)
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.int64(0)
    }

    /// The single text that `sql` answers; nil when it answers no row or NULL.
    package func text(_ sql: String) throws(SQLiteError) -> String? {
        let statement = try prepare(sql)
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.text(0)
    }

    /// What SQLite finds wrong with the file's pages, and with what its indexes say of them; nil
    /// when it finds nothing. Reads the whole file.
    package func damage() throws(SQLiteError) -> String? {
        let answer = try text("PRAGMA integrity_check(1)")
        return answer == "ok" ? nil : answer?.replacing("\n", with: ": ")
    }

    /// Whether a transaction is open; SQLite itself ends one on some failures, such as a full disk.
    package var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    /// Moves what it can of the write-ahead log into the database without waiting for readers.
    package func checkpointPassively() throws(SQLiteError) {
        let result = unsafe sqlite3_wal_checkpoint_v2(
            handle, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        if result != SQLITE_BUSY { try check(result) }
    }

    /// Empties the write-ahead log and cuts it to nothing; false when a reader kept it busy.
    package func checkpointAndTruncate() throws(SQLiteError) -> Bool {
        let result = unsafe sqlite3_wal_checkpoint_v2(
            handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil)
        if result & 0xFF == SQLITE_BUSY { return false }
        try check(result)
        return true
    }

    func setBusyTimeout(_ milliseconds: Int32) {
        _ = unsafe sqlite3_busy_timeout(handle, milliseconds)
    }

    /// Forgets the pages in memory; there must be no open statement.
    func releaseCache() { _ = unsafe sqlite3_db_release_memory(handle) }

    /// The open file beneath the pager; nil without one.
    var mainFile: UnsafeMutablePointer<sqlite3_file>? {
        unsafe onboard_sqlite3_main_file(handle)
    }

    private func check(_ result: Int32, sql: String? = nil) throws(SQLiteError) {
        if result != SQLITE_OK { throw unsafe SQLiteError(result, of: handle, sql: sql) }
    }
}
