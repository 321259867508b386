import SQLite
import Time

extension LogReader {
    /// Copies the log as it is now into a new file, without what it once held: one read of the
    /// whole file, which no writer waits for.
    ///
    /// - Precondition: nothing is at `path`, or only an empty file.
    package func copy(to path: String) throws(LogFailure) {
        try storing { () throws(SQLiteError) in
            // Writing into another file counts as writing; this connection cannot write its own.
            try connection.execute("PRAGMA query_only = OFF")
            defer { try? connection.execute("PRAGMA query_only = ON") }
            let copy = try connection.prepare("VACUUM INTO ?")
            copy.bind(1, text: path)
            try copy.run()
        }
    }

    /// What SQLite finds wrong with the file's pages, and with what its indexes say of them; nil
    /// when it finds nothing. Costs some 2 µs an event.
    package func damage() throws(LogFailure) -> String? {
        try storing { () throws(SQLiteError) in try connection.damage() }
    }

    /// What of the file's tables, indexes and triggers is not as its format has it, as the rest of
    /// a sentence; nil when all is.
    package func foreignPart() throws(LogFailure) -> String? {
        try storing { () throws(SQLiteError) in try LedgerTables.difference(in: connection) }
    }

    /// Finds what no hash covers, such as an index that lacks an event: what was recorded is then
    /// whole, and yet is not found.
    ///
    /// - Throws: `ChainDefect` of kind `damagedFile` or `foreignPart`.
    package func checkFile() throws {
        try checkParts()
        guard let damage = try damage() else { return }
        throw ChainDefect(
            kind: .damagedFile, position: try head().position.next,
            explanation: "every event is as it was recorded, but \(damage)")
    }

    /// - Throws: `ChainDefect` of kind `foreignPart`.
    package func checkParts() throws {
        guard let part = try foreignPart() else { return }
        throw ChainDefect(
            kind: .foreignPart, position: try head().position.next, explanation: part)
    }

    /// Refuses a log that ends before its anchor, or has another event there.
    @discardableResult
    package func checkAnchor(in directory: DataDirectory) throws -> Bool {
        switch AnchorFile.read(in: directory) {
        case .anchor(let anchor):
            try ChainHead.load(connection).check(against: anchor, connection)
            return true
        case .missing: return false
        case .broken:
            throw LogFailure(
                .anchorMismatch, "The anchor is broken: its last write was cut, or it was changed.",
                hint: "onboard verify checks every hash; the next start writes the anchor anew.")
        }
    }

    /// Effects that have failed so often, or should have been attempted before a time.
    package func stuckEffectCount(attemptsMin: Int, dueBefore time: Timestamp) throws(LogFailure)
        -> Int
    {
        try storing { () throws(SQLiteError) in
            let select = try connection.prepare(
                "SELECT count(*) FROM effect WHERE attempts >= ? OR due_at < ?")
            select.bind(1, Int64(attemptsMin))
            select.bind(2, time.milliseconds)
            return try select.step() ? Int(select.int64(0)) : 0
        }
    }
}

extension DataDirectory {
    /// Removes what of the log's file is not its format's, such as a trigger, and makes indexes
    /// that are missing, where nobody has it open. A table that was changed stays as it is.
    package func mendParts() throws(LogFailure) {
        do throws(SQLiteError) {
            let connection = try SQLiteConnection.open(path: ledgerFile, mode: .readWrite)
            try connection.execute("PRAGMA secure_delete = ON")
            try LedgerTables.mend(connection)
        } catch {
            throw LogFailure(
                .damaged, "It cannot be made as a ledger's file is: \(error.explanation).",
                hint: "Restore an older backup.")
        }
    }

    /// Makes all indexes of the log anew from its tables, where nobody has it open.
    ///
    /// - Throws: `LogFailure` of code `damaged` where a table holds twice what may be there once.
    package func remakeIndexes() throws(LogFailure) {
        do throws(SQLiteError) {
            let connection = try SQLiteConnection.open(path: ledgerFile, mode: .readWrite)
            try connection.execute("PRAGMA secure_delete = ON; REINDEX")
        } catch {
            guard error.code == .constraint else { throw LogFailure(error) }
            throw LogFailure(
                .damaged, "Its indexes cannot be made anew: \(error.explanation).",
                hint: "Restore an older backup.")
        }
    }
}
