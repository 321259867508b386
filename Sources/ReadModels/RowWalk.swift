import Glibc
import SQLite

/// A walk over one model's rows; nothing of a row is copied to compare it.
final class RowWalk {
    /// Of `ViewColumn.all`.
    private let select: SQLiteStatement
    /// The current row's stream; nil past the last one.
    private(set) var streamID: Int64?

    init(_ view: ViewName, _ reader: ViewReader) throws {
        select = try reader.selectAll(view)
        try advance()
    }

    /// Goes to the next row in the order of streams.
    func advance() throws(SQLiteError) {
        streamID = try select.step() ? select.int64(.stream) : nil
    }

    /// Copies the current row; only while `streamID` is not nil.
    var row: ViewRow { ViewRow(select) }

    /// Compares both current rows, column by column: version and time, the state, then the rest.
    func isSame(as other: RowWalk) -> Bool {
        guard select.int64(.version) == other.select.int64(.version),
            select.int64(.updatedAt) == other.select.int64(.updatedAt)
        else { return false }
        let texts: [ViewColumn] = [.state, .name, .flow, .stage, .status, .search]
        return texts.allSatisfy { isSame($0, as: other) }
    }

    /// Byte for byte; null only equals null.
    private func isSame(_ column: ViewColumn, as other: RowWalk) -> Bool {
        guard select.isNull(column) == other.select.isNull(column) else { return false }
        return unsafe select.withBytes(column) { mine in
            unsafe other.select.withBytes(column) { theirs in
                guard mine.count == theirs.count else { return false }
                guard let first = mine.baseAddress, let second = theirs.baseAddress else {
                    return true
                }
                return unsafe memcmp(first, second, mine.count) == 0
            }
        }
    }
}
