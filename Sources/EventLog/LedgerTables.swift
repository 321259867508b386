import SQLite
import Schemas

/// The tables and indexes that a ledger's file has by its format. No hash covers them, and one that
/// somebody added, changed or took away lets the file hold other than what was written.
enum LedgerTables {
    /// A table, index, view or trigger.
    private struct Part: Equatable {
        let kind: String
        let name: String
        let sql: String

        var words: String { "\(kind) \(name)" }
        var quotedName: String { "\"\(name.replacing("\"", with: "\"\""))\"" }

        /// Whether other parts go along with it, or none do.
        var goesFirst: Bool {
            kind == "trigger" || kind == "view" || sql.uppercased().hasPrefix("CREATE VIRTUAL")
        }

        static func == (a: Part, b: Part) -> Bool { plain(a.sql) == plain(b.sql) }
    }

    /// What is not as the file's format has it, as the rest of a sentence; nil when all is.
    static func difference(in connection: borrowing SQLiteConnection) throws(SQLiteError) -> String?
    {
        let format = try connection.integer("PRAGMA user_version") ?? 0
        guard (1...LedgerFile.formatVersion).contains(format) else {
            return "its format's number is \(format), which none with tables has"
        }
        let (expected, found) = (try parts(ofFormat: format), try parts(of: connection))
        for name in Set(expected.keys).union(found.keys).sorted(by: {
            $0.lexicographicallyPrecedes($1)
        }) {
            let (expected, found) = (expected[name], found[name])
            guard expected != found, let part = found ?? expected else { continue }
            if expected == nil { return "the \(part.words) does not belong to it" }
            if found == nil { return "the \(part.words) is missing" }
            return "the \(part.words) is not as format \(format) has it"
        }
        return nil
    }

    /// Removes what does not belong to the file, and makes indexes that are missing or others. A
    /// table that is not as it was stays so.
    static func mend(_ connection: borrowing SQLiteConnection) throws(SQLiteError) {
        let format = try connection.integer("PRAGMA user_version") ?? 0
        guard (1...LedgerFile.formatVersion).contains(format) else { return }
        let expected = try parts(ofFormat: format)
        // With a table go its indexes and triggers, and with a virtual one the tables beneath it:
        // those first, and then what is left.
        for isFirst in [true, false] {
            for (name, part) in try parts(of: connection) where expected[name] != part {
                let isForeign = expected[name] == nil
                guard isForeign ? part.goesFirst == isFirst : part.kind == "index" else { continue }
                try connection.execute("DROP \(part.kind) IF EXISTS \(part.quotedName)")
            }
        }
        let found = try parts(of: connection)
        for (name, part) in expected where part.kind == "index" && found[name] == nil {
            try connection.execute(part.sql)
        }
    }

    private static func parts(ofFormat format: Int64) throws(SQLiteError) -> [[UInt8]: Part] {
        let model = try SQLiteConnection.open(path: ":memory:", mode: .readWrite)
        for version in 1...format {
            try model.execute(SchemaCatalogue.ledgerSQL(version: version))
        }
        return try parts(of: model)
    }

    /// By the bytes of their words; but for what SQLite makes by itself.
    private static func parts(of connection: borrowing SQLiteConnection) throws(SQLiteError)
        -> [[UInt8]: Part]
    {
        let select = try connection.prepare(
            """
            SELECT type, name, sql FROM sqlite_schema
            WHERE sql IS NOT NULL
            AND name NOT IN ('sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4')
            """)
        var parts: [[UInt8]: Part] = [:]
        while try select.step() {
            let part = Part(kind: select.text(0), name: select.text(1), sql: select.text(2))
            parts[Array(part.words.utf8)] = part
        }
        return parts
    }

    /// Without comments, and with no more blanks than SQLite needs: neither says anything, and both
    /// may have been others when the file was made.
    private static func plain(_ sql: String) -> [UInt8] {
        let (bytes, marks) = (Array(sql.utf8), Array(",()".utf8))
        var (plain, isParted, index): ([UInt8], Bool, Int) = ([], false, 0)
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "-"), index < bytes.count, bytes[index] == byte {
                // SQLite's comments end with a line feed, and nothing else.
                index = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            } else if byte == UInt8(ascii: " ") || (9...13).contains(byte) && byte != 11 {
                isParted = true
            } else {
                if isParted, let last = plain.last, !marks.contains(last), !marks.contains(byte) {
                    plain.append(UInt8(ascii: " "))
                }
                isParted = false
                plain.append(byte)
            }
        }
        return plain
    }
}
