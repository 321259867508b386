import Digest
import Onboarding
import SQLite

/// Fills a views file that is being made: its rows are inserted rather than looked for, and what
/// they add up to is kept here until the end. Confined to one thread.
final class NewViews {
    private let file: ViewFile
    private let session: NewView
    private let tenant: NewView
    private let profile: NewView

    init(path: String, flows: FlowCatalogue) throws {
        file = try ViewFile(path: path, flows: flows, isBeingMade: true)
        session = try NewView(.session, file)
        tenant = try NewView(.tenant, file)
        profile = try NewView(.profile, file)
        try file.begin()
    }

    func write(_ encoded: EncodedRows) throws(SQLiteError) {
        try unsafe encoded.withBytes { bytes throws(SQLiteError) in
            for row in encoded.rows { try unsafe view(row.view).write(row, bytes, file) }
        }
    }

    /// Commits everything as the fold of the log up to `checkpoint`.
    func finish(checkpoint: Int64) throws(SQLiteError) -> [ViewReport] {
        for view in [session, tenant, profile] {
            file.add(view.rowCount, view.digest, to: view.name)
        }
        try file.commit(checkpoint: checkpoint)
        return ViewReport.all(file.standings)
    }

    private func view(_ name: ViewName) -> NewView {
        switch name {
        case .session: session
        case .tenant: tenant
        case .profile: profile
        }
    }
}

/// One model of the file.
private final class NewView {
    let name: ViewName
    private(set) var rowCount: Int64 = 0
    private(set) var digest = RollingDigest.empty
    private let insert: SQLiteStatement
    private let delete: SQLiteStatement

    init(_ name: ViewName, _ file: ViewFile) throws(SQLiteError) {
        self.name = name
        insert = try file.connection.prepare(
            """
            INSERT INTO \(name.rawValue)
                (stream, name, flow, stage, status, version, updated_at, search, state)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        delete = try file.connection.prepare("DELETE FROM \(name.rawValue) WHERE stream = ?")
    }

    func write(
        _ row: EncodedRows.Row, _ bytes: UnsafeRawBufferPointer, _ file: ViewFile
    ) throws(SQLiteError) {
        if row.wasWritten { try remove(row.streamID, file) }
        insert.bind(1, row.streamID)
        unsafe bind(2, row.name, bytes)
        unsafe bind(3, row.flow, bytes)
        unsafe bind(4, row.stage, bytes)
        unsafe bind(5, row.status, bytes)
        insert.bind(6, row.version)
        insert.bind(7, row.updatedAt.milliseconds)
        unsafe bind(8, row.search, bytes)
        unsafe bind(9, row.state, bytes)
        try insert.run()
        rowCount += 1
        unsafe digest.add(SHA256.hash(UnsafeRawBufferPointer(rebasing: bytes[row.digested])))
    }

    /// A state that was written out before came back: another row takes its place.
    private func remove(_ streamID: Int64, _ file: ViewFile) throws(SQLiteError) {
        guard let old = try file.rowDigest(streamID, in: name) else { return }
        delete.bind(1, streamID)
        try delete.run()
        digest.remove(old)
        rowCount -= 1
    }

    /// The bytes stay as they are until the insert is done, which resets the statement.
    private func bind(_ parameter: Int32, _ range: Range<Int>?, _ bytes: UnsafeRawBufferPointer) {
        guard let range else { return insert.bindNull(parameter) }
        unsafe insert.bind(parameter, lentText: UnsafeRawBufferPointer(rebasing: bytes[range]))
    }
}
