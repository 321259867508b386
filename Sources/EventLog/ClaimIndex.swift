import SQLite

/// Which stream holds which unique key; on the writer thread.
///
/// Keys are digests and fall anywhere: each alone would dirty a page of its own, which costs more
/// than the event that takes it. So changes stand in the order of their coming, in `claim_change`
/// and in memory, until there are enough of them to be sorted into `claim` at once.
package final class ClaimIndex {
    /// What stands for nobody: streams count from 1.
    static let nobody: Int64 = 0

    /// About 60 bytes each in memory, here and in each reader, and some milliseconds for all of
    /// them at opening.
    private let changesMax: Int
    private let selectSorted: SQLiteStatement
    private let upsertSorted: SQLiteStatement
    private let deleteSorted: SQLiteStatement
    private let insertChange: SQLiteStatement
    private let deleteChanges: SQLiteStatement
    private let deleteNewChanges: SQLiteStatement
    /// Who holds each key that changed since the last sorting, or nobody.
    private var changed: [KeyedDigest: Int64] = [:]
    /// The rows of `claim_change`.
    private var changeCount = 0
    /// The last row's id. Goes on after a sorting and begins anywhere after an opening, so that
    /// readers notice that what they know was sorted in.
    private var lastID: Int64 = 0
    /// The key that was last found to be free: who asks for one is likely to take it next.
    private var free: KeyedDigest?
    /// What the open command changed, as it was before; nil for a key that had not changed.
    private var undoable: [(key: KeyedDigest, before: Int64?)] = []

    package init(_ connection: borrowing SQLiteConnection, changesMax: Int = 8192)
        throws(SQLiteError)
    {
        self.changesMax = changesMax
        selectSorted = try connection.prepare("SELECT stream FROM claim WHERE key = ?")
        upsertSorted = try connection.prepare(
            """
            INSERT INTO claim (key, stream) VALUES (?, ?)
            ON CONFLICT DO UPDATE SET stream = excluded.stream
            """)
        deleteSorted = try connection.prepare("DELETE FROM claim WHERE key = ?")
        insertChange = try connection.prepare(
            "INSERT INTO claim_change (id, key, stream) VALUES (?, ?, ?)")
        deleteChanges = try connection.prepare("DELETE FROM claim_change")
        deleteNewChanges = try connection.prepare("DELETE FROM claim_change WHERE id >= ?")
        let select = try connection.prepare("SELECT id, key, stream FROM claim_change ORDER BY id")
        while try select.step() {
            let key = unsafe select.withBytes(1) { unsafe KeyedDigest(bytes: $0) }
            changed[key] = select.int64(2)
            lastID = select.int64(0)
            changeCount += 1
        }
        // Not from 1 again, where a reader could take the first changes for those that it knows.
        if changeCount == 0 { lastID = .random(in: 0..<1 << 40) }
    }

    /// The stream that holds `key`; nil when nobody does.
    package func holder(of key: KeyedDigest) throws(SQLiteError) -> Int64? {
        if let stream = changed[key] { return stream == Self.nobody ? nil : stream }
        if key == free { return nil }
        key.bind(to: selectSorted, 1)
        guard try selectSorted.step() else {
            free = key
            return nil
        }
        defer { selectSorted.reset() }
        return selectSorted.int64(0)
    }

    /// Gives `key`, which nobody else may hold, to `stream`.
    package func take(_ key: KeyedDigest, for stream: Int64) throws(SQLiteError) {
        try change(key, to: stream)
    }

    /// Frees `key` if `stream` holds it.
    package func release(_ key: KeyedDigest, of stream: Int64) throws(SQLiteError) {
        guard try holder(of: key) == stream else { return }
        try change(key, to: Self.nobody)
    }

    /// Written within the open batch; remembered so that `undo` can take it back.
    private func change(_ key: KeyedDigest, to stream: Int64) throws(SQLiteError) {
        insertChange.bind(1, lastID + 1)
        key.bind(to: insertChange, 2)
        insertChange.bind(3, stream)
        try insertChange.run()
        lastID += 1
        changeCount += 1
        undoable.append((key, changed.updateValue(stream, forKey: key)))
    }

    /// Sorts the changes in when there are many; the batch commits next.
    package func sortInWhenMany() throws(SQLiteError) {
        guard changeCount >= changesMax else { return }
        for (key, stream) in changed.sorted(by: { $0.key < $1.key }) {
            if stream == Self.nobody {
                key.bind(to: deleteSorted, 1)
                try deleteSorted.run()
            } else {
                key.bind(to: upsertSorted, 1)
                upsertSorted.bind(2, stream)
                try upsertSorted.run()
            }
        }
        try deleteChanges.run()
        changed.removeAll(keepingCapacity: true)
        (changeCount, free) = (0, nil)
    }

    // MARK: Undo

    /// Whatever was changed before can no longer be undone on its own.
    package func beginUndo() { undoable.removeAll(keepingCapacity: true) }

    /// Undoes what the open command changed.
    package func undo() throws(SQLiteError) {
        for (key, before) in undoable.reversed() { changed[key] = before }
        let lastBefore = lastID - Int64(undoable.count)
        try deleteNewChanges.run(from: lastBefore + 1, ifBelow: lastID + 1)
        changeCount -= undoable.count
        lastID = lastBefore
        undoable.removeAll(keepingCapacity: true)
    }
}
