import Digest
import JSON
import Onboarding
import SQLite
import Time

/// Rows as the bytes that SQLite binds, one behind the other in one buffer.
///
/// What `ViewRow` is to a reader this is to who writes rows, a rebuild hundreds of thousands a
/// second: a row costs no allocation of its own.
struct EncodedRows {
    /// One row's integers, and where its texts stand.
    struct Row {
        let view: ViewName
        let streamID: Int64
        let version: Int64
        let updatedAt: Timestamp
        /// True when the row was written before and is to be replaced.
        let wasWritten: Bool
        let name: Range<Int>
        let state: Range<Int>
        let flow: Range<Int>?
        let stage: Range<Int>?
        let status: Range<Int>?
        let search: Range<Int>

        /// Of the row's name, version and state, a line feed between: as `ViewRow` has it.
        ///
        /// - Parameter bytes: in which the row's texts stand.
        func digest(_ bytes: UnsafeRawBufferPointer) -> SHA256Digest {
            let digested = name.lowerBound..<state.upperBound
            return unsafe SHA256.hash(UnsafeRawBufferPointer(rebasing: bytes[digested]))
        }
    }

    /// Their ranges are good until `removeAll`.
    private(set) var rows: [Row] = []
    /// All rows' texts, one behind the other; 800 bytes a row are reserved.
    private var text: JSONWriter

    init(rowsExpected: Int) {
        text = JSONWriter(reserving: rowsExpected * 800)
        rows.reserveCapacity(rowsExpected)
    }

    /// What the rows' texts take.
    var byteCount: Int { text.bytes.count }

    /// Keeps the memory for the next rows.
    mutating func removeAll() {
        rows.removeAll(keepingCapacity: true)
        text.removeAll()
    }

    /// Adds the row that a state makes; none for a stream that nobody lists.
    mutating func append(_ folded: inout FoldedStream) {
        guard let view = folded.view else { return }
        let name = put(folded.stream.name)
        put(UInt8(ascii: "\n"))
        text.beginText()
        text.value(folded.version)
        put(UInt8(ascii: "\n"))
        let start = text.bytes.count
        text.beginText()
        folded.state.write(to: &text)
        rows.append(
            Row(
                view: view, streamID: folded.streamID, version: folded.version,
                updatedAt: folded.updatedAt, wasWritten: folded.wasWritten, name: name,
                state: start..<text.bytes.count, flow: put(folded.state.flow),
                stage: put(folded.state.stage), status: put(folded.state.status),
                search: put(folded.state.searchText)))
    }

    private mutating func put(_ byte: UInt8) { text.bytes.append(byte) }

    private mutating func put(_ string: String) -> Range<Int> {
        let start = text.bytes.count
        text.bytes.append(contentsOf: string.utf8)
        return start..<text.bytes.count
    }

    private mutating func put(_ string: String?) -> Range<Int>? {
        guard let string else { return nil }
        let range: Range<Int> = put(string)
        return range
    }

    /// Lends the bytes in which the rows' texts stand.
    func withBytes<R, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try unsafe text.bytes.withUnsafeBufferPointer { bytes throws(E) in
            try unsafe body(UnsafeRawBufferPointer(bytes))
        }
    }
}

extension SQLiteStatement {
    /// Binds a row to an `insertSQL`; the bytes must stay as they are until that is reset.
    func bind(_ row: EncodedRows.Row, _ bytes: UnsafeRawBufferPointer) {
        unsafe bind(.name, row.name, bytes)
        unsafe bind(.flow, row.flow, bytes)
        unsafe bind(.stage, row.stage, bytes)
        unsafe bind(.status, row.status, bytes)
        bind(ViewColumn.version.parameter, row.version)
        bind(ViewColumn.updatedAt.parameter, row.updatedAt.milliseconds)
        unsafe bind(.search, row.search, bytes)
        unsafe bind(.state, row.state, bytes)
        bind(ViewColumn.stream.parameter, row.streamID)
    }

    private func bind(_ column: ViewColumn, _ range: Range<Int>?, _ bytes: UnsafeRawBufferPointer) {
        guard let range else { return bindNull(column.parameter) }
        unsafe bind(column.parameter, lentText: UnsafeRawBufferPointer(rebasing: bytes[range]))
    }
}
