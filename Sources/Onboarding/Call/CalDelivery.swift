import JSON
import Time

/// One webhook delivery of Cal.com (F4), as far as the onboarding call is concerned.
public enum CalDelivery: Sendable, Hashable {
    /// The calendar tries whether the address answers.
    case ping
    /// What the call needs to know.
    case report(CalReport)
    /// A trigger that says nothing to the call; acknowledged and forgotten.
    case unhandled(trigger: String)
    /// A known trigger that names no meeting: nobody can tell what it is about.
    case nameless(CalTrigger, createdAt: String)
}

/// What the calendar says of one meeting.
public struct CalReport: Sendable, Hashable {
    /// What happened to the meeting, in the calendar's word.
    public var trigger: CalTrigger
    /// The meeting's uid; for a rescheduled one the new uid, or the old where none is given.
    public var meetingID: String
    /// The uid before it was rescheduled.
    public var replacedID: String?
    /// The space, where the delivery names it: cancellations never do.
    public var spaceID: String?
    /// When the calendar made the delivery: it orders what is told of a space.
    public var at: Timestamp
    /// `createdAt` as it came; empty when it did not.
    public var createdAt: String

    public init(
        _ trigger: CalTrigger, meetingID: String, replacedID: String? = nil,
        spaceID: String? = nil, at: Timestamp, createdAt: String = ""
    ) {
        (self.trigger, self.meetingID, self.replacedID) = (trigger, meetingID, replacedID)
        (self.spaceID, self.at, self.createdAt) = (spaceID, at, createdAt)
    }

    /// The uid by which the space is found when the delivery does not name it.
    public var knownMeetingID: String { replacedID ?? meetingID }

    /// The meeting that was moved to become this other one; nil for one that stayed the same.
    var movedID: String? { replacedID == meetingID ? nil : replacedID }

    /// No delivery has an id of its own: trigger, uid and time tell two apart.
    public var deduplicationValue: String {
        Self.deduplicationValue(trigger.rawValue, meetingID, createdAt)
    }

    private static func deduplicationValue(
        _ trigger: String, _ meetingID: String, _ createdAt: String
    ) -> String {
        "\(trigger)\n\(meetingID)\n\(createdAt)"
    }

    /// What its events name as their cause, from which the delivery is known again after an import:
    /// trigger, uid and the time as it came, unless that is no word.
    package var causation: String {
        let isWord =
            (1...40).contains(createdAt.utf8.count)
            && createdAt.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        return "\(trigger.rawValue) \(meetingID)" + (isWord ? " \(createdAt)" : "")
    }

    /// The delivery that a cause stands for; nil when that is not known.
    ///
    /// - Parameter createdAt: for a cause without a time, as they were once: calendars write theirs
    ///   as we do.
    package static func deduplicationValue(causation: String, createdAt: String?) -> String? {
        let words = causation.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count >= 2 else { return nil }
        if words.count >= 3 {
            return deduplicationValue(
                String(words[0]), words[1..<(words.count - 1)].joined(separator: " "),
                String(words[words.count - 1]))
        }
        return createdAt.map {
            deduplicationValue(String(words[0]), words[1...].joined(separator: " "), $0)
        }
    }
}

/// Why a body is no delivery.
public enum CalDeliveryError: Error, Hashable, Sendable {
    /// No JSON; says where.
    case malformed(String)
    /// It is JSON, but not of the form that the calendar sends.
    case wrongForm(expected: String)
}

extension CalDelivery {
    /// Reads the body of a delivery whose signature was checked: the fields stand in `payload` or,
    /// as some versions send MEETING_ENDED, beside the trigger.
    ///
    /// - Parameter receivedAt: stands in for a time that is missing or cannot be read.
    public init(parsing body: [UInt8], receivedAt: Timestamp) throws(CalDeliveryError) {
        let root = try Self.object(body)
        guard let trigger = root["triggerEvent"]?.stringValue else {
            throw .wrongForm(expected: "a member triggerEvent")
        }
        if trigger == "PING" {
            self = .ping
            return
        }
        guard let known = CalTrigger(rawValue: trigger) else {
            self = .unhandled(trigger: String(trigger.prefix(100)))
            return
        }
        let fields = root["payload"]?.objectValue ?? root
        let createdAt = (root["createdAt"] ?? fields["createdAt"])?.stringValue ?? ""
        guard var report = Self.report(known, fields) else {
            self = .nameless(known, createdAt: createdAt)
            return
        }
        report.createdAt = createdAt
        report.at = Timestamp(rfc3339: createdAt) ?? receivedAt
        if known == .meetingEnded, root["payload"]?.objectValue == nil {
            report.at = Self.end(of: root, bookedAt: report.at, receivedAt)
        }
        self = .report(report)
    }

    /// When a meeting ended of which the flat form tells: its `createdAt` is the booking's own, so
    /// that its `endTime` says more.
    private static func end(
        of booking: JSONObject, bookedAt: Timestamp, _ receivedAt: Timestamp
    ) -> Timestamp {
        guard let end = booking["endTime"]?.stringValue.flatMap(Timestamp.init(rfc3339:)),
            end > bookedAt
        else { return bookedAt }
        return min(end, max(bookedAt, receivedAt))
    }

    /// The body as an object; any other JSON is of the wrong form.
    private static func object(_ body: [UInt8]) throws(CalDeliveryError) -> JSONObject {
        do throws(JSONError) {
            if let object = try JSONValue(parsing: body).objectValue { return object }
        } catch { throw .malformed(error.explanation(in: body)) }
        throw .wrongForm(expected: "an object")
    }

    /// Nil when no meeting is named that could be one.
    private static func report(_ trigger: CalTrigger, _ fields: JSONObject) -> CalReport? {
        let isRescheduled = trigger == .bookingRescheduled
        let replacedID = isRescheduled ? uid(fields["rescheduleUid"]) : nil
        guard let meetingID = uid(fields["uid"]) ?? replacedID else { return nil }
        return CalReport(
            trigger, meetingID: meetingID, replacedID: replacedID,
            spaceID: text(fields["metadata"]?["spaceId"]), at: .earliest)
    }

    /// Uids name streams, so they are held to what a stream's name may be.
    private static func uid(_ value: JSONValue?) -> String? {
        guard let uid = text(value), uid.utf8.count <= uidBytesMax,
            !uid.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { return nil }
        return uid
    }

    /// Cal.com's uids have 22 characters or the 36 of a UUID.
    private static let uidBytesMax = 200

    /// Nil for an empty text, as for what is missing or no text.
    private static func text(_ value: JSONValue?) -> String? {
        guard let text = value?.stringValue, !text.isEmpty else { return nil }
        return text
    }
}
