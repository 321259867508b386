import Time

/// What the calendar told of a space's meetings, brought into the calendar's own order: what the
/// call has come to follows from which deliveries came, not from when they arrived.
///
/// A booking makes its meeting the current one, instead of any other. Calling the current meeting
/// off leaves none, but for one of the same instant that stands: nothing told which of the two was
/// the newer. A meeting stands from its booking until it is called off or moved to another;
/// when one that stands ends the call is held, for good. So it is when nothing stands and a meeting
/// ended of which no booking was ever told. Everything else changes nothing: the calendar also
/// reports the end of meetings that were moved or called off.
struct CallTimeline: Sendable {
    /// One thing that was told of a meeting.
    struct Mark: Sendable, Hashable {
        /// Its raw value is the order within one instant.
        enum Kind: Int, Sendable {
            case booking, end, cancellation
        }

        var kind: Kind
        var meetingID: String
        var at: Timestamp
    }

    /// What it all comes to.
    struct Outcome: Sendable, Hashable {
        /// The newest booking, also when it was called off.
        var booking: BookedMeeting?
        /// The meeting that was held.
        var held: HeldMeeting?

        /// Once a call was held, what was booked is of no consequence.
        func isSame(as other: Outcome) -> Bool {
            self == other || held != nil && held == other.held
        }
    }

    /// What all marks come to.
    private(set) var outcome = Outcome()
    /// The marks that changed it, in the calendar's order.
    private(set) var effective: [Mark] = []
    /// Meetings of which a booking was ever told, whatever became of them, with the time of the
    /// last one.
    private var booked: [String: Timestamp] = [:]
    /// Those of them that were not called off or moved since.
    private var standing: Set<String> = []

    /// Marks may come in any order and more than once; costs one sort of them.
    init(_ marks: some Sequence<Mark>) {
        for mark in Set(marks).sorted() where take(mark) { effective.append(mark) }
    }

    /// Takes the next mark in the calendar's order; true when it changed the outcome, which nothing
    /// does once a call was held.
    private mutating func take(_ mark: Mark) -> Bool {
        switch mark.kind {
        case .booking:
            booked[mark.meetingID] = mark.at
            standing.insert(mark.meetingID)
        case .cancellation: standing.remove(mark.meetingID)
        case .end: break
        }
        return outcome.held == nil && change(mark)
    }

    private mutating func change(_ mark: Mark) -> Bool {
        switch mark.kind {
        case .booking:
            outcome.booking = BookedMeeting(meetingID: mark.meetingID, at: mark.at)
        case .cancellation:
            guard let booking = outcome.booking, booking.meetingID == mark.meetingID,
                !booking.isCancelled
            else { return false }
            outcome.booking?.isCancelled = true
            if let other = standing(bookedAt: booking.at) { outcome.booking = other }
        case .end:
            let isUnheardOf = standing.isEmpty && booked[mark.meetingID] == nil
            guard standing.contains(mark.meetingID) || isUnheardOf else { return false }
            outcome.held = HeldMeeting(meetingID: mark.meetingID, at: mark.at)
        }
        return true
    }

    /// The last, by uid, of the bookings of one instant that stand.
    private func standing(bookedAt time: Timestamp) -> BookedMeeting? {
        standing.filter { booked[$0] == time }.max().map { BookedMeeting(meetingID: $0, at: time) }
    }
}

extension CallTimeline.Mark: Comparable {
    /// Of one instant, what is booked comes first and what is called off last.
    static func < (a: Self, b: Self) -> Bool {
        (a.at, a.kind.rawValue, a.meetingID) < (b.at, b.kind.rawValue, b.meetingID)
    }
}

extension CallTimeline.Mark {
    /// A meeting that was moved is booked anew; one that was rejected is called off.
    init(_ trigger: CalTrigger, _ meetingID: String, at: Timestamp) {
        kind =
            switch trigger {
            case .bookingCreated, .bookingRescheduled: .booking
            case .bookingCancelled, .bookingRejected: .cancellation
            case .meetingEnded: .end
            }
        (self.meetingID, self.at) = (meetingID, at)
    }

    init(_ report: CalReport) { self.init(report.trigger, report.meetingID, at: report.at) }

    /// What a report says: a meeting that another took the place of stands no more.
    static func all(of report: CalReport) -> [Self] {
        guard let movedID = report.movedID else { return [Self(report)] }
        return [Self(report), Self(.bookingCancelled, movedID, at: report.at)]
    }
}
