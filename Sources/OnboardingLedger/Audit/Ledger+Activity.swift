import EventLog
import Time

/// How many events were recorded in spans of time that follow each other.
public struct LedgerActivity: Sendable {
    /// How long each span is.
    public let spanMilliseconds: Int64
    /// Where the log ended when this was counted.
    public let head: GlobalPosition
    /// When each span begins, and its events; the oldest first. The last one may still be running.
    public let spans: [(from: Timestamp, events: Int64)]
}

extension Ledger {
    /// The `count` spans up to the one that `until` lies in, each beginning at a multiple of its
    /// length since 1970 (UTC). Positions have no gaps and times never go back, so that a count is
    /// the difference of two positions and costs no walk over the events. None without a
    /// length, and of more than a hundred thousand.
    public func activity(until: Timestamp, spanMilliseconds span: Int64, count: Int) async throws
        -> LedgerActivity
    {
        try await read { reader in
            try reader.log.snapshot {
                let (_, isTooLong) = span.multipliedReportingOverflow(by: Int64(count))
                guard span > 0, (1...100_000).contains(count), !isTooLong else {
                    return LedgerActivity(
                        spanMilliseconds: span, head: try reader.log.head().position, spans: [])
                }
                let last = until.floored(toMultipleOfMilliseconds: span).milliseconds
                let starts = (0..<Int64(count)).map { last - (Int64(count) - 1 - $0) * span }
                var before = try reader.log.position(
                    at: Timestamp(milliseconds: last - Int64(count - 1) * span - 1))
                var spans: [(from: Timestamp, events: Int64)] = []
                for start in starts {
                    let end = try reader.log.position(
                        at: Timestamp(milliseconds: start + span - 1))
                    spans.append(
                        (Timestamp(milliseconds: start), end.rawValue - before.rawValue))
                    before = end
                }
                return LedgerActivity(
                    spanMilliseconds: span, head: try reader.log.head().position, spans: spans)
            }
        }
    }
}
