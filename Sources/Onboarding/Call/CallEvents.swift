import JSON

/// What can happen to a space's onboarding call (in stream `tenant-<id>`).
///
/// Each event's own time is the one that the calendar gives its delivery: it decides which of
/// several bookings is the newest, in whatever order they arrive.
public enum CallEvent: Sendable, Equatable {
    case required(CallRequired)
    case notRequired(CallNotRequired)
    case booked(MeetingBooked)
    case rescheduled(MeetingRescheduled)
    case cancelled(MeetingCancelled)
    case held(MeetingHeld)
    case noted(MeetingNoted)
}

/// The space's people are to plan a call (F2).
public struct CallRequired: Sendable, Equatable {
    /// How the space was invited, in the caller's own word; nil when nothing was said.
    public var inviteType: String?
    /// Who signed up first, in the caller's own word; nil when nothing was said.
    public var initialSignupType: String?
    /// The experiment's variant that this subject was given, if any (D4).
    public var variant: String?
}

/// The space came by an invitation, or from an advisor, and needs no call (F2).
public struct CallNotRequired: Sendable, Equatable {
    /// How the space was invited, in the caller's own word; nil when nothing was said.
    public var inviteType: String?
    /// Who signed up first, in the caller's own word; nil when nothing was said.
    public var initialSignupType: String?
    /// The experiment's variant that this subject was given, if any (D4).
    public var variant: String?
}

/// A meeting was booked and is the current one; takes the meeting for this space.
public struct MeetingBooked: Sendable, Equatable {
    /// The calendar's uid of the meeting.
    public var meetingID = ""
}

/// The current meeting moved to another time, and so became another meeting or stayed the same.
public struct MeetingRescheduled: Sendable, Equatable {
    /// The calendar's uid now; that of before where the calendar gave no new one.
    public var meetingID = ""
    /// The meeting that it replaces.
    public var replacedID = ""
}

/// The current meeting was called off.
public struct MeetingCancelled: Sendable, Equatable {
    /// The calendar's uid of the meeting.
    public var meetingID = ""
    /// Whether it was cancelled or rejected.
    public var trigger = CalTrigger.bookingCancelled
}

/// The call was held.
public struct MeetingHeld: Sendable, Equatable {
    /// The calendar's uid of the meeting that ended.
    public var meetingID = ""
}

/// Something about a meeting that belongs to the space, but changes no status: the call is not
/// required or was held already, or a newer booking is known.
public struct MeetingNoted: Sendable, Equatable {
    /// The calendar's uid of the meeting.
    public var meetingID = ""
    /// What was told: a booking or an end. What calls a meeting off is kept with the meeting
    /// instead (`MeetingReported`).
    public var trigger = CalTrigger.bookingCreated
}

/// What the calendar tells of, under its own names (F4).
public enum CalTrigger: String, Sendable, CaseIterable {
    /// A meeting was booked; the delivery's metadata name the space.
    case bookingCreated = "BOOKING_CREATED"
    /// Somebody called the meeting off; the delivery names no space.
    case bookingCancelled = "BOOKING_CANCELLED"
    /// The booking was turned down; it counts as called off.
    case bookingRejected = "BOOKING_REJECTED"
    /// The meeting moved; the delivery names the old uid, and a new one or none.
    case bookingRescheduled = "BOOKING_RESCHEDULED"
    /// The meeting's time is over; also told of meetings that were moved or called off.
    case meetingEnded = "MEETING_ENDED"
}
