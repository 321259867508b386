import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// F2 and F4: what a space's call comes to.
struct CallDeciderTests {
    private static let open = given(.required(CallRequired()))
    private static let planned = open.given(.booked(MeetingBooked(meetingID: "A")), at: noon)

    // MARK: F2

    @Test(
        arguments: [
            ("individual", nil, false), ("advisor_client", nil, false), (nil, "advisor", false),
            ("advisor_client", "client", false), ("partner", "advisor", false),
            (nil, nil, true), ("partner", nil, true), (nil, "client", true), ("advisor", nil, true),
            (nil, "individual", true),
        ] as [(String?, String?, Bool)])
    func `who needs a call follows from how the space came`(
        invite: String?, signup: String?, isRequired: Bool
    ) throws {
        let decision = try OnboardingCall.decide(
            .open(inviteType: invite, initialSignupType: signup), CallState())
        let expected: CallEvent =
            isRequired
            ? .required(CallRequired(inviteType: invite, initialSignupType: signup))
            : .notRequired(CallNotRequired(inviteType: invite, initialSignupType: signup))
        expectEqual(decision, CallDecision([CallChange(expected)]))
    }

    @Test func `a space is opened once`() {
        #expect(throws: CallRejection.spaceAlreadyExists) {
            try OnboardingCall.decide(
                .open(inviteType: nil, initialSignupType: nil), Self.open.state)
        }
    }

    @Test func `a tenant that is no space takes nothing`() {
        #expect(throws: CallRejection.spaceNotFound) {
            try OnboardingCall.decide(.take(report(.bookingCreated, "A", 0)), CallState())
        }
    }

    // MARK: F4

    @Test func `a booking plans the call`() {
        let spec = Self.open.when(report(.bookingCreated, "A", 1))
            .then(.booked(MeetingBooked(meetingID: "A")))
        expectTrue(spec.state.status == .planned && spec.state.meetingID == "A")
    }

    @Test(arguments: [CalTrigger.bookingCancelled, .bookingRejected])
    func `calling the current meeting off leaves the call unplanned`(trigger: CalTrigger) {
        let spec = Self.planned.when(report(trigger, "A", 5))
            .then(.cancelled(MeetingCancelled(meetingID: "A", trigger: trigger)))
        expectTrue(spec.state.status == .notPlanned && spec.state.meetingID == nil)
    }

    @Test func `rescheduling plans the new meeting`() {
        let spec = Self.planned.when(report(.bookingRescheduled, "B", 5, replacing: "A"))
            .then(.rescheduled(MeetingRescheduled(meetingID: "B", replacedID: "A")))
        expectTrue(spec.state.status == .planned && spec.state.meetingID == "B")
    }

    @Test func `rescheduling without a new uid keeps the old one`() {
        let spec = Self.planned.when(report(.bookingRescheduled, "A", 5, replacing: "A"))
            .then(.rescheduled(MeetingRescheduled(meetingID: "A", replacedID: "A")))
        expectEqual(spec.state.meetingID, "A")
        spec.when(report(.bookingCancelled, "A", 6))
            .then(.cancelled(MeetingCancelled(meetingID: "A")))
    }

    @Test func `the end of a meeting completes the call`() {
        let spec = Self.planned.when(report(.meetingEnded, "A", 9))
            .then(.held(MeetingHeld(meetingID: "A")))
        expectTrue(spec.state.status == .completed && spec.state.meetingID == "A")
    }

    @Test func `the end of a meeting that is not the current one changes no status`() {
        let noted = CallEvent.noted(MeetingNoted(meetingID: "A", trigger: .meetingEnded))
        let moved = Self.planned.when(report(.bookingRescheduled, "B", 5, replacing: "A"))
        let spec = moved.when(report(.meetingEnded, "A", 9)).then(noted)
        expectTrue(spec.state.status == .planned && spec.state.meetingID == "B")
        let called = Self.planned.when(report(.bookingCancelled, "A", 5))
        expectEqual(
            called.when(report(.meetingEnded, "A", 9)).then(noted).state.status, .notPlanned)
    }

    @Test func `the end of a meeting whose booking nobody told of completes the call`() {
        let spec = Self.open.when(report(.meetingEnded, "A", 9))
            .then(.held(MeetingHeld(meetingID: "A")))
        expectEqual(spec.state.status, .completed)
        // Another one is planned: this was not it.
        Self.planned.when(report(.meetingEnded, "Z", 9))
            .then(.noted(MeetingNoted(meetingID: "Z", trigger: .meetingEnded)))
    }

    @Test func `the end of a meeting that stands completes the call, also beside a newer one`() {
        let both = Self.planned.when(report(.bookingCreated, "B", 5))
        let held = both.when(report(.meetingEnded, "A", 9))
            .then(.held(MeetingHeld(meetingID: "A")))
        expectTrue(held.state.status == .completed && held.state.meetingID == "A")
        // The newer one's booking may come last, and changes nothing any more.
        let late = Self.planned.when(report(.meetingEnded, "A", 9))
            .when(report(.bookingCreated, "B", 5))
            .then(.noted(MeetingNoted(meetingID: "B", trigger: .bookingCreated)))
        expectEqual(late.state.status, .completed)
    }

    @Test func `news that the meeting which ended had been moved before takes the end back`() {
        let held = Self.planned.when(report(.meetingEnded, "A", 9))
        let moved = held.when(report(.bookingRescheduled, "B", 5, replacing: "A"))
            .then(.rescheduled(MeetingRescheduled(meetingID: "B", replacedID: "A")))
        expectTrue(moved.state.status == .planned && moved.state.meetingID == "B")
        let called = held.when(report(.bookingCancelled, "A", 5))
            .then(.cancelled(MeetingCancelled(meetingID: "A")))
        expectEqual(called.state.status, .notPlanned)
        // Moved after it had ended: the call was held.
        let after = held.when(report(.bookingRescheduled, "B", 12, replacing: "A"))
        expectTrue(after.state.status == .completed && after.state.meetingID == "A")
    }

    @Test func `a cancellation of a meeting that is not the current one changes nothing`() {
        let moved = Self.planned.when(report(.bookingRescheduled, "B", 5, replacing: "A"))
        moved.when(report(.bookingCancelled, "A", 6)).thenKeptAside()
        Self.planned.when(report(.bookingCancelled, "Z", 6)).thenKeptAside()
    }

    @Test func `a cancellation from before the meeting moved changes nothing`() {
        let moved = Self.planned.when(report(.bookingRescheduled, "A", 5, replacing: "A"))
        moved.when(report(.bookingCancelled, "A", 4)).thenKeptAside()
    }

    @Test func `an older booking that comes late is noted only`() {
        let spec = Self.open.given(.booked(MeetingBooked(meetingID: "B")), at: noon + 9)
            .when(report(.bookingCreated, "A", 1))
            .then(.noted(MeetingNoted(meetingID: "A", trigger: .bookingCreated)))
        expectEqual(spec.state.meetingID, "B")
    }

    /// Calendars tell of a move and of the booking that it replaces as of one instant.
    @Test(arguments: [("A", "B"), ("B", "A")])
    func `within an instant the meeting that stands is planned, wherever the uids sort`(
        old: String, new: String
    ) {
        let moved = Self.open.when(report(.bookingCreated, old, 1))
            .when(report(.bookingRescheduled, new, 1, replacing: old))
            .then(.rescheduled(MeetingRescheduled(meetingID: new, replacedID: old)))
        expectTrue(moved.state.status == .planned && moved.state.meetingID == new)
        let late = Self.open.when(
            report(.bookingCreated, old, 1),
            aside: [report(.bookingRescheduled, new, 1, replacing: old)])
        expectTrue(late.state.status == .planned && late.state.meetingID == new)
        let again = Self.open.when(report(.bookingCreated, old, 1))
            .when(report(.bookingCancelled, old, 1))
            .when(report(.bookingCreated, new, 1))
        expectTrue(again.state.status == .planned && again.state.meetingID == new)
        expectEqual(again.when(report(.bookingCancelled, new, 2)).state.status, .notPlanned)
    }

    @Test func `of two bookings of one instant the other one stands when one is called off`() {
        let both = Self.open.when(report(.bookingCreated, "A", 1))
            .when(report(.bookingCreated, "B", 1))
        let one = both.when(report(.bookingCancelled, "B", 5))
            .then(
                .cancelled(MeetingCancelled(meetingID: "B")), .booked(MeetingBooked(meetingID: "A"))
            )
        expectTrue(one.state.status == .planned && one.state.meetingID == "A")
        expectEqual(one.when(report(.bookingCancelled, "A", 6)).state.status, .notPlanned)
    }

    @Test func `bookings of one instant come to the same in any order`() {
        let moves: [(CalTrigger, String, Int64, String?)] = [
            (.bookingRescheduled, "B", 1, "A"), (.bookingCancelled, "B", 2, nil),
            (.bookingCreated, "D", 1, nil), (.bookingCancelled, "D", 1, nil),
            (.bookingCreated, "A", 1, nil),
        ]
        let known: [(CalTrigger, String, Int64, String?)] = [
            (.bookingCreated, "A", 2, nil), (.bookingCreated, "C", 2, nil),
            (.bookingRescheduled, "C", 2, "A"), (.bookingCancelled, "C", 5, nil),
        ]
        for reports in [moves, known] {
            for order in Self.orders(reports.count) {
                var (spec, aside) = (Self.open, [CalReport]())
                for index in order {
                    let (trigger, meeting, second, replaced) = reports[index]
                    let report = report(trigger, meeting, second, replacing: replaced)
                    spec = spec.when(report, aside: aside)
                    if spec.outcome?.isKeptAside == true { aside.append(report) }
                }
                expectEqual(spec.state.status, .notPlanned, "\(order)")
            }
        }
    }

    /// All orders of so many things.
    private static func orders(_ count: Int) -> [[Int]] {
        if count == 0 { return [[]] }
        return orders(count - 1).flatMap { order in
            (0..<count).map { place in
                var longer = order
                longer.insert(count - 1, at: place)
                return longer
            }
        }
    }

    @Test func `an older booking does not come back when the newer one is called off`() {
        let spec = Self.open.given(.booked(MeetingBooked(meetingID: "B")), at: noon + 9)
            .given(.cancelled(MeetingCancelled(meetingID: "B")), at: noon + 10)
            .when(report(.bookingCreated, "A", 1))
            .then(.noted(MeetingNoted(meetingID: "A", trigger: .bookingCreated)))
        expectEqual(spec.state.status, .notPlanned)
    }

    @Test func `a booking that was called off before it became known is not planned`() {
        let spec = Self.planned.when(report(.bookingCancelled, "A", 9))
            .when(report(.bookingRescheduled, "A", 5, replacing: "A"))
            .then(
                .rescheduled(MeetingRescheduled(meetingID: "A", replacedID: "A")),
                .cancelled(MeetingCancelled(meetingID: "A")))
        expectEqual(spec.state.status, .notPlanned)
    }

    @Test func `the same booking again changes nothing`() {
        Self.planned.when(report(.bookingCreated, "A", 0)).then()
    }

    @Test(arguments: [
        CallEvent.notRequired(CallNotRequired()), .held(MeetingHeld(meetingID: "A")),
    ])
    func `where no call is owed, what is told is noted and the status stays`(event: CallEvent) {
        let closed = Self.given(.required(CallRequired()), event)
        let status = closed.state.status
        for (trigger, meeting) in [
            (CalTrigger.bookingCreated, "B"), (.bookingRescheduled, "C"), (.meetingEnded, "D"),
        ] {
            let spec = closed.when(report(trigger, meeting, 9))
                .then(.noted(MeetingNoted(meetingID: meeting, trigger: trigger)))
            expectEqual(spec.state.status, status)
        }
        closed.when(report(.bookingCancelled, "A", 9)).thenKeptAside()
    }

    @Test func `a meeting is claimed for its space once and for good`() {
        var call = CallState()
        call.evolve(.required(CallRequired()), at: noon)
        let booked = CallEvent.booked(MeetingBooked(meetingID: "A"))
        expectEqual(call.claimChanges(for: booked), [.take(.spaceMeeting("A"))])
        call.evolve(booked, at: noon)
        for event: CallEvent in [
            booked, .held(MeetingHeld(meetingID: "A")),
            .cancelled(MeetingCancelled(meetingID: "A")),
        ] {
            expectEqual(call.claimChanges(for: event), [])
        }
        expectEqual(
            call.claimChanges(for: .noted(MeetingNoted(meetingID: "B"))),
            [.take(.spaceMeeting("B"))])
    }

    @Test func `a space shows the seed's metadata`() throws {
        var state = SubjectState(category: "tenant")
        try state.apply("WorkspaceCreated", #"{"name":"Home","ownerId":"u1","source":"space"}"#)
        try state.apply("CallRequired", #"{"inviteType":"partner"}"#)
        try expectEqual(
            state.json["metadata"],
            ["onboarding_status": "not_planned", "onboarding_meeting_id": nil])
        try state.apply("MeetingBooked", #"{"meetingId":"A"}"#, at: noon + 1)
        try expectEqual(
            state.json["metadata"], ["onboarding_status": "planned", "onboarding_meeting_id": "A"])
        try expectEqual(state.json["inviteType"], "partner")
    }

    @Test func `a meeting of its own keeps the reports that wait`() throws {
        var state = SubjectState(category: "meeting")
        try state.apply(
            "MeetingReported", #"{"trigger":"BOOKING_CANCELLED","meetingId":"A"}"#, at: noon + 2)
        guard case .meeting(let meeting) = state else {
            Issue.record("\(state)")
            return
        }
        expectEqual(meeting.reports, [report(.bookingCancelled, "A", 2)])
        try expectEqual(state.json["reports"], 1)
    }
}

/// F3: the pages of a space.
struct CallGateTests {
    /// Where each status is sent from the session page and from any other: `.` stays.
    @Test(arguments: [
        (CallStatus.notPlanned, ".", "/onboarding-session"), (.planned, ".", "."),
        (.completed, "/assets", "."), (.notRequired, "/assets", "."),
    ])
    func `each status has its pages`(status: CallStatus, session: String, other: String) {
        for path in ["/onboarding-session", "/onboarding-session/", "/onboarding-session?a=b"] {
            let decision = CallGate.decide(status, isAdvisor: false, path: path)
            expectEqual((decision.location ?? "."), session)
        }
        for path in ["/assets", "/", "/advisor", "/onboarding-sessions"] {
            let decision = CallGate.decide(status, isAdvisor: false, path: path)
            expectEqual((decision.location ?? "."), other)
        }
    }

    @Test func `advisors go to their own page`() {
        for status in [CallStatus.completed, .notRequired] {
            let decision = CallGate.decide(status, isAdvisor: true, path: "/onboarding-session")
            expectEqual(decision.location, "/advisor")
        }
    }
}

func report(
    _ trigger: CalTrigger, _ meetingID: String, _ seconds: Int64, replacing: String? = nil
) -> CalReport {
    CalReport(trigger, meetingID: meetingID, replacedID: replacing, at: noon + seconds)
}

extension CallDeciderTests {
    /// Given these events, when this report, then exactly these events; every move of the status
    /// is held against the flow's declaration (X1).
    fileprivate struct Specification {
        private(set) var state = CallState()
        private(set) var outcome: CallDecision?

        func given(_ event: CallEvent, at time: Timestamp) -> Specification {
            var next = self
            next.state.evolve(event, at: time)
            return next
        }

        /// Decides and takes the events in.
        func when(_ report: CalReport, aside: [CalReport] = []) -> Specification {
            var next = self
            next.outcome = try? OnboardingCall.decide(.take(report, aside: aside), state)
            for change in next.outcome?.changes ?? [] {
                let before = next.state.status?.rawValue ?? ""
                next.state.evolve(change.event, at: change.at ?? report.at)
                let after = next.state.status?.rawValue ?? ""
                expectTrue(
                    before == after
                        || CallFlow.declaration.allowsTransition(
                            from: before, to: after, on: change.event.kind.rawValue)
                )
            }
            return next
        }

        @discardableResult
        func then(
            _ events: CallEvent..., at source: SourceLocation = #_sourceLocation
        ) -> Specification {
            expectEqual(outcome?.changes.map(\.event), events, in: source.fileID, at: source.line)
            expectEqual(outcome?.isKeptAside, false, in: source.fileID, at: source.line)
            return self
        }

        func thenKeptAside(at source: SourceLocation = #_sourceLocation) {
            expectEqual(
                outcome, CallDecision(isKeptAside: true), in: source.fileID, at: source.line)
        }
    }

    fileprivate static func given(_ events: CallEvent...) -> Specification {
        events.reduce(Specification()) { $0.given($1, at: noon) }
    }
}
