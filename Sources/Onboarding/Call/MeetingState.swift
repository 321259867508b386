import JSON
import Time

/// The reports of a meeting that wait for a booking to belong to.
public struct MeetingState: Sendable, Equatable {
    /// In the order of their arrival.
    public internal(set) var reports: [CalReport] = []

    public init() {}
}

extension MeetingState: FoldedState {
    package mutating func evolve(_ event: MeetingEvent, at time: Timestamp) {
        switch event {
        case .reported(let event):
            reports.append(
                CalReport(
                    event.trigger, meetingID: event.meetingID, replacedID: event.replacedID,
                    at: time))
        }
    }

    /// How many reports wait, and which came last; an empty object for none.
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            guard let last = reports.last else { return }
            writer.member("reports", reports.count)
            writer.member("lastTrigger", last.trigger.rawValue)
            writer.member("lastAt", last.at)
        }
    }
}
