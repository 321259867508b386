import EventLog
import Onboarding
import Time

extension Spaces {
    /// The log's space of keys under which a delivery is taken once, for ever.
    private static let deliverySpace = "cal"

    /// Takes a verified delivery of the calendar (F4); what belongs to no space is kept as
    /// unmatched, a repeated one appends nothing.
    ///
    /// - Parameter body: the delivery as it came, kept with what is unmatched.
    public func take(_ delivery: CalDelivery, body: [UInt8], _ facts: RequestFacts) async throws {
        let metadata = facts.metadata(.webhook, "cal")
        let payload = String(validating: body, as: UTF8.self)
        switch delivery {
        case .ping, .unhandled: return
        case .nameless(let trigger, let createdAt):
            let unmatched = Self.unmatched(
                trigger, id: createdAt, reason: "no-meeting", payload: payload)
            let key = Self.key("\(trigger.rawValue)\n\n\(createdAt)")
            _ = try await ledger.perform { transaction in
                try transaction.append(
                    [unmatched], metadata: metadata, deduplicationKey: key)
            }
        case .report(let report):
            try await ledger.perform { transaction in
                try Self.take(report, payload, metadata, transaction)
            }
        }
    }

    private static func key(_ value: String) -> DeduplicationKey {
        DeduplicationKey(space: deliverySpace, value: value)
    }

    private static func take(
        _ report: CalReport, _ payload: String?, _ metadata: EventMetadata,
        _ transaction: CommandTransaction
    ) throws {
        let key = key(report.deduplicationValue)
        if try transaction.firstPositions(key) != nil { return }
        var metadata = metadata
        metadata.causationID = "\(report.trigger.rawValue) \(report.meetingID)"
        let appends: [StreamAppend]
        if let space = try space(of: report, transaction) {
            appends = try news(report, space, transaction)
        } else {
            let reason = report.spaceID == nil ? "unknown-meeting" : "unknown-space"
            let unmatched = unmatched(
                report.trigger, id: "\(report.meetingID) \(report.createdAt)", reason: reason,
                payload: payload)
            // A booking says itself which space it is for: nothing will come to claim it.
            appends =
                report.trigger == .bookingCreated ? [unmatched] : [unmatched, setAside(report)]
        }
        try transaction.append(appends, metadata: metadata, deduplicationKey: key)
    }

    /// The space that a meeting belongs to, or that the delivery names.
    private static func space(
        of report: CalReport, _ transaction: CommandTransaction
    ) throws -> Found? {
        for meetingID in [report.knownMeetingID, report.meetingID] {
            if let stream = try transaction.holder(of: .spaceMeeting(meetingID)) {
                return try tenant(stream, transaction)
            }
        }
        return try report.spaceID.flatMap { try tenant(id: $0, transaction) }
    }

    /// What a report comes to for its space, with whatever was set aside for the meetings that it
    /// makes known.
    private static func news(
        _ report: CalReport, _ space: Found, _ transaction: CommandTransaction
    ) throws -> [StreamAppend] {
        var (call, waiting, aside) = (space.state.call, [report][...], [StreamAppend]())
        var events: [NewEvent] = []
        while let next = waiting.popFirst() {
            let decision = try OnboardingCall.decide(.take(next), call)
            if decision.isKeptAside && next == report { aside = [setAside(report)] }
            events += call.take(decision.events, at: next.at).map {
                NewEvent($0, occurredAt: next.at)
            }
            if next.trigger.isBooking && !decision.events.isEmpty {
                waiting += try reports(of: next.meetingID, transaction)
            }
        }
        guard !events.isEmpty else { return aside }
        return [StreamAppend(to: space.stream, expected: .any, events: events)] + aside
    }

    // MARK: Meetings whose booking is not known

    private static func meetingStream(_ meetingID: String) -> StreamID {
        StreamID(category: "meeting", id: meetingID)
    }

    private static func reports(
        of meetingID: String, _ transaction: CommandTransaction
    ) throws -> [CalReport] {
        guard case .meeting(let state) = try transaction.state(of: meetingStream(meetingID)) else {
            return []
        }
        return state.reports
    }

    /// Keeps a report with the meeting by whose booking it would be matched.
    private static func setAside(_ report: CalReport) -> StreamAppend {
        let event = EncodedEvent(MeetingEvent.reported(MeetingReported(report)))
        return StreamAppend(
            to: meetingStream(report.knownMeetingID), expected: .any,
            events: [NewEvent(event, occurredAt: report.at)])
    }

    private static func unmatched(
        _ trigger: CalTrigger, id: String, reason: String, payload: String?
    ) -> StreamAppend {
        let unmatched = WebhookUnmatched(
            provider: "cal", eventID: id, eventType: trigger.rawValue, reason: reason,
            payload: payload)
        return StreamAppend(
            to: StreamID(category: "webhook", id: "cal"), expected: .any,
            events: [NewEvent(EncodedEvent(TallyEvent.webhookUnmatched(unmatched)))])
    }
}

/// Dev mode's calendar (F6): the same path as a delivery's, with the delivery made here.
extension Spaces {
    /// Books a meeting for a space; answers its uid.
    public func book(_ spaceID: String, _ facts: RequestFacts) async throws -> String {
        let metadata = facts.metadata(.webhook, "cal")
        return try await ledger.perform { transaction in
            guard let space = try Self.tenant(id: spaceID, transaction) else {
                throw CallRejection.spaceNotFound
            }
            // Two bookings within a millisecond still come one after the other.
            let last = space.state.call.booking?.at.adding(milliseconds: 1) ?? .earliest
            let at = max(transaction.now, last)
            let report = CalReport(
                .bookingCreated, meetingID: transaction.freshID().text, spaceID: spaceID, at: at,
                createdAt: at.rfc3339)
            try Self.take(report, nil, metadata, transaction)
            return report.meetingID
        }
    }

    /// Calls the planned meeting of a space off; answers its uid.
    public func cancel(_ spaceID: String, _ facts: RequestFacts) async throws -> String {
        let metadata = facts.metadata(.webhook, "cal")
        return try await ledger.perform { transaction in
            guard let space = try Self.tenant(id: spaceID, transaction) else {
                throw CallRejection.spaceNotFound
            }
            let call = space.state.call
            guard call.status == .planned, let booking = call.booking else {
                throw CallRejection.noMeetingPlanned
            }
            let at = max(transaction.now, booking.at)
            let report = CalReport(
                .bookingCancelled, meetingID: booking.meetingID, at: at, createdAt: at.rfc3339)
            try Self.take(report, nil, metadata, transaction)
            return booking.meetingID
        }
    }
}
