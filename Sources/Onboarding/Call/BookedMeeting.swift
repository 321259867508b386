import Time

/// A booking of a space's call, and whether it stands.
public struct BookedMeeting: Sendable, Hashable {
    public var meetingID: String
    /// When it was booked, by the calendar's time.
    public var at: Timestamp
    public var isCancelled = false
}

/// A meeting of a space that ended.
public struct HeldMeeting: Sendable, Hashable, Comparable {
    public var meetingID: String
    /// When it ended, by the calendar's time.
    public var at: Timestamp

    public static func < (a: HeldMeeting, b: HeldMeeting) -> Bool {
        (a.at, a.meetingID) < (b.at, b.meetingID)
    }
}
