import JSON
import TestSupport
import Testing
import Time

@testable import Onboarding

/// F4: bodies in the shapes that Cal.com sends.
struct CalDeliveryTests {
    @Test func `a booking names its space and its time`() throws {
        try expectEqual(
            delivery(CalBody.created(uid: "bFJeNb2uX8ANpT3JL5EfXw", space: "s-1")),
            .report(
                CalReport(
                    .bookingCreated, meetingID: "bFJeNb2uX8ANpT3JL5EfXw", spaceID: "s-1",
                    at: Timestamp(milliseconds: 1_684_920_600_538),
                    createdAt: "2023-05-24T09:30:00.538Z")))
    }

    @Test func `a delivery is known again by what its events name as their cause`() {
        for (uid, createdAt) in [("u", "2023-05-24T09:30:00.538Z"), ("a b", "t")] {
            let report = CalReport(
                .bookingCreated, meetingID: uid, at: .earliest, createdAt: createdAt)
            let known = CalReport.deduplicationValue(causation: report.causation, createdAt: nil)
            expectEqual(known, report.deduplicationValue)
        }
        // As causes were before, without the time.
        expectEqual(
            CalReport.deduplicationValue(causation: "BOOKING_CREATED u", createdAt: "t"),
            "BOOKING_CREATED\nu\nt")
        expectNil(CalReport.deduplicationValue(causation: "BOOKING_CREATED u", createdAt: nil))
    }

    @Test func `a booking made elsewhere names no space`() throws {
        let report = try report(CalBody.created(uid: "u", space: nil))
        expectTrue(report?.spaceID == nil && report?.meetingID == "u")
    }

    @Test(arguments: ["BOOKING_CANCELLED", "BOOKING_REJECTED"])
    func `a cancellation has only the meeting's uid`(trigger: String) throws {
        let report = try report(CalBody.cancelled(uid: "u", trigger: trigger))
        expectEqual(report?.trigger.rawValue, trigger)
        expectTrue(report?.meetingID == "u" && report?.spaceID == nil && report?.replacedID == nil)
    }

    @Test func `a rescheduled booking names both uids`() throws {
        let report = try report(CalBody.rescheduled(uid: "new", old: "old"))
        expectTrue(report?.meetingID == "new" && report?.replacedID == "old")
        expectEqual(report?.knownMeetingID, "old")
    }

    @Test(arguments: ["", #""uid": null,"#, #""uid": "","#])
    func `a rescheduled booking without a new uid keeps the old`(uid: String) throws {
        let report = try report(
            """
            {"triggerEvent": "BOOKING_RESCHEDULED", "createdAt": "2023-05-24T09:30:00.538Z",
             "payload": {\(uid) "rescheduleUid": "old", "rescheduleId": 12, "metadata": {}}}
            """)
        expectTrue(report?.meetingID == "old" && report?.replacedID == "old")
    }

    @Test func `an uid before is no concern of other triggers`() throws {
        let report = try report(
            #"{"triggerEvent":"BOOKING_CREATED","payload":{"uid":"a","rescheduleUid":"b"}}"#)
        expectNil(report?.replacedID)
    }

    @Test func `a meeting's end comes flat or inside payload`() throws {
        let flat = try report(CalBody.endedFlat(uid: "u"))
        let nested = try report(CalBody.endedNested(uid: "u"))
        expectTrue(flat?.trigger == .meetingEnded && nested?.trigger == .meetingEnded)
        expectTrue(flat?.meetingID == "u" && nested?.meetingID == "u")
        expectEqual(flat?.createdAt, nested?.createdAt)
    }

    @Test func `the flat form was made when the meeting was booked, so its end says when it ended`()
        throws
    {
        let body = Array(CalBody.endedFlat(uid: "u").utf8)
        let end = Timestamp(milliseconds: 1_685_008_800_000)
        func at(receivedAt: Timestamp) throws -> Timestamp? {
            guard case .report(let report) = try CalDelivery(parsing: body, receivedAt: receivedAt)
            else { return nil }
            return report.at
        }
        try expectEqual(at(receivedAt: end.adding(seconds: 5)), end)
        let early = end.adding(seconds: -60)
        try expectEqual(at(receivedAt: early), early, "no fact comes from the future")
    }

    @Test func `a ping is a ping`() throws {
        let body = """
            {"triggerEvent":"PING","createdAt":"2023-05-24T09:30:00.538Z","payload":{"type":"Test",\
            "title":"Test trigger event","description":"","startTime":"2023-05-24T09:30:00.538Z",\
            "endTime":"2023-05-24T09:30:00.538Z"}}
            """
        try expectEqual(delivery(body), .ping)
    }

    @Test(arguments: [
        "BOOKING_REQUESTED", "BOOKING_PAID", "FORM_SUBMITTED", "MEETING_STARTED",
        "RECORDING_READY", "booking_created", "",
    ])
    func `other triggers are acknowledged and no more`(trigger: String) throws {
        try expectEqual(
            delivery(#"{"triggerEvent":"\#(trigger)","payload":{"uid":"u"}}"#),
            .unhandled(trigger: trigger))
    }

    @Test(arguments: [
        "{}", #"{"uid":null}"#, #"{"uid":7}"#, #"{"uid":""}"#, #"{"uid":"a\nb"}"#,
    ])
    func `a known trigger without a meeting's uid is told apart`(payload: String) throws {
        let body = #"{"triggerEvent":"BOOKING_CANCELLED","createdAt":"t","payload":\#(payload)}"#
        try expectEqual(delivery(body), .nameless(.bookingCancelled, createdAt: "t"))
    }

    @Test func `an uid that is too long for a name is none`() throws {
        let uid = String(repeating: "x", count: 201)
        let body = #"{"triggerEvent":"BOOKING_CREATED","payload":{"uid":"\#(uid)"}}"#
        try expectEqual(delivery(body), .nameless(.bookingCreated, createdAt: ""))
    }

    @Test(arguments: ["", #""createdAt": null,"#, #""createdAt": "yesterday","#])
    func `without a readable time the time of receipt stands in`(member: String) throws {
        let body = #"{"triggerEvent":"BOOKING_CREATED",\#(member)"payload":{"uid":"u"}}"#
        try expectEqual(report(body)?.at, noon)
    }

    @Test func `duplicates are told by trigger, uid and time`() throws {
        let value = try report(CalBody.cancelled(uid: "u"))?.deduplicationValue
        expectEqual(value, "BOOKING_CANCELLED\nu\n2023-05-24T09:30:00.538Z")
        try expectTrue(report(CalBody.cancelled(uid: "v"))?.deduplicationValue != value)
        try expectTrue(
            report(CalBody.cancelled(uid: "u", trigger: "BOOKING_REJECTED"))?
                .deduplicationValue != value)
    }

    @Test(arguments: ["", "{", "[]", "null", #"{"payload":{}}"#, #"{"triggerEvent":1}"#])
    func `what is no delivery is refused`(body: String) {
        #expect(throws: CalDeliveryError.self) { try delivery(body) }
    }

    private func delivery(_ body: String) throws -> CalDelivery {
        try CalDelivery(parsing: Array(body.utf8), receivedAt: noon)
    }

    private func report(_ body: String) throws -> CalReport? {
        guard case .report(let report) = try delivery(body) else { return nil }
        return report
    }
}

/// Bodies with the fields that Cal.com really sends.
enum CalBody {
    private static let createdAt = "2023-05-24T09:30:00.538Z"

    private static let common = """
        "type": "30min", "title": "30min between Pro Example and John Doe", "description": "",
        "additionalNotes": "", "customInputs": {},
        "startTime": "2023-05-25T09:30:00Z", "endTime": "2023-05-25T10:00:00Z",
        "organizer": {"id": 5, "name": "Pro Example", "email": "pro@example.com",
          "username": "pro", "timeZone": "Asia/Kolkata", "language": {"locale": "en"},
          "timeFormat": "h:mma", "utcOffset": 330},
        "responses": {"name": {"label": "your_name", "value": "John Doe", "isHidden": false},
          "email": {"label": "email_address", "value": "john.doe@example.com"}},
        "userFieldsResponses": {},
        "attendees": [{"email": "john.doe@example.com", "name": "John Doe",
          "timeZone": "Asia/Kolkata", "language": {"locale": "en"}, "utcOffset": 330}],
        "location": "integrations:daily", "destinationCalendar": null,
        "hideCalendarNotes": false, "requiresConfirmation": null, "eventTypeId": 7,
        "seatsShowAttendees": true, "seatsPerTimeSlot": null,
        "appsStatus": [{"appName": "Daily", "type": "daily_video", "success": 1, "failures": 0,
          "errors": []}],
        "eventTitle": "30min", "eventDescription": "", "price": 0, "currency": "usd", "length": 30
        """

    static func created(uid: String, space: String?) -> String {
        let metadata = space.map { #"{"spaceId": "\#($0)"}"# } ?? "{}"
        return """
            {"triggerEvent": "BOOKING_CREATED", "createdAt": "\(createdAt)", "payload": {
              \(common), "uid": "\(uid)", "bookingId": 91, "metadata": \(metadata),
              "status": "ACCEPTED"}}
            """
    }

    static func cancelled(uid: String, trigger: String = "BOOKING_CANCELLED") -> String {
        """
        {"triggerEvent": "\(trigger)", "createdAt": "\(createdAt)", "payload": {
          \(common), "uid": "\(uid)", "bookingId": 91, "cancellationReason": "",
          "status": "CANCELLED"}}
        """
    }

    static func rescheduled(uid: String, old: String) -> String {
        """
        {"triggerEvent": "BOOKING_RESCHEDULED", "createdAt": "\(createdAt)", "payload": {
          \(common), "uid": "\(uid)", "bookingId": 92, "metadata": {}, "rescheduleId": 91,
          "rescheduleUid": "\(old)", "rescheduleStartTime": "2023-05-26T09:30:00Z",
          "rescheduleEndTime": "2023-05-26T10:00:00Z", "status": "ACCEPTED"}}
        """
    }

    /// As older versions send it: the booking's own fields beside the trigger.
    static func endedFlat(uid: String) -> String {
        """
        {"triggerEvent": "MEETING_ENDED", "id": 100, "uid": "\(uid)", "userId": 5,
         "eventTypeId": 7, "title": "30min between Pro Example and John Doe",
         "startTime": "2023-05-25T09:30:00.000Z", "endTime": "2023-05-25T10:00:00.000Z",
         "attendees": [], "createdAt": "\(createdAt)", "updatedAt": null, "status": "accepted",
         "paid": false, "metadata": {"videoCallUrl": "https://app.example/video/\(uid)"}}
        """
    }

    static func endedNested(uid: String) -> String {
        """
        {"triggerEvent": "MEETING_ENDED", "createdAt": "\(createdAt)", "payload": {
          \(common), "uid": "\(uid)", "bookingId": 91, "metadata": {}, "status": "ACCEPTED"}}
        """
    }
}
