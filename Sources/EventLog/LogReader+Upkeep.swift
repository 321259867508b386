import SQLite

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
    ///
    /// - Returns: false where there is no anchor.
    @discardableResult
    package func checkAnchor(in directory: DataDirectory) throws -> Bool {
        switch try AnchorFile.read(in: directory) {
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

    /// True while an erasure's traces may be left in the files.
    package func isUnscrubbed() throws(LogFailure) -> Bool {
        try storing { () throws(SQLiteError) in try LedgerFile.isUnscrubbed(connection) }
    }
}
