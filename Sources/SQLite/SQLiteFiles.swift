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

    /// Removes those that are there, also the journal of a database that is made without a
    /// write-ahead log.
    package static func remove(_ database: String) {
        for path in paths(of: database) + [database + "-journal"] { unsafe unlink(path) }
    }
}
