import EventLog
import Onboarding

extension RecordedEvent {
    /// What the event is to the program; nil for a team's own, also where it is called like one of
    /// the program's.
    package var kind: EventKind? { EventKind(type.name, in: stream.category) }
}

extension LogReader {
    /// The same of a scan's current row.
    package func kind(of row: EventCursor) throws -> EventKind? {
        EventKind(try type(row.typeID).name, in: try stream(row.streamID).category)
    }
}
