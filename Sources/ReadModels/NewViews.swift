import Digest
import EventLog
import Onboarding
import SQLite

/// Fills a views file that is being made: its rows are inserted rather than looked for, and what
/// they add up to is kept here until the end. Confined to one thread.
final class NewViews {
    private let file: ViewFile
    private let session: NewView
    private let tenant: NewView
    private let profile: NewView

    /// Models that are taken over from the current file, as they are.
    private let kept: [ViewName]
    private let directory: DataDirectory

    init(path: String, flows: FlowCatalogue, keeping kept: [ViewName], of directory: DataDirectory)
        throws
    {
        (self.kept, self.directory) = (kept, directory)
        file = try ViewFile(path: path, flows: flows, isBeingMade: true)
        session = try NewView(.session, file)
        tenant = try NewView(.tenant, file)
        profile = try NewView(.profile, file)
        try file.begin()
    }

    /// Inserts the rows; those that were written before take their old ones' place.
    func write(_ encoded: EncodedRows) throws(SQLiteError) {
        try unsafe encoded.withBytes { bytes throws(SQLiteError) in
            for row in encoded.rows { try unsafe view(row.view).write(row, bytes, file) }
        }
    }

    /// Commits everything as the fold of the log up to `checkpoint`, or up to where the models
    /// that are taken over are.
    func finish(checkpoint: Int64) throws -> [ViewReport] {
        let last = min(checkpoint, try takeOver() ?? checkpoint)
        for view in [session, tenant, profile] where !kept.contains(view.name) {
            file.add(view.rowCount, view.digest, to: view.name)
        }
        try file.commit(checkpoint: last)
        return ViewReport.all(file.standings)
    }

    /// Copies the rows of the kept models, all as one snapshot has them; answers how far they are.
    private func takeOver() throws -> Int64? {
        if kept.isEmpty { return nil }
        let current = try ViewReader(directory: directory)
        return try current.snapshot {
            let standings = try current.standings()
            for name in kept {
                guard let standing = standings[name] else { continue }
                try view(name).copyRows(from: current)
                file.add(standing.rowCount, standing.digest, to: name)
            }
            return kept.compactMap { standings[$0]?.checkpoint }.min()
        }
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
    /// Of the rows that were inserted; rows that are copied bring their own count.
    private(set) var rowCount: Int64 = 0
    /// The sum of those rows' digests.
    private(set) var digest = RollingDigest.empty
    private let insert: SQLiteStatement
    private let delete: SQLiteStatement

    init(_ name: ViewName, _ file: ViewFile) throws(SQLiteError) {
        self.name = name
        insert = try file.connection.prepare(ViewColumn.insertSQL(name))
        delete = try file.connection.prepare("DELETE FROM \(name.rawValue) WHERE stream = ?")
    }

    func write(
        _ row: EncodedRows.Row, _ bytes: UnsafeRawBufferPointer, _ file: ViewFile
    ) throws(SQLiteError) {
        if row.wasWritten { try remove(row.streamID, file) }
        unsafe insert.bind(row, bytes)
        try insert.run()
        rowCount += 1
        unsafe digest.add(row.digest(bytes))
    }

    /// As they are, without making them a Swift value each.
    func copyRows(from reader: ViewReader) throws {
        let select = try reader.selectAll(name)
        while try select.step() { try copyRow(select) }
    }

    private func copyRow(_ select: borrowing SQLiteStatement) throws {
        let integers: [ViewColumn] = [.version, .updatedAt, .stream]
        for column in integers { insert.bind(column.parameter, select.int64(column)) }
        let texts: [ViewColumn] = [.name, .flow, .stage, .status, .search, .state]
        for column in texts {
            if select.isNull(column) {
                insert.bindNull(column.parameter)
            } else {
                unsafe select.withBytes(column) {
                    unsafe insert.bind(column.parameter, lentText: $0)
                }
            }
        }
        try insert.run()
    }

    /// A state that was written out before came back: another row takes its place.
    private func remove(_ streamID: Int64, _ file: ViewFile) throws(SQLiteError) {
        guard let old = try file.rowDigest(streamID, in: name) else { return }
        delete.bind(1, streamID)
        try delete.run()
        digest.remove(old)
        rowCount -= 1
    }
}
