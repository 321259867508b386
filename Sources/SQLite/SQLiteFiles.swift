import Glibc

/// A database's file and what SQLite keeps beside it.
package enum SQLiteFiles {
    /// What ends their names: the database's own, its write-ahead log's and that one's index's.
    package static let suffixes = ["", "-wal", "-shm"]

    /// How large a write-ahead log's file stays once its pages are in the database
    /// (`PRAGMA journal_size_limit`); a reader that stays long may let it grow further.
    package static let journalSizeLimitBytes = 64 << 20

    /// Their paths, whether they are there or not.
    package static func paths(of database: String) -> [String] {
        suffixes.map { database + $0 }
    }

    /// True where nobody can write: the file is on a medium that is read only, and beside it is
    /// nothing of a write-ahead log, which would have to be read too.
    static func isFixed(_ database: String) -> Bool {
        var medium = statvfs()
        guard unsafe statvfs(database, &medium) == 0, medium.f_flag & UInt(ST_RDONLY) != 0 else {
            return false
        }
        var facts = stat()
        let hasLog = unsafe stat(database + "-wal", &facts) == 0 && facts.st_size > 0
        return unsafe !hasLog && access(database + "-shm", F_OK) != 0
    }

    /// The file as SQLite opens one that nobody changes (sqlite.org/uri.html).
    static func fixedURI(_ database: String) -> String {
        // Whatever means something in an address stands by its number.
        let path = database.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        return "file:\(path.joined())?immutable=1"
    }

    /// Removes those that are there, also the journal of a database that is made without a
    /// write-ahead log.
    package static func remove(_ database: String) {
        for path in paths(of: database) + [database + "-journal"] { unsafe unlink(path) }
    }
}
