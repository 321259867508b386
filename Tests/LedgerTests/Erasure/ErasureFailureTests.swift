import EventLog
import Foundation
import Onboarding
import SQLite
import TestSupport
import Testing

@testable import OnboardingLedger
@testable import ReadModels

/// Erasures whose read models fail behind the log's commit (contract L14): the person is out of the
/// log by then, and must come out of the rows too before anybody is told that they are gone.
@Suite("Erasure failure", .timeLimit(.minutes(5))) struct ErasureFailureTests {
    private static let email = "ada.king@lovelace.example"
    private let people: TestSignUps

    private var home: TestLedger { people.home }

    init() throws { people = TestSignUps(try TestLedger()) }

    private func erase(_ home: TestLedger) async throws -> ErasureReceipt {
        try await home.ledger.erase(
            ErasureRequest(
                subject: Self.email, reason: "She asked for it.",
                actor: EventActor(kind: .admin, id: "root"), requestID: "request-9"))
    }

    /// Which files hold what of Ada's; read by another process, for the sake of SQLite's locks.
    private func traces() throws -> [String] {
        let copy = try home.home.copy()
        let names = try FileManager.default.contentsOfDirectory(atPath: copy.directory.path)
        return try names.sorted().flatMap { name in
            let bytes = try Files.bytes("\(copy.directory.path)/\(name)")
            return [Self.email, "Lovelace"].filter { bytes.contains($0) }.map { "\(name): \($0)" }
        }
    }

    /// Has every write of a session's row do `statement`.
    private func spoil(_ statement: String) async throws {
        try await onThread { [home] in
            try home.ledger.lane.performOnViews { views in
                guard let file = views.openFile else { throw Stop() }
                let pages = try file.connection.integer("PRAGMA page_count") ?? 0
                try file.connection.execute(
                    """
                    CREATE TABLE bloat (bytes BLOB);
                    CREATE TRIGGER on_insert AFTER INSERT ON session BEGIN \(statement); END;
                    CREATE TRIGGER on_update AFTER UPDATE ON session BEGIN \(statement); END;
                    PRAGMA max_page_count = \(pages + 8)
                    """)
            }
        }
    }

    private func mend() throws {
        let connection = try SQLiteConnection.open(
            path: home.directory.viewsFile, mode: .readWrite)
        try connection.execute(
            "DROP TRIGGER on_insert; DROP TRIGGER on_update; DROP TABLE bloat")
    }

    @Test func `a disk that is full behind the commit stops commands until the rows have followed`()
        async throws
    {
        _ = try await people.readySession(Self.email)
        try await spoil("INSERT INTO bloat VALUES (randomblob(200000))")
        let failure = await #expect(throws: LogFailure.self) { try await erase(home) }
        expectEqual(failure?.code, .diskFull)
        expectNil(home.ledger.failure, "it may go on when there is space")
        await #expect(throws: LogFailure.self) { try await home.append("A", to: .loan(1)) }
        try mend()
        try await home.append("A", to: .loan(1))
        let receipt = try await erase(home)
        expectTrue(receipt.wasErasedBefore && receipt.isScrubbed)
        try expectEqual(traces(), [])
        try await home.verify()
    }

    @Test func `what fails beside the batches leaves the next command nothing`() async throws {
        _ = try await people.readySession(Self.email)
        try await onThread { [home] in
            try home.ledger.lane.performOnViews { views in
                try views.openFile?.connection.execute("ALTER TABLE journey_part RENAME TO away")
            }
        }
        await #expect(throws: LogFailure.self) { try await erase(home) }
        try await home.append("A", to: .loan(1))
    }

    @Test func `any other failure behind the commit stops the lane, and the next start makes up`()
        async throws
    {
        let token = try await people.readySession(Self.email)
        let state = try await home.ledger.read { [people] reader in
            try people.signUps.ledger.recent.remembering(people.stream(token)) {
                guard
                    case (.signUp(let state), let version) = try reader.subject(
                        of: people.stream(token))
                else { return nil }
                return (state, version)
            }
        }
        expectEqual(state?.state.email, Self.email)
        try await spoil("SELECT RAISE(ABORT, 'no')")
        let failure = await #expect(throws: LogFailure.self) { try await erase(home) }
        expectEqual(failure?.code, .outcomeUnknown)
        expectEqual(home.ledger.failure?.code, .outcomeUnknown)
        expectNil(home.ledger.recent.session(try people.stream(token)), "forgotten all the same")
        await #expect(throws: LogFailure.self) { try await home.append("A", to: .loan(1)) }
        home.ledger.close()
        try mend()
        let again = try TestLedger(home.home, clock: home.clock)
        let receipt = try await erase(again)
        expectTrue(receipt.wasErasedBefore && receipt.isScrubbed)
        try expectEqual(traces(), [])
        try await again.verify()
    }
}
