import SQLite

/// How far a scrubbing came, also for who knows nothing of SQLite.
package typealias ScrubStep = SQLite.ScrubStep

extension LogWriter {
    /// Takes all but `remains` out of a recorded event, in the begun command's transaction.
    ///
    /// SQLite overwrites what the row held; what it keeps elsewhere in the file is for `scrub`.
    package func erase(_ event: RecordedEvent) throws(LogFailure) {
        try storing { () throws(SQLiteError) in
            try openSavepoint()
            let update = try connection.prepare(
                """
                UPDATE event SET data = ?, personal = ?, origin = ?, salt = ?, erased_digest = ?,
                    data_digest = ? WHERE position = ?
                """)
            update.bind(1, utf8: event.data)
            update.bind(2, optionalUTF8: event.personal)
            update.bind(3, optionalUTF8: event.origin)
            update.bind(4, optionalBlob: event.salt)
            update.bind(5, event.erasedDigest)
            update.bind(6, event.dataDigest)
            update.bind(7, event.position.rawValue)
            try update.run()
        }
    }

    /// Frees those of the keys that the stream holds, in the begun command's transaction.
    package func release(_ keys: [Claim], of stream: StreamID) throws(LogFailure) {
        try storing { () throws(SQLiteError) in
            guard let slot = try names.slot(of: stream, statements) else { return }
            for key in keys { try claims.release(keyDigester.digest(key), of: slot.id) }
        }
    }

    // MARK: What the files still hold

    /// True from an erasure's commit until no file holds a trace of it any more.
    package func isUnscrubbed() throws(LogFailure) -> Bool {
        try storing { () throws(SQLiteError) in try LedgerFile.isUnscrubbed(connection) }
    }

    /// Says, in the transaction of an erasure, that the files are to be scrubbed.
    package func markUnscrubbed() throws(LogFailure) {
        try storing { () throws(SQLiteError) in
            try openSavepoint()
            try connection.execute(
                "INSERT OR REPLACE INTO ledger_fact (name, value) VALUES ('unscrubbed', x'01')")
        }
    }

    /// Says that they were; in a batch of its own.
    package func markScrubbed() throws(LogFailure) {
        try storing { () throws(SQLiteError) in
            try connection.execute("DELETE FROM ledger_fact WHERE name = 'unscrubbed'")
        }
    }

    /// Overwrites what lies between the rows of some pages; between batches.
    package func scrub(from page: Int64, pagesMax: Int64) throws(LogFailure) -> ScrubStep {
        precondition(!hasTransaction, "scrubbing is for between batches")
        return try storing { () throws(SQLiteError) in
            try connection.scrub(from: page, pagesMax: pagesMax)
        }
    }
}
