import EventLog
import Glibc
import JSON
import Onboarding
import SQLite
import Time

/// A connection that only reads the read models; confined to the thread that uses it.
package final class ViewReader {
    /// Read-only.
    let connection: SQLiteConnection
    private let selects: [ViewName: ViewSelects]
    private let path: String

    /// Opens the current models.
    package convenience init(directory: DataDirectory) throws(LogFailure) {
        let lock = SwapLock.shared(directory)
        try self.init(path: directory.viewsFile)
        _ = consume lock
    }

    /// Opens a views file that nobody puts in place meanwhile; reads from it, so that all that
    /// belongs to it is open.
    init(path: String) throws(LogFailure) {
        self.path = path
        do {
            connection = try SQLiteConnection.open(path: path, mode: .readOnly)
            try connection.execute("PRAGMA cache_size = -4096; PRAGMA query_only = ON")
            var selects: [ViewName: ViewSelects] = [:]
            for view in ViewName.allCases { selects[view] = try ViewSelects(view, connection) }
            self.selects = selects
        } catch { throw Self.failure(error, path) }
    }

    /// What is wrong with the models is made good from the log; what is wrong with the log is not.
    private static func failure(_ error: SQLiteError, _ path: String) -> LogFailure {
        let hint = "Make them anew from the log: onboard rebuild"
        switch error.code {
        case .cannotOpen where unsafe access(path, F_OK) != 0:
            return LogFailure(.damaged, "The read models are missing.", hint: hint)
        case .corrupt, .other,
            .readOnly where error.isLeftToRollBack:
            return LogFailure(
                .damaged, "The read models cannot be read: \(error.explanation).", hint: hint)
        default: return LogFailure(error)
        }
    }

    /// Says what is wrong with the models in their own words.
    private func reading<R>(_ body: () throws(SQLiteError) -> R) throws(LogFailure) -> R {
        do { return try body() } catch { throw Self.failure(error, path) }
    }

    /// A stream's row; nil when the model has none.
    package func row(_ view: ViewName, streamID: Int64) throws(LogFailure) -> ViewRow? {
        try reading { () throws(SQLiteError) in try selects[view]?.row(streamID) }
    }

    /// The version that a stream's row is at; nil when the model has none.
    package func version(_ view: ViewName, streamID: Int64) throws(LogFailure) -> StreamVersion? {
        try reading { () throws(SQLiteError) in try selects[view]?.version(streamID) }
    }

    /// In the words of the index `session_active`, which is in the order of streams.
    static let activeSessionsSQL = """
        SELECT name FROM session WHERE flow = ? AND status = 'active'
        AND COALESCE(state ->> '$.createdAt', state ->> '$.startedAt') <= ?
        AND COALESCE(state ->> '$.stage', state ->> '$.savedAt') IS NOT NULL
        ORDER BY stream LIMIT ?
        """

    /// The names of a flow's active sessions that began before `time`, oldest first; of who has not
    /// begun, nothing.
    package func activeSessions(flow: String, before time: Timestamp, limit: Int)
        throws(LogFailure) -> [String]
    {
        try reading { () throws(SQLiteError) in
            let select = try connection.prepare(Self.activeSessionsSQL)
            select.bind(1, text: flow)
            select.bind(2, text: time.rfc3339)
            select.bind(3, Int64(limit))
            var names: [String] = []
            while try select.step() { names.append(select.text(0)) }
            return names
        }
    }

    /// The names of the streams of open tenants whose onboarding was begun and not completed (A5),
    /// oldest first.
    package func tenantsInProgress(createdBefore time: Timestamp) throws(LogFailure) -> [String] {
        try rows(
            """
            SELECT \(ViewColumn.all) FROM tenant WHERE status = 'ACTIVE'
            AND (state ->> '$.onboardingStatus') = 'IN_PROGRESS'
            AND (state ->> '$.createdAt') <= ? ORDER BY stream
            """, [.text(time.rfc3339)]
        ).map(\.row.name)
    }

    /// The names of the profiles whose subscription counts though what was paid ended before
    /// `time`, oldest first.
    package func overdueSubscriptions(endedBefore time: Timestamp) throws(LogFailure) -> [String] {
        try rows(
            """
            SELECT \(ViewColumn.all) FROM profile
            WHERE (state ->> '$.subscription_status') IN ('trialing', 'active')
            AND (state ->> '$.subscription_end_date') <= ? ORDER BY stream
            """, [.text(time.rfc3339)]
        ).map(\.row.name)
    }

    /// Every row of a model in the order of streams.
    func selectAll(_ view: ViewName) throws(SQLiteError) -> SQLiteStatement {
        try connection.prepare("SELECT \(ViewColumn.all) FROM \(view.rawValue) ORDER BY stream")
    }

    /// How far each model is, by what definition it was made and what its rows add up to.
    func standings() throws(LogFailure) -> [ViewName: ViewFile.Standing] {
        try reading { () throws(SQLiteError) in try ViewFile.loadStandings(connection) }
    }

    /// The models that another definition made: they serve until a rebuild has made them anew.
    package func outdated(_ flows: FlowCatalogue) throws(LogFailure) -> [ViewName] {
        ViewFile.outdated(try standings()) { $0.definition(flows) }
    }

    /// The states of one flow's rows, or of all when several flows share the view, lent one after
    /// the other.
    func scan(
        _ view: ViewName, flow: String?, _ body: (Int64, UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let select = try connection.prepare(
            "SELECT stream, state, name FROM \(view.rawValue) WHERE flow = ?1 OR ?1 IS NULL")
        select.bind(1, text: flow)
        while try select.step() {
            let streamID = select.int64(0)
            do {
                try unsafe select.withBytes(1) { state in try unsafe body(streamID, state) }
            } catch let error as JSONError {
                throw LogFailure(damaged: view, row: select.text(2), error)
            }
        }
    }

    /// The log's position that a model is at; nil when the file has no such model.
    package func checkpoint(_ view: ViewName) throws(LogFailure) -> Int64? {
        try reading { () throws(SQLiteError) in
            try connection.integer("SELECT checkpoint FROM view WHERE name = '\(view.rawValue)'")
        }
    }

    /// What SQLite finds wrong with the models' file; nil when it finds nothing. Whether rows are
    /// right, a verification says.
    package func damage() throws(LogFailure) -> String? {
        try reading { () throws(SQLiteError) in try connection.damage() }
    }

    /// The sizes and digests that the models carry.
    package func reports() throws(LogFailure) -> [ViewReport] {
        ViewReport.all(try standings())
    }

    /// Runs `body` within one snapshot of the views.
    package func snapshot<R>(_ body: () throws -> R) throws -> R {
        try reading { () throws(SQLiteError) in try connection.execute("BEGIN") }
        defer { try? connection.execute("COMMIT") }
        do { return try body() } catch { throw LogFailure(ofStorage: error) ?? error }
    }

    /// Prepares a statement for one question and copies all its rows.
    func rows(_ sql: String, _ values: [SQLiteValue]) throws(LogFailure)
        -> [(row: ViewRow, streamID: Int64?)]
    {
        try reading { () throws(SQLiteError) in
            let select = try connection.prepare(sql)
            select.bind(values)
            var rows: [(row: ViewRow, streamID: Int64?)] = []
            while try select.step() { rows.append((ViewRow(select), select.int64(.stream))) }
            return rows
        }
    }
}

/// What is asked of one model again and again, prepared once.
private final class ViewSelects {
    private let selectRow: SQLiteStatement
    private let selectVersion: SQLiteStatement

    init(_ view: ViewName, _ connection: borrowing SQLiteConnection) throws(SQLiteError) {
        selectRow = try connection.prepare(
            "SELECT \(ViewColumn.all) FROM \(view.rawValue) WHERE stream = ?")
        selectVersion = try connection.prepare(
            "SELECT version FROM \(view.rawValue) WHERE stream = ?")
    }

    /// Costs one lookup by the table's key.
    func row(_ streamID: Int64) throws(SQLiteError) -> ViewRow? {
        selectRow.bind(1, streamID)
        guard try selectRow.step() else { return nil }
        defer { selectRow.reset() }
        return ViewRow(selectRow)
    }

    func version(_ streamID: Int64) throws(SQLiteError) -> StreamVersion? {
        selectVersion.bind(1, streamID)
        guard try selectVersion.step() else { return nil }
        defer { selectVersion.reset() }
        return StreamVersion(rawValue: selectVersion.int64(0))
    }
}

extension ViewRow {
    /// The current row of a selection of `ViewColumn.all`.
    init(_ select: borrowing SQLiteStatement) {
        self.init(
            name: select.text(.name), flow: select.optionalText(.flow),
            stage: select.optionalText(.stage), status: select.optionalText(.status),
            version: select.int64(.version),
            updatedAt: Timestamp(milliseconds: select.int64(.updatedAt)),
            search: select.text(.search), state: select.bytes(.state))
    }
}
