import SQLite

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
