import CSQLite

/// A compiled statement: bind, step, read, reset; confined to its connection's thread.
///
/// Parameters count from 1 and columns from 0, as in SQLite's own documentation. A parameter or
/// column number outside the statement is a programmer error.
@safe @usableFromInline package struct SQLiteStatement: ~Copyable {
    private let handle: OpaquePointer
    private let connection: OpaquePointer
    private let sql: String

    init(_ handle: OpaquePointer, connection: OpaquePointer, sql: String) {
        unsafe self.handle = handle
        unsafe self.connection = connection
        self.sql = sql
    }

    deinit { _ = unsafe sqlite3_finalize(handle) }

    // MARK: Binding

    package func bind(_ parameter: Int32, _ value: Int64) {
        bound(unsafe sqlite3_bind_int64(handle, parameter, value))
    }

    package func bind(_ parameter: Int32, _ value: Int64?) {
        if let value { bind(parameter, value) } else { bindNull(parameter) }
    }

    package func bindNull(_ parameter: Int32) {
        bound(unsafe sqlite3_bind_null(handle, parameter))
    }

    /// Copies the text.
    package func bind(_ parameter: Int32, text: String) {
        let isBound: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { utf8 in
            unsafe bindText(parameter, UnsafeRawBufferPointer(utf8))
        }
        if isBound == nil { bind(parameter, utf8: Array(text.utf8)) }
    }

    package func bind(_ parameter: Int32, text: String?) {
        if let text { bind(parameter, text: text) } else { bindNull(parameter) }
    }

    /// Copies the bytes, which must be UTF-8, as text.
    package func bind(_ parameter: Int32, utf8 bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe bindText(parameter, $0) }
    }

    /// Copies the bytes as a blob.
    package func bind(_ parameter: Int32, blob bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe bind(parameter, blob: $0) }
    }

    /// Copies the bytes as a blob; no bytes bind an empty blob, not NULL.
    package func bind(_ parameter: Int32, blob bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else {
            bound(unsafe sqlite3_bind_zeroblob(handle, parameter, 0))
            return
        }
        bound(unsafe onboard_sqlite3_bind_blob(handle, parameter, base, Int32(bytes.count)))
    }

    /// Binds text without copying it.
    ///
    /// - Precondition: the bytes are UTF-8 and stay as they are until the statement is reset.
    package func bind(_ parameter: Int32, lentText bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return bind(parameter, text: "") }
        let characters = unsafe base.assumingMemoryBound(to: CChar.self)
        bound(
            unsafe onboard_sqlite3_bind_text_static(
                handle, parameter, characters, Int32(bytes.count)))
    }

    /// Binds a blob without copying it; no bytes bind an empty blob, not NULL.
    ///
    /// - Precondition: the bytes stay as they are until the statement is reset.
    package func bind(_ parameter: Int32, lentBlob bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return unsafe bind(parameter, blob: bytes) }
        bound(
            unsafe onboard_sqlite3_bind_blob_static(handle, parameter, base, Int32(bytes.count)))
    }

    private func bindText(_ parameter: Int32, _ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else {
            bound(unsafe onboard_sqlite3_bind_text(handle, parameter, "", 0))
            return
        }
        let characters = unsafe base.assumingMemoryBound(to: CChar.self)
        bound(unsafe onboard_sqlite3_bind_text(handle, parameter, characters, Int32(bytes.count)))
    }

    private func bound(_ result: Int32) {
        precondition(result == SQLITE_OK, "a parameter exists and its value fits SQLite's limits")
    }

    // MARK: Running

    /// Advances to the next row; false when there is none, and the statement is then reset.
    package func step() throws(SQLiteError) -> Bool {
        let result = unsafe sqlite3_step(handle)
        if result == SQLITE_ROW { return true }
        _ = unsafe sqlite3_reset(handle)
        if result == SQLITE_DONE { return false }
        throw unsafe SQLiteError(result, of: connection, sql: sql)
    }

    /// Runs a statement that answers no row, and resets it.
    package func run() throws(SQLiteError) {
        let hasRow = try step()
        precondition(!hasRow, "run() is for statements that answer no rows")
    }

    /// Makes the statement ready to run again; bound values stay.
    package func reset() { _ = unsafe sqlite3_reset(handle) }

    // MARK: Columns

    package func int64(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

    package func optionalInt64(_ column: Int32) -> Int64? {
        isNull(column) ? nil : int64(column)
    }

    @usableFromInline
    package func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    package func isBlob(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_BLOB
    }

    package func isText(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_TEXT
    }

    /// The text of a column; empty for NULL.
    package func text(_ column: Int32) -> String {
        unsafe withBytes(column) { unsafe String(decoding: $0, as: UTF8.self) }
    }

    package func optionalText(_ column: Int32) -> String? {
        isNull(column) ? nil : text(column)
    }

    /// A copy of the bytes of a text or blob column; empty for NULL.
    package func bytes(_ column: Int32) -> [UInt8] {
        unsafe withBytes(column) { unsafe [UInt8]($0) }
    }

    package func optionalBytes(_ column: Int32) -> [UInt8]? {
        isNull(column) ? nil : bytes(column)
    }

    /// Lends the bytes of a text or blob column; they are valid until the next step or reset.
    @inlinable
    package func withBytes<R, E: Error>(
        _ column: Int32, _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try unsafe body(lentBytes(column))
    }

    @usableFromInline
    func lentBytes(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = unsafe sqlite3_column_blob(handle, column)
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return unsafe UnsafeRawBufferPointer(start: count == 0 ? nil : start, count: count)
    }
}
