import Onboarding
import OnboardingLedger

/// Reads a table record by record and appends its rows in batches (contract section 8, Import).
@MainActor struct TableImport {
    let path: String
    /// Which columns mean what.
    let mapping: ImportMapping
    let flow: FlowDeclaration
    /// The flow as its file has it, which is declared before the first row.
    let flowFile: [UInt8]
    /// Stops at the first bad row, once the rows before it are appended.
    let isStrict: Bool

    /// - Parameter report: told how many rows are done.
    func run(through door: ImportDoor, report: (Int) -> Void) async throws -> ImportSummary {
        let source = try ByteSource(path)
        var table = ImportTable(mapping, of: flow)
        while try !table.readHeader() { table.feed(try source.next()) }
        try await door.declareFlow(flowFile)
        var summary = ImportSummary()
        var (batch, size) = ([ImportRow](), BatchSize())
        while let outcome = try Self.nextOutcome(&table, source) {
            switch outcome {
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

    /// Nil at the end of the table.
    private static func nextOutcome(
        _ table: inout ImportTable, _ source: ByteSource
    ) throws -> ImportColumns.Outcome? {
        while true {
            if let outcome = try table.next() { return outcome }
            let bytes = try source.next()
            table.feed(bytes)
            if bytes.isEmpty { return try table.next() }
        }
    }
}
