import JSON
import Onboarding
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger

/// F1, F2, F4 and F6 on a real ledger.
struct SpaceTests {
    private let test: TestSpaces

    init() throws { test = try TestSpaces() }

    @Test func `a space is a tenant whose call is to be planned`() async throws {
        let id = try await test.create()
        let space = try await test.spaces.space(id)
        expectTrue(space.name == "Home" && space.ownerID == "u1")
        expectTrue(space.call.status == .notPlanned && space.call.meetingID == nil)
        expectEqual(space.version, 2)
    }

    @Test func `an invited space needs no call`() async throws {
        let id = try await test.create(inviteType: "individual")
        try await expectEqual(test.spaces.space(id).call.status, .notRequired)
    }

    @Test func `one person may make many spaces and own a workspace besides`() async throws {
        let ids = [try await test.create(), try await test.create()]
        expectEqual(Set(ids).count, 2)
        let wizards = TestWizards(test.home)
        try await expectTrue(wizards.initialize("u1").isNew)
    }

    @Test(arguments: ["", "  ", "a\u{7}b"])
    func `a space without a name is refused`(name: String) async throws {
        await #expect(throws: CallRejection.invalidName) { try await test.create(name: name) }
    }

    @Test func `a tenant that is no space is not found`() async throws {
        await #expect(throws: CallRejection.spaceNotFound) { try await test.spaces.space("x") }
        let id = try await TestWizards(test.home).initialize().tenantID
        await #expect(throws: CallRejection.spaceNotFound) { try await test.spaces.space(id) }
        await #expect(throws: CallRejection.spaceNotFound) {
            try await test.spaces.book(id, TestSpaces.facts)
        }
    }

    // MARK: F4

    @Test func `booked, rescheduled, cancelled, booked and held`() async throws {
        let id = try await test.create()
        try await test.take(.bookingCreated, "A", 1, space: id)
        try await expectEqual(test.status(id), "planned A")
        try await test.take(.bookingRescheduled, "B", 2, replacing: "A")
        try await expectEqual(test.status(id), "planned B")
        try await test.take(.bookingCancelled, "B", 3)
        try await expectEqual(test.status(id), "not_planned")
        try await test.take(.bookingCreated, "C", 4, space: id)
        try await test.take(.meetingEnded, "C", 5)
        try await expectEqual(test.status(id), "completed C")
        try await expectEqual(
            test.types(id),
            [
                "WorkspaceCreated", "CallRequired", "MeetingBooked", "MeetingRescheduled",
                "MeetingCancelled", "MeetingBooked", "MeetingHeld",
            ])
        let event = try await test.ledger.events(of: .tenant(id), limit: 9).last
        expectEqual(event?.actor, EventActor(kind: .webhook, id: "cal"))
        expectEqual(event?.occurredAt, noon.adding(seconds: 5))
    }

    @Test func `a repeated delivery appends nothing`() async throws {
        let id = try await test.create()
        for _ in 0..<3 { try await test.take(.bookingCreated, "A", 1, space: id) }
        try await test.take(.bookingCancelled, "A", 2)
        let head = try await test.ledger.head().size
        try await test.take(.bookingCreated, "A", 1, space: id)
        try await test.take(.bookingCancelled, "A", 2)
        try await expectEqual(test.ledger.head().size, head)
    }

    @Test func `two hundred deliveries of one booking at once are one`() async throws {
        let id = try await test.create()
        let test = test
        let done = await count(200) { _ in
            try await test.take(.bookingCreated, "A", 1, space: id)
        }
        expectEqual(done, 200)
        try await expectEqual(test.spaces.space(id).version, 3)
    }

    @Test func `a stale cancellation leaves the space's stream as it is`() async throws {
        let id = try await test.create()
        try await test.take(.bookingCreated, "A", 1, space: id)
        try await test.take(.bookingRescheduled, "B", 2, replacing: "A")
        try await test.take(.bookingCancelled, "A", 3)
        try await expectEqual(test.status(id), "planned B")
        try await expectEqual(test.spaces.space(id).version, 4)
    }

    @Test func `a space that needs no call records what is told and stays`() async throws {
        let id = try await test.create(inviteType: "individual")
        try await test.take(.bookingCreated, "A", 1, space: id)
        try await test.take(.bookingCancelled, "A", 2)
        try await expectEqual(test.status(id), "not_required")
        try await expectEqual(test.types(id).suffix(1), ["MeetingNoted"])
    }

    @Test(arguments: [nil, "nobody", ""])
    func `a booking for no known space is kept as unmatched, once`(space: String?) async throws {
        for _ in 0..<2 { try await test.take(.bookingCreated, "A", 1, space: space) }
        try await expectEqual(test.unmatched(), ["BOOKING_CREATED"])
        try await expectEqual(test.ledger.head().size, 1)
    }

    @Test func `a booking for a tenant that is no space is unmatched`() async throws {
        let id = try await TestWizards(test.home).initialize().tenantID
        try await test.take(.bookingCreated, "A", 1, space: id)
        try await expectEqual(test.unmatched(), ["BOOKING_CREATED"])
    }

    @Test func `an unmatched delivery keeps its body`() async throws {
        try await test.take(.bookingCancelled, "A", 1)
        let stream = StreamID(category: "webhook", id: "cal")
        let event = try required(try await test.ledger.events(of: stream, limit: 1).first)
        let data = try JSONValue(parsing: event.data)
        expectTrue(data["provider"] == "cal" && data["reason"] == "unknown-meeting")
        try expectEqual(JSONValue(parsing: event.personal ?? [])["payload"], "{}")
    }

    @Test func `a cancellation before its booking counts when that arrives`() async throws {
        let id = try await test.create()
        try await test.take(.bookingCancelled, "A", 2)
        try await expectEqual(test.unmatched(), ["BOOKING_CANCELLED"])
        try await test.take(.bookingCreated, "A", 1, space: id)
        try await expectEqual(test.status(id), "not_planned")
        try await expectEqual(test.types(id).suffix(2), ["MeetingBooked", "MeetingCancelled"])
    }

    @Test func `a whole story told backwards ends where it should`() async throws {
        let id = try await test.create()
        try await test.take(.meetingEnded, "C", 9)
        try await test.take(.bookingRescheduled, "C", 3, replacing: "B")
        try await test.take(.bookingRescheduled, "B", 2, replacing: "A")
        try await test.take(.bookingCreated, "A", 1, space: id)
        try await expectEqual(test.status(id), "completed C")
    }

    @Test func `a meeting stays with its first space`() async throws {
        let (first, second) = (try await test.create(), try await test.create())
        try await test.take(.bookingCreated, "A", 1, space: first)
        try await test.take(.bookingCreated, "A", 2, space: second)
        try await expectEqual(test.status(first), "planned A")
        try await expectEqual(test.status(second), "not_planned")
    }

    @Test func `deliveries that give one meeting two spaces are kept for a person to look at`()
        async throws
    {
        let (first, second) = (try await test.create(), try await test.create())
        try await test.take(.bookingCreated, "A", 1, space: second)
        try await test.take(.bookingCreated, "B", 3, space: first)
        for _ in 0..<2 { try await test.take(.bookingRescheduled, "B", 2, replacing: "A") }
        try await expectEqual(test.unmatched(), ["BOOKING_RESCHEDULED"])
        try await expectEqual(test.status(first), "planned B")
        try await expectEqual(test.status(second), "planned A")
        try await test.home.verify()
    }

    @Test func `a report set aside that another space's meeting claims keeps no booking out`()
        async throws
    {
        let (first, second) = (try await test.create(), try await test.create())
        try await test.take(.bookingRescheduled, "X", 2, replacing: "A")
        try await test.take(.bookingCreated, "X", 3, space: second)
        try await test.take(.bookingCreated, "A", 1, space: first)
        try await expectEqual(test.status(first), "planned A")
        try await expectEqual(test.status(second), "planned X")
        try await test.take(.meetingEnded, "A", 9)
        try await expectEqual(test.status(first), "completed A")
        try await test.home.verify()
    }

    @Test func `pings and other triggers leave nothing behind`() async throws {
        try await test.spaces.take(.ping, body: [], TestSpaces.facts)
        try await test.spaces.take(.unhandled(trigger: "FORM"), body: [], TestSpaces.facts)
        try await expectEqual(test.ledger.head().size, 0)
    }

    @Test func `a delivery without a meeting is unmatched, once`() async throws {
        for _ in 0..<2 {
            try await test.spaces.take(
                .nameless(.bookingCancelled, createdAt: "t"), body: [], TestSpaces.facts)
        }
        try await expectEqual(test.unmatched(), ["BOOKING_CANCELLED"])
        try await expectEqual(test.ledger.head().size, 1)
    }

    // MARK: F6

    @Test func `dev mode books and cancels on the same path`() async throws {
        let id = try await test.create()
        for _ in 0..<3 {
            let meeting = try await test.spaces.book(id, TestSpaces.facts)
            try await expectEqual(test.status(id), "planned \(meeting)")
            try await expectEqual(test.spaces.cancel(id, TestSpaces.facts), meeting)
            try await expectEqual(test.status(id), "not_planned")
        }
        await #expect(throws: CallRejection.noMeetingPlanned) {
            try await test.spaces.cancel(id, TestSpaces.facts)
        }
    }

    @Test func `spaces fold the same when they are made anew`() async throws {
        let id = try await test.create()
        try await test.take(.bookingCancelled, "A", 2)
        try await test.take(.bookingCreated, "A", 1, space: id)
        _ = try await test.spaces.book(id, TestSpaces.facts)
        try await test.home.verify()
        let rebuilt = try await test.ledger.rebuild()
        expectEqual(rebuilt.views, rebuilt.replaced)
    }
}
