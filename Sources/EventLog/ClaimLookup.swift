import SQLite

/// Who holds which unique key, for a reader: what is sorted in is looked up, and the changes that
/// are not are remembered, so that each question costs the changes since the last one only.
final class ClaimLookup {
    private let selectChanges: SQLiteStatement
    private let selectSorted: SQLiteStatement
    /// Who holds each key that changed since the last sorting, or nobody.
    private var changed: [KeyedDigest: Int64] = [:]
    /// The newest change that is known: as long as it is there, nothing was sorted in.
    private var last: (id: Int64, key: KeyedDigest)?

    /// Made when it is first asked: an older file has no such table until a writer opens it.
    init(_ connection: borrowing SQLiteConnection) throws(SQLiteError) {
        selectChanges = try connection.prepare(
            "SELECT id, key, stream FROM claim_change WHERE id >= ? ORDER BY id")
        selectSorted = try connection.prepare("SELECT stream FROM claim WHERE key = ?")
    }

    /// The stream that holds `key`; nil when nobody does.
    func holder(of key: KeyedDigest) throws(SQLiteError) -> Int64? {
        if try !takeNews(after: last) {
            changed.removeAll(keepingCapacity: true)
            last = nil
            _ = try takeNews(after: nil)
        }
        if let stream = changed[key] { return stream == ClaimIndex.nobody ? nil : stream }
        key.bind(to: selectSorted, 1)
        defer { selectSorted.reset() }
        return try selectSorted.step() ? selectSorted.int64(0) : nil
    }

    /// Walks all keys that somebody holds, in no order.
    func scan(_ connection: borrowing SQLiteConnection, _ body: (KeyedDigest, Int64) throws -> Void)
        throws
    {
        changed.removeAll(keepingCapacity: true)
        last = nil
        _ = try takeNews(after: nil)
        let select = try connection.prepare("SELECT key, stream FROM claim")
        while try select.step() {
            let key = unsafe select.withBytes(0) { unsafe KeyedDigest(bytes: $0) }
            if changed[key] == nil { try body(key, select.int64(1)) }
        }
        for (key, stream) in changed where stream != ClaimIndex.nobody { try body(key, stream) }
    }

    /// Takes in the changes behind a known one; false, and nothing taken, when that one is gone.
    private func takeNews(after known: (id: Int64, key: KeyedDigest)?)
        throws(SQLiteError) -> Bool
    {
        selectChanges.bind(1, known?.id ?? 0)
        defer { selectChanges.reset() }
        var isFirst = known != nil
        while try selectChanges.step() {
            let id = selectChanges.int64(0)
            let key = unsafe selectChanges.withBytes(1) { unsafe KeyedDigest(bytes: $0) }
            if isFirst, let known {
                guard id == known.id, key == known.key else { return false }
                isFirst = false
                continue
            }
            changed[key] = selectChanges.int64(2)
            last = (id, key)
        }
        return !isFirst
    }
}
