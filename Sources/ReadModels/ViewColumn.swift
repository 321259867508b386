import SQLite

/// The columns of a model's row, in the order in which whole rows are selected and inserted.
enum ViewColumn: Int32 {
    case name, flow, stage, status, version, updatedAt, search, state
    /// The stream's integer, by which rows are found.
    case stream

    static let all = "name, flow, stage, status, version, updated_at, search, state, stream"

    static func insertSQL(_ view: ViewName) -> String {
        "INSERT INTO \(view.rawValue) (\(all)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    }

    /// The column's parameter in `insertSQL`: those count from 1.
    var parameter: Int32 { rawValue + 1 }
}

/// What the current row of such a selection holds.
extension SQLiteStatement {
    func int64(_ column: ViewColumn) -> Int64 { int64(column.rawValue) }

    func text(_ column: ViewColumn) -> String { text(column.rawValue) }

    func optionalText(_ column: ViewColumn) -> String? { optionalText(column.rawValue) }

    func bytes(_ column: ViewColumn) -> [UInt8] { bytes(column.rawValue) }

    func isNull(_ column: ViewColumn) -> Bool { isNull(column.rawValue) }

    func withBytes<R, E: Error>(
        _ column: ViewColumn, _ body: (UnsafeRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try unsafe withBytes(column.rawValue, body)
    }
}
