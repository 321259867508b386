import Digest
import EventLog
import Glibc
import Onboarding
import SQLite
import Schemas
import Time

/// The connection that writes `views.sqlite` (or its successor while that is being made): rows,
/// checkpoints and digests, in transactions of its owner's making. Confined to one thread.
final class ViewFile {
    /// How far a model is and what its rows add up to.
    struct Standing {
        var definition: Int64
        var checkpoint: Int64
        var rowCount: Int64
        var digest: RollingDigest
    }

    /// SQLite's `user_version`; raised when columns change, so that files are made anew (invariant
    /// 4).
    static let formatVersion: Int64 = 3

    let connection: SQLiteConnection
    private let session: ViewStatements
    private let tenant: ViewStatements
    private let profile: ViewStatements
    private let beginStatement: SQLiteStatement
    private let commitStatement: SQLiteStatement
    private let upsertStanding: SQLiteStatement
    /// With the rows of the open transaction; a rollback reads them from the file again.
    private(set) var standings: [ViewName: Standing] = [:]
    /// Where the file was when it was opened: a swap gives it another name.
    let path: String
    /// Those of this program and of the flows that the file was opened with.
    private let definitions: [ViewName: Int64]

    /// Opens the file, making it when there is none or when it is of another format.
    ///
    /// - Parameter flows: part of what a row is made by, and so of the models' definition.
    /// - Parameter isBeingMade: for a file that nobody knows yet and that is thrown away when
    ///   anything fails: its pages are written once, without a journal in a file, and not synced.
    init(path: String, flows: FlowCatalogue, isBeingMade: Bool = false) throws {
        self.path = path
        definitions = Dictionary(
            uniqueKeysWithValues: ViewName.allCases.map { ($0, $0.definition(flows)) })
        connection = try Self.openCurrentFormat(path, isBeingMade)
        session = try ViewStatements(.session, connection)
        tenant = try ViewStatements(.tenant, connection)
        profile = try ViewStatements(.profile, connection)
        beginStatement = try connection.prepare("BEGIN IMMEDIATE")
        commitStatement = try connection.prepare("COMMIT")
        upsertStanding = try connection.prepare(
            """
            INSERT INTO view (name, definition, checkpoint, row_count, digest)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET definition = excluded.definition,
                checkpoint = excluded.checkpoint, row_count = excluded.row_count,
                digest = excluded.digest
            """)
        standings = try Self.loadStandings(connection)
    }

    /// Removes a views file and what SQLite keeps beside it.
    static func remove(_ path: String) {
        SQLiteFiles.remove(path)
    }

    /// An empty file gets its tables; one of another format is removed and made anew.
    private static func openCurrentFormat(_ path: String, _ isBeingMade: Bool) throws
        -> SQLiteConnection
    {
        let connection = try open(path, isBeingMade)
        switch try connection.integer("PRAGMA user_version") ?? 0 {
        case formatVersion:
            // An earlier version made the file without. Where it cannot be, as on a full disk,
            // questions take longer, and that is all.
            try? connection.execute(SchemaCatalogue.viewsIndexSQL)
            return connection
        case 0:
            try createTables(connection)
            return connection
        default: break
        }
        // Views can always be made again: a file of another format is not worth reading.
        remove(path)
        let fresh = try open(path, isBeingMade)
        try createTables(fresh)
        return fresh
    }

    /// 16 MB of pages are kept in memory; what is deleted is overwritten (contract L14).
    private static func open(_ path: String, _ isBeingMade: Bool) throws(SQLiteError)
        -> SQLiteConnection
    {
        PrivateFile.prepare(path)
        let connection = try SQLiteConnection.open(path: path, mode: .readWrite)
        try connection.execute(
            """
            PRAGMA journal_mode = \(isBeingMade ? "MEMORY" : "WAL");
            PRAGMA synchronous = \(isBeingMade ? "OFF" : "NORMAL");
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY; PRAGMA secure_delete = ON;
            PRAGMA journal_size_limit = \(SQLiteFiles.journalSizeLimitBytes);
            """)
        return connection
    }

    private static func createTables(_ connection: borrowing SQLiteConnection) throws(SQLiteError) {
        try connection.execute("BEGIN IMMEDIATE")
        try connection.execute(SchemaCatalogue.viewsSQL)
        try connection.execute(SchemaCatalogue.viewsIndexSQL)
        try connection.execute("PRAGMA user_version = \(formatVersion)")
        try connection.execute("COMMIT")
    }

    /// Passes by models that this program does not know.
    static func loadStandings(_ connection: borrowing SQLiteConnection)
        throws(SQLiteError) -> [ViewName: Standing]
    {
        let select = try connection.prepare(
            "SELECT name, definition, checkpoint, row_count, digest FROM view")
        var standings: [ViewName: Standing] = [:]
        while try select.step() {
            guard let name = ViewName(rawValue: select.text(0)) else { continue }
            standings[name] = Standing(
                definition: select.int64(1), checkpoint: select.int64(2),
                rowCount: select.int64(3),
                digest: RollingDigest(bytes: select.bytes(4)) ?? .empty)
        }
        return standings
    }

    // MARK: Writing

    /// Takes the file's write lock at once.
    func begin() throws(SQLiteError) { try beginStatement.run() }

    /// One transaction: all that `body` does, and the checkpoint, or nothing.
    func transaction(checkpoint: Int64, _ body: () throws -> Void) throws {
        try begin()
        do {
            try body()
            try commit(checkpoint: checkpoint)
        } catch {
            // What made it fail says more than what a failing rollback would.
            try? rollback()
            throw error
        }
    }

    /// Does nothing without an open transaction, but reads the standings anew all the same.
    func rollback() throws {
        if connection.isInTransaction { try connection.execute("ROLLBACK") }
        standings = try Self.loadStandings(connection)
    }

    /// Writes a stream's row and takes its digest into the model's; the new digest is answered.
    ///
    /// - Parameter bytes: in which the row's texts stand.
    func put(
        _ row: EncodedRows.Row, _ bytes: UnsafeRawBufferPointer, replacing old: SHA256Digest?
    ) throws(SQLiteError) -> SHA256Digest {
        let digest = unsafe row.digest(bytes)
        if old == digest { return digest }
        try unsafe statements(row.view).upsert(row, bytes)
        var standing = standings[row.view] ?? fresh(row.view)
        if let old { standing.digest.remove(old) } else { standing.rowCount += 1 }
        standing.digest.add(digest)
        standings[row.view] = standing
        return digest
    }

    private func statements(_ view: ViewName) -> ViewStatements {
        switch view {
        case .session: session
        case .tenant: tenant
        case .profile: profile
        }
    }

    /// Takes over what rows that were inserted beside `put` add up to, into a model without any.
    func add(_ rowCount: Int64, _ digest: RollingDigest, to view: ViewName) {
        var standing = fresh(view)
        (standing.rowCount, standing.digest) = (rowCount, digest)
        standings[view] = standing
    }

    /// Records how far the rows are and commits them together with that.
    func commit(checkpoint: Int64) throws(SQLiteError) {
        for view in ViewName.allCases {
            var standing = standings[view] ?? fresh(view)
            standing.checkpoint = checkpoint
            standings[view] = standing
            upsertStanding.bind(1, text: view.rawValue)
            upsertStanding.bind(2, standing.definition)
            upsertStanding.bind(3, checkpoint)
            upsertStanding.bind(4, standing.rowCount)
            upsertStanding.bind(5, blob: standing.digest.bytes)
            try upsertStanding.run()
        }
        try commitStatement.run()
    }

    /// A model without rows, of today's definition.
    private func fresh(_ view: ViewName) -> Standing {
        Standing(definition: definitions[view] ?? 0, checkpoint: 0, rowCount: 0, digest: .empty)
    }

    /// The digest of a stream's stored row; nil when there is none.
    func rowDigest(_ streamID: Int64, in view: ViewName) throws(SQLiteError) -> SHA256Digest? {
        try statements(view).digest(streamID)
    }

    /// The lowest checkpoint of all models; 0 when one is missing.
    var checkpoint: Int64 {
        ViewName.allCases.map { standings[$0]?.checkpoint ?? 0 }.min() ?? 0
    }

    /// The models that another definition made. They have the same columns, so they serve until a
    /// rebuild has made them anew; what is written to them meanwhile is of today's definition.
    var outdated: [ViewName] { Self.outdated(standings) { definitions[$0] } }

    /// Those whose standing has another definition than they would be made by; one without a
    /// standing has no rows.
    static func outdated(
        _ standings: [ViewName: Standing], _ definition: (ViewName) -> Int64?
    ) -> [ViewName] {
        ViewName.allCases.filter { view in
            standings[view].map { $0.definition != definition(view) } ?? false
        }
    }

    /// Moves what readers do not hold back, without waiting for them.
    func checkpointPassively() throws(SQLiteError) { try connection.checkpointPassively() }

    /// False when a reader held something back.
    func checkpointAll() throws(SQLiteError) -> Bool { try connection.checkpointAndTruncate() }
}

/// What is done to one model's rows.
private final class ViewStatements {
    private let upsert: SQLiteStatement
    private let selectDigested: SQLiteStatement

    /// A stream's name never changes, so that only the other columns are replaced.
    init(_ view: ViewName, _ connection: borrowing SQLiteConnection) throws(SQLiteError) {
        upsert = try connection.prepare(
            """
            \(ViewColumn.insertSQL(view))
            ON CONFLICT DO UPDATE SET flow = excluded.flow, stage = excluded.stage,
                status = excluded.status, version = excluded.version,
                updated_at = excluded.updated_at, search = excluded.search, state = excluded.state
            """)
        selectDigested = try connection.prepare(
            "SELECT name, version, state FROM \(view.rawValue) WHERE stream = ?")
    }

    func upsert(_ row: EncodedRows.Row, _ bytes: UnsafeRawBufferPointer) throws(SQLiteError) {
        unsafe upsert.bind(row, bytes)
        try upsert.run()
    }

    /// Nil when the stream has no row.
    func digest(_ streamID: Int64) throws(SQLiteError) -> SHA256Digest? {
        selectDigested.bind(1, streamID)
        guard try selectDigested.step() else { return nil }
        defer { selectDigested.reset() }
        return ViewRow(
            name: selectDigested.text(0), version: selectDigested.int64(1),
            updatedAt: Timestamp(milliseconds: 0), search: "", state: selectDigested.bytes(2)
        ).digest
    }
}
