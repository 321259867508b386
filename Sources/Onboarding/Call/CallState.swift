import JSON
import Time

/// Whether a space's people still owe the onboarding call, under the contract's names (F1).
public enum CallStatus: String, Sendable, CaseIterable {
    /// A call is owed, and no meeting stands.
    case notPlanned = "not_planned"
    /// A meeting is booked and was not held yet.
    case planned
    /// A meeting was held; late news that it had been moved or called off still undo this.
    case completed
    /// The space came exempt (F2); what the calendar tells of it is only noted.
    case notRequired = "not_required"
}

/// What a space's call events add up to, as part of the tenant's state.
public struct CallState: Sendable, Equatable {
    /// Nil for a tenant that is no space.
    public internal(set) var status: CallStatus?
    /// As it was given when the space was opened; nil when nothing was said.
    public internal(set) var inviteType: String?
    /// As it was given when the space was opened; nil when nothing was said.
    public internal(set) var initialSignupType: String?
    /// The experiment's variant that the space was given, if any (D4).
    public internal(set) var variant: String?
    /// The newest booking by the calendar's time, also when it was called off.
    public internal(set) var booking: BookedMeeting?
    /// The meeting that was held: of several the first by the calendar's time, whichever was told
    /// first.
    public internal(set) var held: HeldMeeting?
    /// What was told of the space's meetings, in the order of its arrival.
    var marks: [CallTimeline.Mark] = []

    public init() {}

    /// The meetings that belong to the space.
    package var meetingIDs: Set<String> { Set(marks.map(\.meetingID)) }

    /// What the events so far came to, to be held against the timeline.
    var outcome: CallTimeline.Outcome {
        CallTimeline.Outcome(booking: booking, held: status == .completed ? held : nil)
    }

    /// The meeting that is planned or was held; nil when there is none.
    public var meetingID: String? {
        switch status {
        case .completed: held?.meetingID
        case .planned: booking?.meetingID
        case .notPlanned, .notRequired, nil: nil
        }
    }
}

extension CallState: FoldedPart {
    /// Takes in the next event; `time` is the calendar's own where the event came from it.
    package mutating func evolve(_ event: CallEvent, at time: Timestamp) {
        switch event {
        case .required(let event):
            (status, variant) = (.notPlanned, event.variant)
            (inviteType, initialSignupType) = (event.inviteType, event.initialSignupType)
        case .notRequired(let event):
            (status, variant) = (.notRequired, event.variant)
            (inviteType, initialSignupType) = (event.inviteType, event.initialSignupType)
        case .booked(let event): plan(event.meetingID, at: time)
        case .rescheduled(let event):
            plan(event.meetingID, at: time)
            if event.replacedID != event.meetingID {
                mark(.bookingCancelled, event.replacedID, at: time)
            }
        case .cancelled(let event):
            (status, held) = (.notPlanned, nil)
            booking?.isCancelled = true
            mark(event.trigger, event.meetingID, at: time)
        case .held(let event):
            status = .completed
            let held = HeldMeeting(meetingID: event.meetingID, at: time)
            self.held = min(self.held ?? held, held)
            mark(.meetingEnded, event.meetingID, at: time)
        case .noted(let event): mark(event.trigger, event.meetingID, at: time)
        }
    }

    /// The meeting takes the place of any other, also of one that was held.
    private mutating func plan(_ meetingID: String, at time: Timestamp) {
        (status, held) = (.planned, nil)
        booking = BookedMeeting(meetingID: meetingID, at: time)
        mark(.bookingCreated, meetingID, at: time)
    }

    /// Keeps what was told, once; costs a look at all marks, of which a space has a handful.
    private mutating func mark(_ trigger: CalTrigger, _ meetingID: String, at time: Timestamp) {
        let mark = CallTimeline.Mark(trigger, meetingID, at: time)
        if !marks.contains(mark) { marks.append(mark) }
    }

    /// A meeting belongs to its space for good, so that what is told of it late is still matched.
    package func claimChanges(for event: CallEvent) -> [ClaimChange] {
        let meetingID: String
        switch event {
        case .booked(let event): meetingID = event.meetingID
        case .rescheduled(let event): meetingID = event.meetingID
        case .noted(let event): meetingID = event.meetingID
        case .held(let event): meetingID = event.meetingID
        case .required, .notRequired, .cancelled: return []
        }
        // One that was only moved away was never claimed.
        let isKnown = marks.contains { $0.meetingID == meetingID && $0.kind != .cancellation }
        return isKnown ? [] : [.take(.spaceMeeting(meetingID))]
    }

    /// Nothing for a tenant that is no space.
    package func writeMembers(to writer: inout JSONWriter) {
        guard status != nil else { return }
        writer.member("metadata") { writeMetadata(to: &$0) }
        writer.member("inviteType", inviteType)
        writer.member("initialSignupType", initialSignupType)
        writer.member("variant", variant)
    }

    /// Writes the `metadata` object of F1.
    package func writeMetadata(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("onboarding_status", status?.rawValue)
            writer.memberOrNull("onboarding_meeting_id", meetingID)
        }
    }
}

extension CalTrigger {
    /// True for what makes a meeting the current one.
    public var isBooking: Bool { self == .bookingCreated || self == .bookingRescheduled }
}
