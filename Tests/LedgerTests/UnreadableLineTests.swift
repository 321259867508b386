import Digest
import JSON
import TestSupport
import Testing
import Time

@testable import EventLog
@testable import OnboardingLedger

/// Lines of an export whose hashes follow, for those have no key, and which no ledger wrote: what
/// cannot be read again is refused by the line, and nothing is taken in (contract L15).
@Suite("Unreadable lines") struct UnreadableLineTests {
    /// The first event of a log.
    private static func line(
        _ type: EventType, _ data: String, in stream: String, at position: Int64 = 1,
        version: Int64 = 1
    ) -> [UInt8] {
        func event(_ hash: SHA256Digest) -> RecordedEvent {
            RecordedEvent(
                position: GlobalPosition(rawValue: position), stream: StreamID(recorded: stream),
                version: StreamVersion(rawValue: version), type: type, recordedAt: noon,
                occurredAt: nil, actor: EventActor(kind: .system, id: "test"),
                correlationID: "request-1", causationID: "request-1", origin: nil,
                data: Array(data.utf8), personal: nil, salt: nil, erasedDigest: nil, hash: hash)
        }
        let whole = event(event(.zero).expectedHash(after: .zero))
        return JSONWriter.encode { EventJSON.write(whole, isExport: true, to: &$0) }
    }

    private static let start =
        #"{"planDescriptor":"starter","isPaid":false,"expiresAt":"2026-03-02T12:00:00.000Z"}"#

    @Test(arguments: [
        ("SignUpStarted", 99, "session-1", start, "only a newer program knows"),
        ("SignUpStarted", 0, "session-1", start, "nothing leads on from version 0"),
        ("SignUpStarted", 1, "session-1", "5", "expected an object"),
        ("PlanChanged", 1, "session-1", "{}", "is missing"),
        (
            "VerificationCodeSent", 1, "session-1",
            #"{"issue":9223372036854775807,"expiresAt":"2026-03-02T12:00:00.000Z"}"#,
            "expected a whole number from 1"
        ),
        (
            "VerificationCodeSent", 1, "session-1",
            #"{"issue":-5,"expiresAt":"2026-03-02T12:00:00.000Z"}"#,
            "expected a whole number from 1"
        ),
        (
            "RefusalsOmitted", 1, "refusals-loan-1", #"{"count":9223372036854775807}"#,
            "expected a whole number from 1"
        ),
        ("Applied", 1, "loan-1", #"{"attributes":5}"#, "expected an object"),
        ("FlowExpired", 1, "loan-1", #"{"attributes":5}"#, "expected an object"),
    ])
    func `a payload that cannot be read is refused with its line and in words`(
        type: String, schemaVersion: Int, stream: String, data: String, words: String
    ) async throws {
        let line = Self.line(EventType(type, schemaVersion: schemaVersion), data, in: stream)
        let home = try TestLedger()
        var check = try RestoreCheck(home.directory)
        let seen = #expect(throws: RestoreLineError.self) { try check.check(line, number: 7) }
        let explanation = try required(seen?.explanation)
        expectTrue(seen?.line == 7 && explanation.hasPrefix("position 1: "), "\(explanation)")
        expectTrue(explanation.contains(words), "\(explanation)")
        let error = await #expect(throws: RestoreLineError.self) {
            _ = try await home.ledger.restore([line], firstLine: 7)
        }
        expectTrue(error == seen && home.ledger.bell.head == 0, "\(error as Any)")
    }

    @Test(arguments: [
        ("Applied", 7, "loan-1", "{}"), ("SignUpStarted", 1, "loan-1", #"{"a":1}"#),
        ("PlanPainted", 3, "session-1", #"{"attributes":5}"#),
        ("SignUpStarted", 1, "session-1", start),
    ])
    func `a team's own type and one that nobody folds have no schema here`(
        type: String, schemaVersion: Int, stream: String, data: String
    ) async throws {
        let line = Self.line(EventType(type, schemaVersion: schemaVersion), data, in: stream)
        let home = try TestLedger()
        var check = try RestoreCheck(home.directory)
        try check.check(line, number: 1)
        let counts = try await home.ledger.restore([line], firstLine: 1)
        expectEqual(counts.appended, 1)
    }

    @Test(arguments: [
        (Int64(1), Int64.min, "version"), (1, 0, "version"), (1, 2, "version"),
        (0, 1, "begin at 1"), (.min, 1, "begin at 1"),
    ])
    func `a place that no event can have is refused, also where the ledger has events`(
        position: Int64, version: Int64, words: String
    ) async throws {
        let home = try TestLedger()
        try await home.append("Applied", to: .loan(1))
        let line = Self.line(
            EventType("Applied"), "{}", in: "loan-1", at: position, version: version)
        var check = try RestoreCheck(home.directory)
        let seen = #expect(throws: RestoreLineError.self) { try check.check(line, number: 1) }
        expectEqual(seen?.explanation.contains(words), true)
        let error = await #expect(throws: RestoreLineError.self) {
            _ = try await home.ledger.restore([line], firstLine: 1)
        }
        expectTrue(error == seen && home.ledger.bell.head == 1)
    }
}
