import Time

/// What the calendar told of a space's meetings, brought into the calendar's own order: what the
/// call has come to follows from which deliveries came, not from when they arrived.
///
/// A booking makes its meeting the current one, instead of any other. Calling the current meeting
/// off leaves none. When the current meeting ends the call is held, for good; so it is when nothing
/// stands and a meeting ended of which no booking was ever told. Everything else changes nothing:
/// the calendar also reports the end of meetings that were moved or called off.
struct CallTimeline: Sendable {
    /// One thing that was told of a meeting.
    struct Mark: Sendable, Hashable {
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
        var booking: CallState.Booking?
        /// The meeting that was held.
        var held: CallState.Held?
    }

    private(set) var outcome = Outcome()
    /// The marks that changed it, in the calendar's order.
    private(set) var effective: [Mark] = []
    private var booked: Set<String> = []

    init(_ marks: some Sequence<Mark>) {
        for mark in Set(marks).sorted() where take(mark) { effective.append(mark) }
    }

    private mutating func take(_ mark: Mark) -> Bool {
        if mark.kind == .booking { booked.insert(mark.meetingID) }
        guard outcome.held == nil else { return false }
        let standing = outcome.booking.flatMap { $0.isCancelled ? nil : $0.meetingID }
        switch mark.kind {
        case .booking:
            outcome.booking = CallState.Booking(meetingID: mark.meetingID, at: mark.at)
        case .cancellation:
            guard standing == mark.meetingID else { return false }
            outcome.booking?.isCancelled = true
        case .end:
            let isUnheardOf = standing == nil && !booked.contains(mark.meetingID)
            guard standing == mark.meetingID || isUnheardOf else { return false }
            outcome.held = CallState.Held(meetingID: mark.meetingID, at: mark.at)
        }
        return true
    }
}

extension CallTimeline.Mark: Comparable {
    /// Of one instant, what is booked comes first and what is called off last.
    static func < (a: Self, b: Self) -> Bool {
        (a.at, a.kind.rawValue, a.meetingID) < (b.at, b.kind.rawValue, b.meetingID)
    }
}

extension CallTimeline.Mark {
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
}
