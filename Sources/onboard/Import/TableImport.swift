import Onboarding
import OnboardingLedger

/// Reads a table record by record and appends its rows in batches (contract section 8, Import).
@MainActor struct TableImport {
    let path: String
    /// Which columns mean what; the flow's attributes are added to it.
    let mapping: ImportMapping
    let flow: FlowDeclaration
    /// The flow as its file has it, which is declared before the first row.
    let flowFile: [UInt8]
    /// Stops at the first bad row, once the rows before it are appended.
    let isStrict: Bool

    /// - Parameter report: told how many rows are done.
    func run(through door: ImportDoor, report: (Int) -> Void) async throws -> ImportSummary {
        let source = try ByteSource(path)
        var csv = CSVReader()
        let header = try nextRecord(&csv, source)
        guard let header else { throw CommandFailure.emptyTable(path) }
        let columns = try columns(header.fields.map { String(decoding: $0, as: UTF8.self) })
        try await door.declareFlow(flowFile)
        var summary = ImportSummary()
        var (batch, size) = ([ImportRow](), BatchSize())
        while let record = try nextRecord(&csv, source) {
            switch columns.outcome(record) {
            case .row(let row):
                batch.append(row)
                let isLikeEmail = row.stream.id.utf8.contains(UInt8(ascii: "@"))
                if isLikeEmail { summary.subjectsLikeEmails += 1 }
                size.add(byteCount: Self.bodyBytesMax(row))
            case .leftOut: summary.leftOut += 1
            case .bad(let row):
                summary.add(row)
                if isStrict {
                    summary.add(try await door.add(batch))
                    throw CommandFailure.badRow(line: row.line, reason: row.reason)
                }
            }
            if size.isFull {
                summary.add(try await door.add(batch))
                batch.removeAll(keepingCapacity: true)
                size = BatchSize()
                report(summary.rowCount)
            }
        }
        if !batch.isEmpty { summary.add(try await door.add(batch)) }
        try door.finish()
        return summary
    }

    /// What a row takes at most in a body for the control socket: JSON needs six bytes for some
    /// characters of its names; the rest of its members is 100 bytes.
    private static func bodyBytesMax(_ row: ImportRow) -> Int {
        let names = [row.stream.name, row.actor.id, row.event.type.name]
        return row.event.data.count + names.reduce(100) { $0 + 6 * $1.utf8.count }
    }

    /// What the flow declares as an attribute is one, when the table has such a column.
    private func columns(_ header: [String]) throws(ImportColumns.UnfitHeader) -> ImportColumns {
        var mapping = mapping
        mapping.attributes += flow.attributes.map(\.name).filter {
            header.contains($0) && !mapping.attributes.contains($0)
        }
        return try ImportColumns(mapping, header: header)
    }

    /// Nil at the end of the table.
    private func nextRecord(_ csv: inout CSVReader, _ source: ByteSource) throws
        -> CSVReader.Record?
    {
        while true {
            if let record = try csv.next() { return record }
            let bytes = try source.next()
            if bytes.isEmpty {
                csv.end()
                return try csv.next()
            }
            csv.feed(bytes)
        }
    }
}
