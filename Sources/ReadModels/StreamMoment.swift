import EventLog
import Time

/// Which version of a stream is asked for. Versions beyond the newest stand for that one.
public enum StreamMoment: Sendable, Hashable {
    /// The newest version.
    case latest
    /// The state after that many events.
    case version(StreamVersion)
    /// The state as it was recorded at an instant.
    case time(Timestamp)
    /// What the events that had occurred by an instant add up to, in the order of the log and
    /// whenever they were recorded: what is known now of how it was then. Nobody need have seen it.
    case occurred(Timestamp)

    /// True when the events that belong to the moment need not be the stream's first ones.
    var isByOccurrence: Bool {
        if case .occurred = self { true } else { false }
    }
}

/// What belongs to the log as it was: nothing behind a position, and nothing that happened later
/// than an instant.
package struct LogBound: Sendable, Hashable {
    package let position: Int64
    package let time: Timestamp

    package init(position: Int64, time: Timestamp) {
        (self.position, self.time) = (position, time)
    }

    func includes(_ row: EventCursor) -> Bool { row.position <= position && row.time <= time }
}
