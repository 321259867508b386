import EventLog
import Time

/// When a stream's events were recorded and when they occurred, for an answer that is empty.
struct StreamTimes {
    private let recorded: ClosedRange<Timestamp>
    private let occurred: ClosedRange<Timestamp>
    /// True when some event occurred before it was recorded.
    let hasOlder: Bool

    /// Nil for a stream without events; costs what it is long.
    init?(of stream: StreamID, _ log: LogReader) throws {
        guard let id = try log.internedID(of: stream) else { return nil }
        var (recorded, occurred, hasOlder) = ([Timestamp](), [Timestamp](), false)
        try log.scanTimes(stream: id, through: .max) { row in
            recorded.append(row.recordedAt)
            occurred.append(row.time)
            if row.time != row.recordedAt { hasOlder = true }
        }
        // Neither is in order in a log that was tampered with.
        guard let recorded = Self.range(of: recorded), let occurred = Self.range(of: occurred)
        else { return nil }
        (self.recorded, self.occurred) = (recorded, occurred)
        self.hasOlder = hasOlder
    }

    private static func range(of times: [Timestamp]) -> ClosedRange<Timestamp>? {
        guard let oldest = times.min(), let newest = times.max() else { return nil }
        return oldest...newest
    }

    /// True when some event had occurred by then.
    func hasOccurred(by time: Timestamp) -> Bool { occurred.lowerBound <= time }

    /// What is known of `whose` events, as in “Its events”.
    func sentence(_ whose: String) -> String {
        let times = "\(whose) were recorded \(Self.text(recorded))"
        if !hasOlder { return times + "." }
        return times + ", and occurred \(Self.text(occurred))."
    }

    private static func text(_ range: ClosedRange<Timestamp>) -> String {
        if range.lowerBound == range.upperBound { return "at \(range.lowerBound.rfc3339)" }
        return "from \(range.lowerBound.rfc3339) to \(range.upperBound.rfc3339)"
    }
}
