import Foundation
import JSON
import LogTestSupport
import Onboarding
import SQLite
import TestSupport

@testable import EventLog
@testable import OnboardingLedger

/// `Tests/Fixtures/ledger-v1.sqlite`: a ledger as the program's first version wrote one, in format
/// 1 and with starts of schema version 1. The file is kept, not made anew; this says what is in it.
///
/// To make another: `ONBOARD_GOLDEN_LEDGER=FILE swift test --filter GoldenLedger`
enum GoldenLedger {
    static let file = Repository.fixture("ledger-v1.sqlite").path

    /// A copy of the golden file in a directory of its own.
    static func copy() throws -> TestDirectory {
        let home = try TestDirectory()
        try FileManager.default.copyItem(atPath: file, toPath: home.directory.ledgerFile)
        return home
    }

    /// Plays a history, records it as the first version did, and puts the file at `path`.
    static func make(at path: String) async throws {
        let source = try TestLedger()
        try await play(on: source)
        let old = try TestDirectory()
        let ledger = try Ledger(LedgerOptions(directory: old.directory, clock: source.clock))
        for event in try await source.ledger.events(matching: EventFilter(), limit: .max) {
            try await append(event, to: ledger)
        }
        ledger.close()
        try makeFirstFormat(old.directory)
        try FileManager.default.copyItem(atPath: old.directory.ledgerFile, toPath: path)
    }

    /// One sign-up to the end, one given up, one open; a wizard; a flow of one's own.
    private static func play(on home: TestLedger) async throws {
        let signUps = TestSignUps(home)
        let done = try await signUps.readySession("done@example.com")
        _ = try await signUps.signUps.complete(signUps.request(done))
        let left = try await signUps.start("left@example.com").value.sessionToken
        _ = try await signUps.signUps.cancel(signUps.request(left))
        _ = try await signUps.start("open@example.com")
        _ = try await signUps.start("open@example.com", plan: "professional")
        let wizards = TestWizards(home)
        try await wizards.save(0, ["firstName": "Ada"], version: 0)
        try await wizards.save(1, ["phoneNumber": "+44 20 7946 0000"], version: 1)
        try await home.append("Applied", "Approved", to: .loan(1), attributes: ["amount": "500"])
    }

    private static func append(_ event: RecordedEvent, to ledger: Ledger) async throws {
        var (type, data) = (event.type, try JSONValue(parsing: event.data))
        if type.name == "SignUpStarted", var members = data.objectValue {
            type = EventType(type.name, schemaVersion: 1)
            members["planId"] = nil
            data = .object(members)
        }
        let old = NewEvent(
            type: type, data: data.encoded, personal: event.personal,
            occurredAt: event.occurredAt)
        let metadata = EventMetadata(
            actor: event.actor, correlationID: event.correlationID, origin: event.origin)
        _ = try await ledger.perform { transaction in
            var old = old
            old.claims = try Ledger.claims(event, transaction)
            try transaction.append(
                [StreamAppend(to: event.stream, expected: .any, events: [old])],
                metadata: metadata)
        }
    }

    /// Takes away what formats 2 and 3 brought.
    private static func makeFirstFormat(_ directory: DataDirectory) throws {
        let file = try SQLiteConnection.open(path: directory.ledgerFile, mode: .readWrite)
        try file.execute(
            """
            INSERT OR REPLACE INTO claim (key, stream)
                SELECT key, stream FROM claim_change WHERE stream <> 0 ORDER BY id;
            DELETE FROM claim WHERE key IN (SELECT key FROM claim_change c WHERE stream = 0
                AND NOT EXISTS (SELECT 1 FROM claim_change d WHERE d.key = c.key AND d.id > c.id));
            DROP TABLE claim_change; DROP TABLE effect; DELETE FROM vault;
            PRAGMA user_version = 1; PRAGMA journal_mode = DELETE; VACUUM;
            """)
    }
}
