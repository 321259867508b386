import EventLog
import JSON

/// Writes the log as JSON lines (contract L15), in constant memory; also beside a running server.
public enum LedgerExport {
    /// Bytes that are gathered before they are handed on.
    private static let chunkBytes = 1 << 16

    /// Walks the events from one position through another; blocks.
    ///
    /// - Parameter write: gets the lines in pieces, in order; what it throws ends the export.
    /// - Returns: how many events were written.
    public static func run(
        _ directory: DataDirectory, from first: GlobalPosition, through last: GlobalPosition?,
        write: ([UInt8]) throws -> Void
    ) throws -> Int64 {
        let reader = try LogReader(directory: directory)
        var writer = JSONWriter(reserving: chunkBytes * 2)
        var lines: [UInt8] = []
        var count: Int64 = 0
        try reader.scan(after: first.rawValue - 1, through: last?.rawValue ?? .max) { row in
            writer.removeAll()
            EventJSON.write(try reader.recorded(row), isExport: true, to: &writer)
            lines += writer.bytes
            lines.append(UInt8(ascii: "\n"))
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
