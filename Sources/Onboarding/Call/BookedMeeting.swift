import Time

/// A booking of a space's call, and whether it stands.
public struct BookedMeeting: Sendable, Hashable {
    /// The calendar's uid, which also names the meeting's own stream (`meeting-<uid>`).
    public var meetingID: String
    /// When it was booked, by the calendar's time.
    public var at: Timestamp
    /// True once it was called off; it stays the newest booking all the same.
    public var isCancelled = false
}

/// A meeting of a space that ended.
public struct HeldMeeting: Sendable, Hashable, Comparable {
    /// The calendar's uid.
    public var meetingID: String
    /// When it ended, by the calendar's time.
    public var at: Timestamp

    /// By time, and in one instant by uid: which meeting counts must not hang on who told first.
    public static func < (a: HeldMeeting, b: HeldMeeting) -> Bool {
        (a.at, a.meetingID) < (b.at, b.meetingID)
    }
}
