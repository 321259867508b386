import LogTestSupport
import TestSupport
import Testing

@testable import EventLog
@testable import OnboardingLedger

/// Every stored event can be read, or is named (contract L10).
@Suite("Schema check") struct SchemaCheckTests {
    /// A log that no decider looked at, as another version of the program may have written it.
    private func report(_ events: [(NewEvent, stream: String)]) throws -> SchemaReport {
        let home = try TestDirectory()
        let writer = try LogWriter(directory: home.directory)
        try writer.begin()
        for (event, stream) in events {
            writer.beginCommand()
            _ = try writer.append(
                [
                    StreamAppend(
                        to: StreamID(recorded: stream), expected: .any, events: [event])
                ], metadata: .test, recordedAt: noon
            ) { _, _, _, _ in }
            try writer.keepCommand()
        }
        try writer.commit()
        return try LedgerSchemas.check(home.directory)
    }

    private func event(_ type: String, _ version: Int, _ data: String, _ personal: String? = nil)
        -> NewEvent
    {
        NewEvent(
            type: EventType(type, schemaVersion: version), data: Array(data.utf8),
            personal: personal.map { Array($0.utf8) })
    }

    private static let start =
        #"{"planDescriptor":"starter","isPaid":false,"expiresAt":"2026-03-02T12:00:00.000Z"}"#

    @Test func `current, older, erased and own events are in order, and counted`() throws {
        let email = #"{"email":"eve@example.com"}"#
        let newer = Self.start.dropLast() + #","planId":"plan_starter"}"#
        let report = try report([
            (event("SignUpStarted", 2, String(newer), email), "session-new"),
            (event("SignUpStarted", 1, Self.start, email), "session-old"),
            (event("SignUpStarted", 1, Self.start), "session-erased"),
            (event("Applied", 1, "{}"), "loan-1"),
        ])
        expectTrue(report.defects.isEmpty)
        expectEqual(report.eventCount, 4)
        expectEqual(
            report.types.map { "\($0.type.name) \($0.type.schemaVersion) \($0.eventCount)" },
            ["Applied 1 1", "SignUpStarted 1 2", "SignUpStarted 2 1"])
        expectEqual(report.types.map(\.newestVersion), [nil, 2, 2])
    }

    @Test(arguments: [
        ("PlanChanged", 2, #"{}"#, "version 2 has no schema; the newest known is 1"),
        (
            "PlanChanged", 1, #"{"planId":"p","isPaid":true}"#,
            "as it was recorded, /planDescriptor: the member is missing"
        ),
        ("PlanPainted", 1, #"{}"#, "the type is not known"),
    ])
    func `an event that cannot be read is named by its position`(
        type: String, version: Int, data: String, explanation: String
    ) throws {
        let report = try report([
            (event("Applied", 1, "{}"), "loan-1"), (event(type, version, data), "session-1"),
            (event("Approved", 1, "{}"), "loan-1"),
        ])
        expectEqual(report.eventCount, 3)
        let defect = try required(report.defects.first)
        expectEqual(report.defects.count, 1)
        expectEqual(defect.position, 2)
        expectEqual(defect.stream.name, "session-1")
        expectEqual(defect.type, EventType(type, schemaVersion: version))
        expectEqual(defect.explanation, explanation)
    }

    @Test func `a check ends after twenty defects`() throws {
        let events = (1...25).map { _ in (event("PlanPainted", 1, "{}"), stream: "session-1") }
        try expectEqual(report(events).defects.map(\.position.rawValue), Array(1...20))
    }
}
