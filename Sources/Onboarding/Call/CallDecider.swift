import Time

/// What can be asked of a space's onboarding call.
public enum CallCommand: Sendable, Hashable {
    /// Decides whether a new space needs a call (F2).
    case open(inviteType: String?, initialSignupType: String?)
    /// Takes what the calendar tells of one of the space's meetings (F4).
    ///
    /// - Parameter aside: what was told of the space's meetings before and set aside.
    case take(CalReport, aside: [CalReport] = [])
}

/// An event of the call at the time that the calendar gives it; nil for what happens here and now.
public struct CallChange: Sendable, Equatable {
    public var event: CallEvent
    /// Becomes the event's occurred-at.
    public var at: Timestamp?

    public init(_ event: CallEvent, at: Timestamp? = nil) { (self.event, self.at) = (event, at) }
}

/// What one report of the calendar comes to for its space.
public struct CallDecision: Sendable, Equatable {
    /// In the order in which they are appended; empty when nothing is news.
    public var changes: [CallChange]
    /// True when no event of the space tells of the report, which may count when something older
    /// arrives late; it is kept with its meeting.
    public var isKeptAside = false

    public init(_ changes: [CallChange] = [], isKeptAside: Bool = false) {
        (self.changes, self.isKeptAside) = (changes, isKeptAside)
    }
}

/// The rules of the onboarding call (contract F2 and F4): pure.
///
/// The calendar's deliveries arrive in any order and more than once; what they come to is worked
/// out from all of them in the calendar's own order (`CallTimeline`).
public enum OnboardingCall {
    /// Who comes by one of these invitations needs no call.
    public static let exemptInviteTypes: Set<String> = ["individual", "advisor_client"]
    /// Whose first sign-up was of such a type needs none either; a space of these is an advisor's.
    public static let exemptSignupTypes: Set<String> = ["advisor"]

    /// Decides one command; a report that changes nothing is no refusal but an empty decision.
    ///
    /// - Throws: `spaceAlreadyExists` for a second opening, `spaceNotFound` for a report on a
    ///   tenant that is no space.
    public static func decide(
        _ command: CallCommand, _ state: CallState
    ) throws(CallRejection) -> CallDecision {
        switch command {
        case .open(let inviteType, let initialSignupType):
            guard state.status == nil else { throw .spaceAlreadyExists }
            return CallDecision([CallChange(opening(inviteType, initialSignupType))])
        case .take(let report, let aside):
            guard let status = state.status else { throw .spaceNotFound }
            return status == .notRequired ? note(report) : take(report, aside, state)
        }
    }

    /// One exempt word is enough; words that nobody knows exempt from nothing.
    private static func opening(_ inviteType: String?, _ signupType: String?) -> CallEvent {
        let isExempt =
            inviteType.map(exemptInviteTypes.contains) == true
            || signupType.map(exemptSignupTypes.contains) == true
        return isExempt
            ? .notRequired(
                CallNotRequired(inviteType: inviteType, initialSignupType: signupType))
            : .required(CallRequired(inviteType: inviteType, initialSignupType: signupType))
    }

    /// What changes nothing now. Which meeting was moved is set aside with that meeting.
    private static func note(_ report: CalReport) -> CallDecision {
        let isKeptAside = !report.trigger.isNoted || report.movedID != nil
        return CallDecision(noting(report).map { [$0] } ?? [], isKeptAside: isKeptAside)
    }

    /// What changes nothing now, with the meetings that were moved aside: they are the space's from
    /// now on, so that what is told of them next finds it. A booking is noted also behind a later
    /// one of the same meeting: what is told next may lie between the two.
    private static func note(_ report: CalReport, _ news: Set<CalReport>) -> CallDecision {
        var decision = note(report)
        decision.changes = news.sorted { .init($0) < .init($1) }.compactMap(noting)
        return decision
    }

    /// The event that records a report without effect; nil for one that is only set aside.
    private static func noting(_ report: CalReport) -> CallChange? {
        guard report.trigger.isNoted else { return nil }
        let noted = MeetingNoted(meetingID: report.meetingID, trigger: report.trigger)
        return CallChange(.noted(noted), at: report.at)
    }

    /// Takes the report in, and what was set aside before, each for what it means at its own place
    /// in the calendar's order.
    private static func take(
        _ report: CalReport, _ aside: [CalReport], _ state: CallState
    ) -> CallDecision {
        let known = Set(state.marks)
        let told = Set(aside + [report])
        let news = told.filter { !known.contains(.init($0)) }
        let timeline = CallTimeline(known.union(told.flatMap(CallTimeline.Mark.all)))
        let effective = Set(timeline.effective)
        // A booking may be known, and not yet that it took another one's place.
        let before = known.union(aside.flatMap(CallTimeline.Mark.all))
        let isNewMove =
            !news.contains(report) && !before.isSuperset(of: CallTimeline.Mark.all(of: report))
        guard !timeline.outcome.isSame(as: state.outcome) else {
            return news.contains(report)
                ? note(report, news) : CallDecision(isKeptAside: isNewMove)
        }
        var (changes, after) = ([CallChange](), state)
        for report in news.sorted(by: { CallTimeline.Mark($0) < CallTimeline.Mark($1) }) {
            guard effective.contains(.init(report)) || report.trigger.isNoted else { continue }
            let event =
                effective.contains(.init(report))
                ? CallEvent(report)
                : .noted(MeetingNoted(meetingID: report.meetingID, trigger: report.trigger))
            changes.append(CallChange(event, at: report.at))
            after.evolve(event, at: report.at)
        }
        changes += leading(after, to: timeline)
        // What undid an end without an event of its own still counts when something older comes.
        let isTold = effective.contains(.init(report))
        return CallDecision(
            changes, isKeptAside: isNewMove || !isTold && note(report).isKeptAside)
    }

    /// What was told before and counts again, so that the state comes to what the timeline does:
    /// mostly the last of it; from the last booking on, where an end that counts no more stands
    /// before the one that does, or the state holds another booking; and the booking alone, where
    /// one of the same instant was called off, or with the last, where that called it off, too.
    private static func leading(_ state: CallState, to timeline: CallTimeline) -> [CallChange] {
        guard !state.outcome.isSame(as: timeline.outcome) else { return [] }
        let all = timeline.effective
        let booking = all.lastIndex { $0.kind == .booking } ?? all.startIndex
        let standing = all.filter {
            $0.kind == .booking && $0.meetingID == timeline.outcome.booking?.meetingID
        }
        let standingOff = standing.suffix(1) + all.suffix(1)
        for marks in [all.suffix(1), all[booking...], standing.suffix(1), standingOff] {
            var after = state
            let changes = marks.map { CallChange(CallEvent($0), at: $0.at) }
            for (change, mark) in zip(changes, marks) { after.evolve(change.event, at: mark.at) }
            if after.outcome.isSame(as: timeline.outcome) { return changes }
        }
        return []
    }
}

extension CallEvent {
    /// What a report means that changes the call.
    fileprivate init(_ report: CalReport) {
        self =
            switch (report.trigger, report.replacedID) {
            case (.bookingRescheduled, let replacedID?):
                .rescheduled(
                    MeetingRescheduled(meetingID: report.meetingID, replacedID: replacedID))
            case (.bookingCreated, _), (.bookingRescheduled, nil):
                .booked(MeetingBooked(meetingID: report.meetingID))
            case (.bookingCancelled, _), (.bookingRejected, _):
                .cancelled(
                    MeetingCancelled(meetingID: report.meetingID, trigger: report.trigger))
            case (.meetingEnded, _): .held(MeetingHeld(meetingID: report.meetingID))
            }
    }

    /// What was told before and counts again, or after all.
    fileprivate init(_ mark: CallTimeline.Mark) {
        self =
            switch mark.kind {
            case .booking: .booked(MeetingBooked(meetingID: mark.meetingID))
            case .cancellation: .cancelled(MeetingCancelled(meetingID: mark.meetingID))
            case .end: .held(MeetingHeld(meetingID: mark.meetingID))
            }
    }
}

extension CalTrigger {
    /// True for what is recorded with the space even when it changes nothing; what calls a meeting
    /// off is set aside with the meeting.
    fileprivate var isNoted: Bool { isBooking || self == .meetingEnded }
}
