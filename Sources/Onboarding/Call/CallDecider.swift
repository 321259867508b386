import Time

/// What can be asked of a space's onboarding call.
public enum CallCommand: Sendable, Hashable {
    /// Decides whether a new space needs a call (F2).
    case open(inviteType: String?, initialSignupType: String?)
    /// Takes what the calendar tells of one of the space's meetings (F4).
    case take(CalReport)
}

/// What one report of the calendar comes to for its space.
public struct CallDecision: Sendable, Equatable {
    public var events: [CallEvent]
    /// True when the report changes nothing for the space now, but may when something older
    /// arrives late; it is kept with its meeting.
    public var isKeptAside = false

    public init(_ events: [CallEvent] = [], isKeptAside: Bool = false) {
        (self.events, self.isKeptAside) = (events, isKeptAside)
    }
}

/// The rules of the onboarding call (contract F2 and F4): pure.
///
/// The calendar's deliveries arrive in any order and more than once. The newest booking by the
/// calendar's own time is the current one; it stands unless something as new or newer calls it off;
/// a meeting that ended completes the call for good. So the outcome follows from which deliveries
/// came, not from their order.
public enum OnboardingCall {
    /// Who comes by one of these invitations needs no call.
    public static let exemptInviteTypes: Set<String> = ["individual", "advisor_client"]
    public static let exemptSignupTypes: Set<String> = ["advisor"]

    public static func decide(
        _ command: CallCommand, _ state: CallState
    ) throws(CallRejection) -> CallDecision {
        switch command {
        case .open(let inviteType, let initialSignupType):
            guard state.status == nil else { throw .spaceAlreadyExists }
            return CallDecision([opening(inviteType, initialSignupType)])
        case .take(let report):
            guard let status = state.status else { throw .spaceNotFound }
            switch report.trigger {
            case .bookingCreated, .bookingRescheduled: return book(report, state, status)
            case .bookingCancelled, .bookingRejected: return cancel(report, state, status)
            case .meetingEnded: return end(report, state, status)
            }
        }
    }

    private static func opening(_ inviteType: String?, _ signupType: String?) -> CallEvent {
        let isExempt =
            inviteType.map(exemptInviteTypes.contains) == true
            || signupType.map(exemptSignupTypes.contains) == true
        return isExempt
            ? .notRequired(
                CallNotRequired(inviteType: inviteType, initialSignupType: signupType))
            : .required(CallRequired(inviteType: inviteType, initialSignupType: signupType))
    }

    private static func book(
        _ report: CalReport, _ state: CallState, _ status: CallStatus
    ) -> CallDecision {
        let meetingID = report.meetingID
        let known = state.meetings[meetingID]
        if let bookedAt = known?.bookedAt, bookedAt >= report.at { return CallDecision() }
        let isNewest = state.booking.map { report.at >= $0.at } ?? true
        guard status.isOpen, isNewest else {
            return CallDecision(
                [.noted(MeetingNoted(meetingID: meetingID, trigger: report.trigger))])
        }
        let booked = CallEvent.booking(report)
        guard let cancelledAt = known?.cancelledAt, cancelledAt >= report.at else {
            return CallDecision([booked])
        }
        // The news that it was called off, later, came before the news of this booking.
        return CallDecision([booked, .cancelled(MeetingCancelled(meetingID: meetingID))])
    }

    private static func cancel(
        _ report: CalReport, _ state: CallState, _ status: CallStatus
    ) -> CallDecision {
        guard status == .planned, let booking = state.booking,
            booking.meetingID == report.meetingID, report.at >= booking.at
        else { return CallDecision(isKeptAside: true) }
        return CallDecision(
            [.cancelled(MeetingCancelled(meetingID: report.meetingID, trigger: report.trigger))])
    }

    private static func end(
        _ report: CalReport, _ state: CallState, _ status: CallStatus
    ) -> CallDecision {
        let held = CallState.Held(meetingID: report.meetingID, at: report.at)
        // News of a meeting that ended before the one which is known to complete the call.
        let isEarlier = status == .completed && state.held.map { held < $0 } == true
        guard status.isOpen || isEarlier else {
            return CallDecision(
                [.noted(MeetingNoted(meetingID: report.meetingID, trigger: report.trigger))])
        }
        return CallDecision([.held(MeetingHeld(meetingID: report.meetingID))])
    }
}

extension CallEvent {
    fileprivate static func booking(_ report: CalReport) -> CallEvent {
        guard let replacedID = report.replacedID else {
            return .booked(MeetingBooked(meetingID: report.meetingID))
        }
        return .rescheduled(
            MeetingRescheduled(meetingID: report.meetingID, replacedID: replacedID))
    }
}

extension CallStatus {
    /// True while bookings count.
    public var isOpen: Bool { self == .notPlanned || self == .planned }
}
