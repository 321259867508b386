import Digest
import JSON
import OnboardingLedger
import Time

@testable import API

/// Deliveries with the fields that Cal.com really sends.
enum CalBodies {
    private static let common = """
        "type": "30min", "title": "30min between Pro Example and John Doe", "description": "",
        "additionalNotes": "", "customInputs": {},
        "startTime": "2026-10-25T09:30:00Z", "endTime": "2026-10-25T10:00:00Z",
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
        "eventTitle": "30min", "eventDescription": "", "price": 0, "currency": "usd", "length": 30
        """

    static func created(_ uid: String, _ space: String, at time: Timestamp) -> String {
        """
        {"triggerEvent": "BOOKING_CREATED", "createdAt": "\(time.rfc3339)", "payload": {
          \(common), "uid": "\(uid)", "bookingId": 91, "metadata": {"spaceId": "\(space)"},
          "status": "ACCEPTED"}}
        """
    }

    static func cancelled(
        _ uid: String, at time: Timestamp, trigger: String = "BOOKING_CANCELLED"
    ) -> String {
        """
        {"triggerEvent": "\(trigger)", "createdAt": "\(time.rfc3339)", "payload": {
          \(common), "uid": "\(uid)", "bookingId": 91, "cancellationReason": "",
          "status": "CANCELLED"}}
        """
    }

    /// - Parameter uid: the new one; nil for versions that do not send it.
    static func rescheduled(_ old: String, to uid: String?, at time: Timestamp) -> String {
        let name = uid.map { #""uid": "\#($0)", "# } ?? ""
        return """
            {"triggerEvent": "BOOKING_RESCHEDULED", "createdAt": "\(time.rfc3339)", "payload": {
              \(common), \(name)"bookingId": 92, "metadata": {}, "rescheduleId": 91,
              "rescheduleUid": "\(old)", "rescheduleStartTime": "2026-10-26T09:30:00Z",
              "rescheduleEndTime": "2026-10-26T10:00:00Z", "status": "ACCEPTED"}}
            """
    }

    /// The booking's own fields beside the trigger, made when it was booked.
    static func endedFlat(_ uid: String, bookedAt time: Timestamp) -> String {
        """
        {"triggerEvent": "MEETING_ENDED", "id": 100, "uid": "\(uid)", "userId": 5,
         "idempotencyKey": "00000000-0000-0000-0000-000000000000", "eventTypeId": 7,
         "title": "30min between Pro Example and John Doe",
         "startTime": "2026-10-25T09:30:00.000Z", "endTime": "2026-10-25T10:00:00.000Z",
         "attendees": [], "createdAt": "\(time.rfc3339)", "updatedAt": null,
         "status": "accepted", "paid": false, "metadata": {"videoCallUrl": "https://x.example"}}
        """
    }

    static func endedNested(_ uid: String, at time: Timestamp) -> String {
        """
        {"triggerEvent": "MEETING_ENDED", "createdAt": "\(time.rfc3339)", "payload": {
          \(common), "uid": "\(uid)", "bookingId": 91, "metadata": {}, "status": "ACCEPTED"}}
        """
    }

    static let ping = """
        {"triggerEvent":"PING","createdAt":"2026-05-24T09:30:00.538Z","payload":{"type":"Test",\
        "title":"Test trigger event","description":"","startTime":"2026-05-24T09:30:00.538Z",\
        "endTime":"2026-05-24T09:30:00.538Z"}}
        """
}

extension TestAPI {
    /// Delivers to the calendar's webhook, signed with the server's secret.
    func deliverCal(_ body: String, secret: String = "dev-secret") async throws -> Answer {
        try await deliverCal(
            body, signature: CalSignature.field(for: Array(body.utf8), secret: secret))
    }

    func deliverCal(_ body: String, signature: String) async throws -> Answer {
        try await ask(
            "POST /api/webhooks/cal\nX-Cal-Signature-256: \(signature)\n\n\(body)")
    }

    /// A space of the person; its id.
    func space(_ person: String, _ members: JSONObject = [:]) async throws -> String {
        var body: JSONObject = ["name": "Home"]
        for (name, value) in members { body[name] = value }
        let answer = try await post("/v1/spaces", .object(body), person)
        return answer.string("id")
    }

    /// A space's status and meeting, such as `planned A`.
    func call(_ id: String, _ person: String) async throws -> String {
        let metadata = try await get("/v1/spaces/\(id)", person)["metadata"]
        return [
            metadata["onboarding_status"]?.stringValue,
            metadata["onboarding_meeting_id"]?.stringValue,
        ].compactMap { $0 }.joined(separator: " ")
    }
}
