import EventLog
import Onboarding
import Time

/// A table that comes in pieces, and what each of its rows comes to (contract section 8, Import).
///
/// Feed it bytes until `readHeader` says true, then take outcomes.
package struct ImportTable {
    private let mapping: ImportMapping
    /// Of the flow; each is one of the import when the table has such a column.
    private let attributes: [String]
    private var csv = CSVReader()
    private var columns: ImportColumns?
    private var isOver = false

    package init(_ mapping: ImportMapping, of flow: FlowDeclaration) {
        self.mapping = mapping
        attributes = flow.attributes.map(\.name)
    }

    /// Adds bytes behind those that are not taken yet; none at all end the table.
    package mutating func feed(_ bytes: [UInt8]) {
        if bytes.isEmpty {
            isOver = true
            csv.end()
        } else {
            csv.feed(bytes)
        }
    }

    /// Reads the names of the columns; false while more bytes are needed.
    package mutating func readHeader() throws(UnfitTable) -> Bool {
        let header: CSVReader.Record?
        do throws(CSVError) { header = try csv.next() } catch {
            throw .unreadable(line: error.line, reason: error.reason)
        }
        guard let header else {
            if isOver { throw .empty }
            return false
        }
        let names = try header.fields.map { field throws(UnfitTable) in
            try Self.name(field, line: header.line)
        }
        var mapping = mapping
        mapping.attributes += attributes.filter {
            names.contains($0) && !mapping.attributes.contains($0)
        }
        columns = try ImportColumns(mapping, header: names)
        return true
    }

    /// A column's name, where the table is written as it must be: spreadsheets save UTF-16 as well,
    /// and old ones end lines with CR alone, so that all of the table is its first line.
    private static func name(_ field: ArraySlice<UInt8>, line: Int) throws(UnfitTable) -> String {
        guard let name = String(validating: field, as: UTF8.self), !field.contains(0) else {
            throw .unreadable(line: line, reason: "it is not UTF-8")
        }
        guard !field.contains(UInt8(ascii: "\r")) else {
            throw .unreadable(line: line, reason: "its lines end with CR alone, not LF or CRLF")
        }
        return name
    }

    /// What the next row comes to; nil while more bytes are needed, and at the end. A line that no
    /// record can be read from is a bad row, too, where the next one begins behind it.
    ///
    /// - Precondition: `readHeader` has said true.
    package mutating func next() throws(UnfitTable) -> ImportColumns.Outcome? {
        guard let columns else { preconditionFailure("a table's header is read first") }
        do throws(CSVError) {
            return try csv.next().map { columns.outcome($0) }
        } catch {
            guard error.isOfOneLine else {
                throw .unreadable(line: error.line, reason: error.reason)
            }
            return .bad(BadRow(line: error.line, reason: error.reason))
        }
    }
}

extension Ledger {
    /// Bytes of payloads that one commit takes at most, but for one row that has more.
    private static let importBatchBytes = 4 << 20
    private static let importBatchRows = 1000

    /// Appends a table's rows to the streams of a declared flow, each once, batch by batch: what
    /// was imported before is skipped, so that an interrupted import is simply run again.
    ///
    /// - Parameters:
    ///   - mapping: which columns say what, and the flow.
    ///   - onBadRow: told of each row that cannot become an event. What it throws ends the import;
    ///     the batches before stay.
    ///   - piece: the table's next bytes as RFC 4180 has them, of any number; none at the end.
    /// - Throws: `UnfitTable`, `FlowNotDeclared`, `LogFailure`, and what the closures throw.
    @discardableResult
    public func importTable(
        _ mapping: ImportMapping, onBadRow: (BadRow) throws -> Void,
        next piece: () async throws -> [UInt8]
    ) async throws -> ImportCounts {
        let catalogue = try await flows()
        guard let flow = catalogue.flow(mapping.flow) else {
            throw FlowNotDeclared(mapping.flow, in: catalogue)
        }
        var (table, isOver) = (ImportTable(mapping, of: flow), false)
        while try !table.readHeader() {
            let bytes = try await piece()
            table.feed(bytes)
            isOver = bytes.isEmpty
        }
        // A run tells its own events from those that were there by an id that no other has.
        let session = ImportSession(self, correlationID: UUIDv7.fresh(at: clock.now()).text)
        var (counts, batch, byteCount) = (ImportCounts(), [ImportRow](), 0)
        while true {
            while let outcome = try table.next() {
                switch outcome {
                case .row(let row):
                    batch.append(row)
                    byteCount += row.event.data.count
                case .bad(let row): try onBadRow(row)
                case .leftOut: break
                }
                if batch.count == Self.importBatchRows || byteCount > Self.importBatchBytes {
                    counts += try await session.add(batch)
                    batch.removeAll(keepingCapacity: true)
                    byteCount = 0
                }
            }
            if isOver { break }
            let bytes = try await piece()
            table.feed(bytes)
            isOver = bytes.isEmpty
        }
        if !batch.isEmpty { counts += try await session.add(batch) }
        return counts
    }
}

extension ImportCounts {
    fileprivate static func += (counts: inout ImportCounts, more: ImportCounts) {
        counts.appended += more.appended
        counts.skipped += more.skipped
    }
}
