import JSON
import Onboarding
import TestSupport
import Time

@testable import EventLog
@testable import OnboardingLedger

/// The call's use cases on a test's ledger.
final class TestSpaces: Sendable {
    let home: TestLedger
    let spaces: Spaces

    var ledger: Ledger { home.ledger }

    init() throws(LogFailure) {
        home = try TestLedger()
        spaces = Spaces(ledger: home.ledger)
    }

    static let facts = RequestFacts(requestID: "request-1")

    func create(name: String = "Home", inviteType: String? = nil) async throws -> String {
        try await spaces.create(
            Spaces.NewSpace(name: name, inviteType: inviteType),
            by: EventActor(kind: .user, id: "u1"), Self.facts
        ).value.id
    }

    func take(
        _ trigger: CalTrigger, _ meetingID: String, _ seconds: Int64, space: String? = nil,
        replacing: String? = nil
    ) async throws {
        let at = noon.adding(seconds: seconds)
        try await take(
            CalReport(
                trigger, meetingID: meetingID, replacedID: replacing, spaceID: space, at: at,
                createdAt: at.rfc3339))
    }

    func take(_ report: CalReport) async throws {
        try await spaces.take(.report(report), body: Array("{}".utf8), Self.facts)
    }

    /// A space's status and meeting, such as `planned A`.
    func status(_ id: String) async throws -> String {
        let call = try await spaces.space(id).call
        return [call.status?.rawValue, call.meetingID].compactMap { $0 }.joined(separator: " ")
    }

    func types(_ id: String) async throws -> [String] {
        try await ledger.events(of: .tenant(id), limit: 1000).map(\.type.name)
    }

    /// The triggers of the deliveries that nobody could make use of, oldest first.
    func unmatched() async throws -> [String] {
        var filter = EventFilter()
        filter.types = ["WebhookUnmatched"]
        return try await ledger.events(matching: filter, limit: 1000).compactMap { event in
            try JSONValue(parsing: event.data)["eventType"]?.stringValue
        }
    }
}
