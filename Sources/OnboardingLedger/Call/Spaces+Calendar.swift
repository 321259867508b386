import EventLog
import JSON
import Onboarding
import Time

extension Spaces {
    /// The log's space of keys under which a delivery is taken once, for ever.
    private static let deliverySpace = "cal"

    /// Takes a verified delivery of the calendar (F4); what belongs to no space is kept as
    /// unmatched, a repeated one appends nothing.
    ///
    /// - Parameter body: the delivery as it came, kept with what is unmatched.
    /// - Returns: why it belongs to no space; nil for what does, or was told before.
    @discardableResult
    public func take(
        _ delivery: CalDelivery, body: [UInt8], _ facts: RequestFacts
    ) async throws -> String? {
        let metadata = facts.metadata(.webhook, "cal")
        let payload = String(validating: body, as: UTF8.self)
        switch delivery {
        case .ping, .unhandled: return nil
        case .nameless(let trigger, let createdAt):
            let reason = "no-meeting"
            let unmatched = Self.unmatched(trigger, id: createdAt, reason: reason, payload: payload)
            let key = Self.key("\(trigger.rawValue)\n\n\(createdAt)")
            let receipt = try await ledger.perform { transaction in
                try transaction.append(
                    [unmatched], metadata: metadata, deduplicationKey: key)
            }
            return receipt.isDuplicate ? nil : reason
        case .report(var report):
            report.at = min(max(report.at, .earliest), .latest)
            return try await ledger.perform { [report] transaction in
                try Self.take(report, payload, metadata, transaction)
            }
        }
    }

    /// The key under which a delivery is taken once: the calendar sends no id (F4).
    private static func key(_ value: String) -> DeduplicationKey {
        DeduplicationKey(space: deliverySpace, value: value)
    }

    /// The key of the delivery that an event came of; nil for any other event.
    static func key(of event: RecordedEvent) throws -> DeduplicationKey? {
        guard event.actor == EventActor(kind: .webhook, id: "cal") else { return nil }
        if event.causationID != event.correlationID {
            return CalReport.deduplicationValue(
                causation: event.causationID, createdAt: event.occurredAt?.rfc3339
            ).map { key($0) }
        }
        // A delivery that names no meeting is known by its time alone.
        guard event.kind == .webhookUnmatched else { return nil }
        let data = try JSONValue(recorded: event.data)
        guard let trigger = data["eventType"]?.stringValue,
            let createdAt = data["eventId"]?.stringValue
        else { return nil }
        return key("\(trigger)\n\n\(createdAt)")
    }

    /// Matches a report to its space and appends what comes of it; a repeated one ends here. What
    /// belongs to no space is kept as unmatched and set aside with the meeting that would claim it;
    /// answers why.
    @discardableResult
    private static func take(
        _ report: CalReport, _ payload: String?, _ metadata: EventMetadata,
        _ transaction: CommandTransaction
    ) throws -> String? {
        let key = key(report.deduplicationValue)
        if try transaction.firstPositions(key) != nil { return nil }
        var metadata = metadata
        metadata.causationID = report.causation
        let (appends, reason) = try outcome(of: report, payload, transaction)
        try transaction.append(appends, metadata: metadata, deduplicationKey: key)
        return reason
    }

    /// What is to be appended for a report, and why it belongs to no space, if it does not.
    private static func outcome(
        of report: CalReport, _ payload: String?, _ transaction: CommandTransaction
    ) throws -> (appends: [StreamAppend], reason: String?) {
        func unmatched(_ reason: String) -> StreamAppend {
            self.unmatched(
                report.trigger, id: "\(report.meetingID) \(report.createdAt)", reason: reason,
                payload: payload)
        }
        if let space = try space(of: report, transaction) {
            if let news = try news(report, space, transaction) { return (news, nil) }
            // What was told of one meeting names two spaces: neither can have it all.
            return ([unmatched("another-space")], "another-space")
        }
        let reason = report.spaceID == nil ? "unknown-meeting" : "unknown-space"
        // A booking says itself which space it is for: nothing will come to claim it.
        let isKept = report.trigger != .bookingCreated
        return ([unmatched(reason)] + (isKept ? [setAside(report)] : []), reason)
    }

    /// The space that a meeting belongs to, or that the delivery names.
    private static func space(
        of report: CalReport, _ transaction: CommandTransaction
    ) throws -> FoundTenant? {
        for meetingID in [report.knownMeetingID, report.meetingID] {
            if let stream = try transaction.holder(of: .spaceMeeting(meetingID)) {
                return try tenant(stream, transaction)
            }
        }
        return try report.spaceID.flatMap { try tenant(id: $0, transaction) }
    }

    /// What a report comes to for its space, with whatever was set aside for the meetings that it
    /// makes known; nil when one of them is another space's.
    private static func news(
        _ report: CalReport, _ space: FoundTenant, _ transaction: CommandTransaction
    ) throws -> [StreamAppend]? {
        var call = space.state.call
        let known = call.meetingIDs.union([report.meetingID])
        // What was set aside and is of another space's meeting keeps none of this one's out.
        let aside = try reportsAside(known, transaction).filter { report in
            let holder = try transaction.holder(of: .spaceMeeting(report.meetingID))
            return holder == nil || holder == space.stream
        }
        let decision = try OnboardingCall.decide(.take(report, aside: aside), call)
        var events: [NewEvent] = []
        for change in decision.changes {
            for case .take(let claim) in call.claimChanges(for: change.event) {
                let holder = try transaction.holder(of: claim)
                guard holder == nil || holder == space.stream else { return nil }
            }
            let at = change.at ?? report.at
            events += call.take([change.event], at: at).map { NewEvent($0, occurredAt: at) }
        }
        var appends = decision.isKeptAside ? [setAside(report)] : []
        if !events.isEmpty {
            appends.append(StreamAppend(to: space.stream, expected: .any, events: events))
        }
        return appends
    }

    // MARK: Meetings whose booking is not known

    /// Where reports wait for the booking that says which space the meeting is for.
    private static func meetingStream(_ meetingID: String) -> StreamID {
        StreamID(category: "meeting", id: meetingID)
    }

    /// What was set aside for meetings, and for those that they were moved to.
    private static func reportsAside(
        _ meetingIDs: Set<String>, _ transaction: CommandTransaction
    ) throws -> [CalReport] {
        var (reports, known, waiting) = ([CalReport](), meetingIDs, meetingIDs.sorted()[...])
        while let next = waiting.popFirst() {
            guard case .meeting(let state) = try transaction.state(of: meetingStream(next)) else {
                continue
            }
            reports += state.reports
            waiting += state.reports.map(\.meetingID).filter { known.insert($0).inserted }
        }
        return reports
    }

    /// Keeps a report with the meeting by whose booking it would be matched.
    private static func setAside(_ report: CalReport) -> StreamAppend {
        let event = EncodedEvent(MeetingEvent.reported(MeetingReported(report)))
        return StreamAppend(
            to: meetingStream(report.knownMeetingID), expected: .any,
            events: [NewEvent(event, occurredAt: report.at)])
    }

    /// The record of a delivery that belongs to no space, in `webhook-cal`, for a person to look
    /// at.
    private static func unmatched(
        _ trigger: CalTrigger, id: String, reason: String, payload: String?
    ) -> StreamAppend {
        StreamAppend(
            unmatched: WebhookUnmatched(
                provider: "cal", eventID: id, eventType: trigger.rawValue, reason: reason,
                payload: payload))
    }
}

/// Dev mode's calendar (F6): the same path as a delivery's, with the delivery made here.
extension Spaces {
    /// Books a meeting for a space; answers its uid.
    ///
    /// - Throws: `CallRejection.spaceNotFound`, and `VersionMismatch` when the space is not at
    ///   `expected`.
    public func book(
        _ spaceID: String, _ facts: RequestFacts, expected: DemandedVersions? = nil
    ) async throws -> String {
        let metadata = facts.metadata(.webhook, "cal")
        return try await ledger.perform { transaction in
            let space = try Self.space(spaceID, at: expected, transaction)
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
    ///
    /// - Throws: `CallRejection.noMeetingPlanned` when none is; as `book` besides.
    public func cancel(
        _ spaceID: String, _ facts: RequestFacts, expected: DemandedVersions? = nil
    ) async throws -> String {
        try await report(.bookingCancelled, spaceID, facts, expected)
    }

    /// Lets the planned meeting of a space have taken place; answers its uid.
    ///
    /// - Throws: `CallRejection.noMeetingPlanned` when none is; as `book` besides.
    public func end(
        _ spaceID: String, _ facts: RequestFacts, expected: DemandedVersions? = nil
    ) async throws -> String {
        try await report(.meetingEnded, spaceID, facts, expected)
    }

    /// Takes a report of the meeting that is planned, as the calendar would deliver it.
    private func report(
        _ trigger: CalTrigger, _ spaceID: String, _ facts: RequestFacts,
        _ expected: DemandedVersions?
    ) async throws -> String {
        let metadata = facts.metadata(.webhook, "cal")
        return try await ledger.perform { transaction in
            let space = try Self.space(spaceID, at: expected, transaction)
            let call = space.state.call
            guard call.status == .planned, let booking = call.booking else {
                throw CallRejection.noMeetingPlanned
            }
            let at = max(transaction.now, booking.at)
            let report = CalReport(
                trigger, meetingID: booking.meetingID, at: at, createdAt: at.rfc3339)
            try Self.take(report, nil, metadata, transaction)
            return booking.meetingID
        }
    }

    /// A space at the version that If-Match demands; nil for any version.
    private static func space(
        _ id: String, at expected: DemandedVersions?, _ transaction: CommandTransaction
    ) throws -> FoundTenant {
        guard let space = try tenant(id: id, transaction) else { throw CallRejection.spaceNotFound }
        try expected?.require(space.version)
        return space
    }
}
