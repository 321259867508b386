import EventLog
import Onboarding

/// A unique key that is not held as the events have it (contract L11).
public struct ClaimDefect: Error, Sendable, Hashable {
    /// The stream that should hold the key, or holds it without a reason; nil when there is none.
    public let stream: String?
    /// The event that takes the key; nil when none does.
    public let position: GlobalPosition?
    /// What is wrong, as a sentence without its full stop.
    public let explanation: String
}

/// The keys that one stream's events take and do not give up again.
struct FoldedClaims {
    /// Each with the position of the event that takes it.
    private(set) var held: [KeyedDigest: Int64] = [:]
    /// True when events were erased: which keys those took, nobody can tell any more.
    private(set) var isErased = false

    /// Takes a scan's current row, the stream's next event.
    ///
    /// - Parameter state: what the events before it add up to.
    mutating func take(
        _ row: EventCursor, _ reader: LogReader, _ types: inout EventTypeTable,
        _ state: SubjectState
    ) throws {
        if row.isErased { isErased = true }
        for change in try types.claimChanges(row, reader, state) {
            switch EventLog.ClaimChange(change) {
            case .take(let claim): held[reader.digest(claim)] = row.position
            case .release(let claim): held[reader.digest(claim)] = nil
            }
        }
    }
}
