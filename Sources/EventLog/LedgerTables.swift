import SQLite
import Schemas

/// The tables and indexes that a ledger's file has by its format. No hash covers them, and one that
/// somebody added, changed or took away lets the file hold other than what was written.
enum LedgerTables {
    /// What is not as the file's format has it, as the rest of a sentence; nil when all is.
    static func difference(in connection: borrowing SQLiteConnection) throws(SQLiteError) -> String?
    {
        let format = try connection.integer("PRAGMA user_version") ?? 0
        guard (1...LedgerFile.formatVersion).contains(format) else {
            return "its format's number is \(format), which none with tables has"
        }
        let model = try SQLiteConnection.open(path: ":memory:", mode: .readWrite)
        for version in 1...format {
            try model.execute(SchemaCatalogue.ledgerSQL(version: version))
        }
        let (expected, found) = (try parts(of: model), try parts(of: connection))
        for name in Set(expected.keys).union(found.keys).sorted() {
            guard expected[name] != found[name] else { continue }
            if expected[name] == nil { return "the \(name) does not belong to it" }
            if found[name] == nil { return "the \(name) is missing" }
            return "the \(name) is not as format \(format) has it"
        }
        return nil
    }

    /// What makes each table, index, view and trigger, by its kind and name; SQLite's own follow
    /// from those.
    private static func parts(of connection: borrowing SQLiteConnection) throws(SQLiteError)
        -> [String: String]
    {
        let select = try connection.prepare(
            """
            SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema
            WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'
            """)
        var parts: [String: String] = [:]
        while try select.step() { parts[select.text(0)] = plain(select.text(1)) }
        return parts
    }

    /// Without comments and white space, which say nothing and may have been others when the
    /// file was made.
    private static func plain(_ sql: String) -> String {
        sql.split(separator: "\n").map { line in
            let words = line.prefix(upTo: line.firstRange(of: "--")?.lowerBound ?? line.endIndex)
            return words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        .joined(separator: " ")
        .split(separator: " ").joined(separator: " ")
        .replacing(" ,", with: ",").replacing(", ", with: ",")
        .replacing("( ", with: "(").replacing(" )", with: ")")
    }
}
