import CSQLite
import Glibc

/// What SQLite answered when a call did not succeed; never carries bound values.
package struct SQLiteError: Error, Sendable {
    /// The families that callers tell apart; everything else is `other`.
    package enum Code: Sendable, Equatable {
        /// Another connection holds a lock (SQLITE_BUSY, SQLITE_LOCKED).
        case busy
        /// A UNIQUE, PRIMARY KEY, CHECK or NOT NULL rule said no.
        case constraint
        /// The disk or quota is full (SQLITE_FULL): a clean "no".
        case diskFull
        /// The sync of a commit failed: the outcome is unknown until a restart.
        case syncFailed
        /// A read, write or lock call of the operating system failed.
        case inputOutput
        /// The file is not a database or its pages contradict each other.
        case corrupt
        /// The file or directory cannot be written.
        case readOnly
        /// The file cannot be opened.
        case cannotOpen
        /// The statement was interrupted.
        case interrupted
        case other
    }

    package let code: Code
    /// The extended result code, as sqlite.org/rescode.html lists them.
    package let extendedCode: Int32
    /// SQLite's own words.
    package let explanation: String
    /// The statement, without bound values.
    package let sql: String?
    /// The database's file, by its name without folders; empty where that is not known.
    package let fileName: String
    /// The `errno` of the system call behind it; 0 where there was none.
    private let systemError: Int32

    /// - Parameter path: the database's file, where that is known.
    /// - Parameter systemError: as `sqlite3_system_errno` tells it.
    init(
        _ extendedCode: Int32, explanation: String, path: String = "", sql: String? = nil,
        systemError: Int32 = 0
    ) {
        self.extendedCode = extendedCode
        self.explanation = explanation
        fileName = path.split(separator: "/").last.map(String.init) ?? ""
        self.sql = sql
        self.systemError = systemError
        code = Self.code(of: extendedCode)
    }

    /// What the last call on a connection answered.
    @unsafe init(_ extendedCode: Int32, of connection: OpaquePointer, sql: String?) {
        self.init(
            extendedCode, explanation: unsafe String(cString: sqlite3_errmsg(connection)),
            path: unsafe sqlite3_db_filename(connection, "main").map { unsafe String(cString: $0) }
                ?? "",
            sql: sql, systemError: unsafe sqlite3_system_errno(connection))
    }

    /// A stop left a transaction half written, which only a writer can take back
    /// (SQLITE_READONLY_ROLLBACK).
    package var isLeftToRollBack: Bool { extendedCode == SQLITE_READONLY | 3 << 8 }

    /// What connections share beside the file (`-shm`) could not be made or grown, as on a full
    /// disk: SQLITE_IOERR_SHMOPEN, _SHMSIZE, _SHMLOCK and _SHMMAP.
    package var isOfSharedMemory: Bool {
        extendedCode & 0xFF == SQLITE_IOERR && [18, 19, 20, 21].contains(extendedCode >> 8)
    }

    /// What connections share beside the file could not grow for want of space.
    package var isOfFullDisk: Bool { isOfSharedMemory && systemError == ENOSPC }

    /// A file could not be opened for want of a descriptor, the process's or the system's.
    package var isOutOfDescriptors: Bool {
        code == .cannotOpen && (systemError == EMFILE || systemError == ENFILE)
    }

    private static func code(of extendedCode: Int32) -> Code {
        switch extendedCode & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_CONSTRAINT: .constraint
        case SQLITE_FULL: .diskFull
        case SQLITE_IOERR: inputOutputCode(extendedCode)
        case SQLITE_CORRUPT, SQLITE_NOTADB: .corrupt
        case SQLITE_READONLY, SQLITE_PERM: .readOnly
        case SQLITE_CANTOPEN: .cannotOpen
        case SQLITE_INTERRUPT: .interrupted
        default: .other
        }
    }

    /// SQLITE_IOERR_FSYNC is 4 and SQLITE_IOERR_DIR_FSYNC is 5 in the second byte.
    private static func inputOutputCode(_ extendedCode: Int32) -> Code {
        let detail = extendedCode >> 8
        return detail == 4 || detail == 5 ? .syncFailed : .inputOutput
    }
}

extension SQLiteError: CustomStringConvertible {
    package var description: String {
        "SQLite \(extendedCode): \(explanation)" + (sql.map { " in “\($0)”" } ?? "")
    }
}
