import SQLite
import Time

/// A named set of the vault's entries.
package struct VaultSpace: Hashable, Sendable {
    package let name: String

    package init(_ name: String) { self.name = name }
}

/// What must be kept beside the events but may never be one (password hashes, key digests,
/// outcomes under an idempotency key): small values by space and key, some of which expire.
///
/// Written within the writer's transaction, so that they stand or fall with its events.
package final class Vault {
    private let select: SQLiteStatement
    private let upsert: SQLiteStatement
    private let delete: SQLiteStatement
    private let deleteExpired: SQLiteStatement
    private let willWrite: () throws(SQLiteError) -> Void

    /// - Parameter willWrite: called before each write. The writer, which owns the connection and
    ///   so outlives the vault, makes sure there that the command can be undone.
    init(
        _ connection: borrowing SQLiteConnection,
        willWrite: @escaping () throws(SQLiteError) -> Void
    ) throws(SQLiteError) {
        self.willWrite = willWrite
        select = try connection.prepare(
            """
            SELECT value FROM vault
            WHERE space = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)
            """)
        upsert = try connection.prepare(
            """
            INSERT INTO vault (space, key, value, expires_at) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
            """)
        delete = try connection.prepare("DELETE FROM vault WHERE space = ? AND key = ?")
        deleteExpired = try connection.prepare("DELETE FROM vault WHERE expires_at < ?")
    }

    /// A value that has not expired at `now`.
    package func value(_ space: VaultSpace, _ key: [UInt8], now: Timestamp) throws(LogFailure)
        -> [UInt8]?
    {
        try storing { () throws(SQLiteError) in
            select.bind(1, text: space.name)
            select.bind(2, blob: key)
            select.bind(3, now.milliseconds)
            guard try select.step() else { return nil }
            defer { select.reset() }
            return select.bytes(0)
        }
    }

    /// Sets a value, in place of an older one.
    ///
    /// - Parameter expiresAt: from then on it is not found; nil keeps it until it is removed.
    package func put(
        _ space: VaultSpace, _ key: [UInt8], _ value: [UInt8], expiresAt: Timestamp? = nil
    ) throws(LogFailure) {
        try storing { () throws(SQLiteError) in
            try willWrite()
            upsert.bind(1, text: space.name)
            upsert.bind(2, blob: key)
            upsert.bind(3, blob: value)
            upsert.bind(4, expiresAt?.milliseconds)
            try upsert.run()
        }
    }

    /// Nothing happens when there is no such entry.
    package func remove(_ space: VaultSpace, _ key: [UInt8]) throws(LogFailure) {
        try storing { () throws(SQLiteError) in
            try willWrite()
            delete.bind(1, text: space.name)
            delete.bind(2, blob: key)
            try delete.run()
        }
    }

    /// Takes expired values off the disk, of all spaces; they were not found before either.
    package func removeExpired(before now: Timestamp) throws(LogFailure) {
        try storing { () throws(SQLiteError) in
            try willWrite()
            deleteExpired.bind(1, now.milliseconds)
            try deleteExpired.run()
        }
    }
}
