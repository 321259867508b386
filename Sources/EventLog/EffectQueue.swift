import SQLite
import Time

/// An effect: the event that called for it, and what is to be done.
package struct EffectKey: Hashable, Sendable {
    /// The position of the event that called for it.
    package let cause: GlobalPosition
    /// A word such as `mail.otp`; what it means is the use cases' business.
    package let kind: String

    package init(cause: GlobalPosition, kind: String) { (self.cause, self.kind) = (cause, kind) }
}

/// An effect that is not over yet.
package struct QueuedEffect: Hashable, Sendable {
    package let key: EffectKey
    /// Attempts that failed so far; 0 for one that is still to be made.
    package let attemptCount: Int
    /// When the next attempt is to be made.
    package let dueAt: Timestamp

    package init(_ key: EffectKey, attemptCount: Int, dueAt: Timestamp) {
        (self.key, self.attemptCount, self.dueAt) = (key, attemptCount, dueAt)
    }
}

/// The effects that are not over yet (contract L19).
///
/// Written within the writer's transaction, so that an effect stands or falls with the event that
/// called for it, and its end with the event that tells of it.
package final class EffectQueue {
    private let select: SQLiteStatement
    private let upsert: SQLiteStatement
    private let delete: SQLiteStatement
    private let willWrite: (GlobalPosition) throws(SQLiteError) -> Void

    /// - Parameter willWrite: called before an effect of the event at a position is written. The
    ///   writer, which owns the connection and so outlives the queue, makes sure there that the
    ///   command can be undone.
    init(
        _ connection: borrowing SQLiteConnection,
        willWrite: @escaping (GlobalPosition) throws(SQLiteError) -> Void
    ) throws(SQLiteError) {
        self.willWrite = willWrite
        select = try connection.prepare(
            "SELECT attempts, due_at FROM effect WHERE cause = ? AND kind = ?")
        upsert = try connection.prepare(
            """
            INSERT INTO effect (cause, kind, attempts, due_at) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET attempts = excluded.attempts, due_at = excluded.due_at
            """)
        delete = try connection.prepare("DELETE FROM effect WHERE cause = ? AND kind = ?")
    }

    /// The effect as it waits; nil once it is over.
    package func effect(_ key: EffectKey) throws(LogFailure) -> QueuedEffect? {
        try storing { () throws(SQLiteError) in
            select.bind(key)
            guard try select.step() else { return nil }
            defer { select.reset() }
            return QueuedEffect(
                key, attemptCount: Int(select.int64(0)),
                dueAt: Timestamp(milliseconds: select.int64(1)))
        }
    }

    /// Adds an effect, or sets the time of its next attempt.
    package func put(_ effect: QueuedEffect) throws(LogFailure) {
        try storing { () throws(SQLiteError) in
            try willWrite(effect.key.cause)
            upsert.bind(effect.key)
            upsert.bind(3, Int64(effect.attemptCount))
            upsert.bind(4, effect.dueAt.milliseconds)
            try upsert.run()
        }
    }

    /// Ends an effect: it is never attempted again. Nothing happens when it is over already.
    package func remove(_ key: EffectKey) throws(LogFailure) {
        try storing { () throws(SQLiteError) in
            try willWrite(key.cause)
            delete.bind(key)
            try delete.run()
        }
    }
}

extension SQLiteStatement {
    fileprivate func bind(_ key: EffectKey) {
        bind(1, key.cause.rawValue)
        bind(2, text: key.kind)
    }
}

extension LogReader {
    /// Effects of some kinds whose time has come, the longest due first.
    package func dueEffects(of kinds: [String], at now: Timestamp, limit: Int)
        throws(LogFailure) -> [EffectKey]
    {
        try storing { () throws(SQLiteError) in
            let places = Array(repeating: "?", count: kinds.count).joined(separator: ", ")
            let select = try connection.prepare(
                """
                SELECT cause, kind FROM effect WHERE due_at <= ? AND kind IN (\(places))
                ORDER BY due_at, cause LIMIT ?
                """)
            select.bind(1, now.milliseconds)
            for (index, kind) in kinds.enumerated() { select.bind(Int32(2 + index), text: kind) }
            select.bind(Int32(2 + kinds.count), Int64(limit))
            var keys: [EffectKey] = []
            while try select.step() {
                let cause = GlobalPosition(rawValue: select.int64(0))
                keys.append(EffectKey(cause: cause, kind: select.text(1)))
            }
            return keys
        }
    }

    /// False for a file of format 1 that nobody has opened to write since: it has no queue.
    private var hasQueue: Bool {
        get throws(SQLiteError) { (try connection.integer("PRAGMA user_version") ?? 0) >= 2 }
    }

    /// All effects that are not over yet, by the events that called for them.
    package func queuedEffects() throws(LogFailure) -> [QueuedEffect] {
        try storing { () throws(SQLiteError) in
            guard try hasQueue else { return [] }
            let select = try connection.prepare(
                "SELECT cause, kind, attempts, due_at FROM effect ORDER BY cause, kind")
            var effects: [QueuedEffect] = []
            while try select.step() {
                let cause = GlobalPosition(rawValue: select.int64(0))
                effects.append(
                    QueuedEffect(
                        EffectKey(cause: cause, kind: select.text(1)),
                        attemptCount: Int(select.int64(2)),
                        dueAt: Timestamp(milliseconds: select.int64(3))))
            }
            return effects
        }
    }

    /// How many effects are not over yet.
    package func queuedEffectCount() throws(LogFailure) -> Int {
        try storing { () throws(SQLiteError) in
            guard try hasQueue else { return 0 }
            let select = try connection.prepare("SELECT count(*) FROM effect")
            return try select.step() ? Int(select.int64(0)) : 0
        }
    }

    /// Effects that have failed so often, or should have been attempted before a time.
    package func stuckEffectCount(attemptsMin: Int, dueBefore time: Timestamp) throws(LogFailure)
        -> Int
    {
        try storing { () throws(SQLiteError) in
            guard try hasQueue else { return 0 }
            let select = try connection.prepare(
                "SELECT count(*) FROM effect WHERE attempts >= ? OR due_at < ?")
            select.bind(1, Int64(attemptsMin))
            select.bind(2, time.milliseconds)
            return try select.step() ? Int(select.int64(0)) : 0
        }
    }
}
