import JSON

/// What is told of a meeting while no space can make use of it (stream `meeting-<uid>`).
public enum MeetingEvent: Sendable, Equatable {
    case reported(MeetingReported)
}

/// The calendar told of a meeting before its booking was known, or of one that is no longer the
/// space's current one; it counts when the booking that it belongs to arrives late.
public struct MeetingReported: Sendable, Equatable {
    /// What was told, in the calendar's word.
    public var trigger = CalTrigger.bookingCancelled
    /// The meeting that the report speaks of: for a rescheduled one, the new one.
    public var meetingID = ""
    /// The uid before it was rescheduled; nil otherwise.
    public var replacedID: String?

    public init() {}

    /// Leaves out the report's space and time: the event's own time is the calendar's.
    package init(_ report: CalReport) {
        trigger = report.trigger
        (meetingID, replacedID) = (report.meetingID, report.replacedID)
    }
}

extension MeetingEvent: DomainEvent {
    package var kind: EventKind { .meetingReported }

    package func writeData(to writer: inout JSONWriter) {
        switch self {
        case .reported(let payload): payload.writeData(to: &writer)
        }
    }

    package func writePersonal(to writer: inout JSONWriter) -> Bool { false }

    package static func decode(
        _ kind: EventKind, data: UnsafeRawBufferPointer, personal: UnsafeRawBufferPointer?
    ) throws(JSONError) -> MeetingEvent {
        switch kind {
        case .meetingReported: .reported(unsafe try .init(data: data, personal: personal))
        default: throw JSONError(.invalidValue(expected: "a meeting event"), at: 0)
        }
    }
}

extension MeetingReported: EventPayload {
    static let kind = EventKind.meetingReported
    static let required: [StaticString] = ["trigger", "meetingId"]

    mutating func read(
        _ key: JSONKey, from scanner: inout JSONScanner
    ) throws(JSONError) -> Int? {
        switch key {
        case "trigger":
            trigger = try scanner.word("a calendar's trigger")
            return 0
        case "meetingId":
            meetingID = try scanner.string()
            return 1
        case "replacedId": replacedID = try scanner.optionalString()
        default: try scanner.skip()
        }
        return nil
    }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("trigger", trigger.rawValue)
        writer.member("meetingId", meetingID)
        writer.member("replacedId", replacedID)
    }
}
