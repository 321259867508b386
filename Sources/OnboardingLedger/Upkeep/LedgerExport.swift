import EventLog
import JSON

/// How an export writes an event; a line each, and an import takes either (contract L15).
public enum ExportFormat: String, Sendable, CaseIterable {
    /// The ledger's own JSON, one event a line.
    case jsonl
    /// CloudEvents 1.0, JSON format.
    case cloudevents

    /// Appends an event's line with its end.
    package func writeLine(
        _ event: RecordedEvent, _ writer: inout JSONWriter, to lines: inout [UInt8]
    ) {
        writer.removeAll()
        switch self {
        case .jsonl: EventJSON.write(event, isExport: true, to: &writer)
        case .cloudevents: CloudEventJSON.write(event, to: &writer)
        }
        lines += writer.bytes
        lines.append(UInt8(ascii: "\n"))
    }
}

/// Writes the log line by line (contract L15), in constant memory; also beside a running server.
public enum LedgerExport {
    /// Bytes that are gathered before they are handed on.
    private static let chunkBytes = 1 << 16

    /// Walks the events from one position through another; blocks.
    ///
    /// - Parameter write: gets the lines in pieces, in order; what it throws ends the export.
    /// - Returns: how many events were written.
    public static func run(
        _ directory: DataDirectory, from first: GlobalPosition, through last: GlobalPosition?,
        as format: ExportFormat = .jsonl, write: ([UInt8]) throws -> Void
    ) throws -> Int64 {
        let reader = try LogReader(directory: directory)
        var writer = JSONWriter(reserving: chunkBytes * 2)
        var lines: [UInt8] = []
        var count: Int64 = 0
        try reader.scan(after: first.rawValue - 1, through: last?.rawValue ?? .max) { row in
            format.writeLine(try reader.recorded(row), &writer, to: &lines)
            count += 1
            if lines.count >= chunkBytes {
                try write(lines)
                lines.removeAll(keepingCapacity: true)
            }
            return true
        }
        if !lines.isEmpty { try write(lines) }
        return count
    }
}

extension Ledger {
    /// A page of an export for who streams it, as it is on return: read again when somebody was
    /// erased meanwhile. Nil behind `last`.
    package func exportPage(
        after position: GlobalPosition, through last: GlobalPosition, as format: ExportFormat
    ) async throws -> (lines: [UInt8], last: GlobalPosition)? {
        while true {
            let count = erasureCount
            let page = try await readAtLength { reader in
                try reader.exportPage(after: position, through: last, as: format)
            }
            if count == erasureCount { return page }
        }
    }
}

extension LedgerReader {
    fileprivate func exportPage(
        after position: GlobalPosition, through last: GlobalPosition, as format: ExportFormat
    ) throws -> (lines: [UInt8], last: GlobalPosition)? {
        var writer = JSONWriter(reserving: 4096)
        var lines: [UInt8] = []
        var end = position
        try log.scan(after: position.rawValue, through: last.rawValue) { row in
            let event = try log.recorded(row)
            format.writeLine(event, &writer, to: &lines)
            end = event.position
            return lines.count < EventPages.stretchBytes
        }
        return lines.isEmpty ? nil : (lines, end)
    }
}
