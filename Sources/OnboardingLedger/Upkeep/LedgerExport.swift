import EventLog
import JSON
import Onboarding

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
    /// Walks the events from one position through another, at most to where the log ends as it
    /// begins; blocks.
    ///
    /// Reads page by page, and keeps no moment of the log while lines are handed on: however long
    /// that takes, the write-ahead log does not grow for it.
    ///
    /// - Parameter write: gets the lines in pieces, in order; what it throws ends the export.
    /// - Returns: how many events were written.
    /// - Throws: `ErasedMeanwhile` once all is written, when a person was erased as it was.
    public static func run(
        _ directory: DataDirectory, from first: GlobalPosition, through last: GlobalPosition?,
        as format: ExportFormat = .jsonl, write: ([UInt8]) throws -> Void
    ) throws -> Int64 {
        let log = try LogReader(directory: directory)
        let head = try log.head().position
        let last = min(last ?? head, head)
        let start = GlobalPosition(rawValue: max(first.rawValue, 1) - 1)
        var end = start
        while end < last, let page = try log.exportPage(after: end, through: last, as: format) {
            end = page.last
            try write(page.lines)
        }
        if try log.hasErasure(after: head) { throw ErasedMeanwhile() }
        return end.rawValue - start.rawValue
    }
}

/// A person was erased while an export was written: of its first events it may have what of its
/// later ones is gone, and nothing in it tells of that.
public struct ErasedMeanwhile: Error, CustomStringConvertible {
    public init() {}

    public var description: String { "somebody was erased while it was written: begin again" }
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
                try reader.log.exportPage(after: position, through: last, as: format)
            }
            if count == erasureCount { return page }
        }
    }

    /// Whether a person was erased behind a position.
    package func hasErasure(after position: GlobalPosition) async throws -> Bool {
        try await readAtLength { try $0.log.hasErasure(after: position) }
    }
}

extension LogReader {
    fileprivate func exportPage(
        after position: GlobalPosition, through last: GlobalPosition, as format: ExportFormat
    ) throws -> (lines: [UInt8], last: GlobalPosition)? {
        var writer = JSONWriter(reserving: 4096)
        var lines: [UInt8] = []
        var end = position
        try scan(after: position.rawValue, through: last.rawValue) { row in
            let event = try recorded(row)
            // Nothing is left out or written twice, whatever the file has become.
            guard event.position == end.next else {
                throw LogFailure(
                    .damaged, "Behind position \(end) the log goes on at \(event.position).",
                    hint: "Find out what is wrong with it: onboard verify")
            }
            format.writeLine(event, &writer, to: &lines)
            end = event.position
            return lines.count < EventPages.stretchBytes
        }
        return lines.isEmpty ? nil : (lines, end)
    }

    /// Whether a person was erased behind a position.
    fileprivate func hasErasure(after position: GlobalPosition) throws -> Bool {
        var isErasure = false
        try scan(after: position.rawValue, through: .max) { row in
            isErasure = try type(row.typeID).name == EventKind.personErased.rawValue
            return !isErasure
        }
        return isErasure
    }
}
